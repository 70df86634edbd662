package timeline

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// Dependant is a milestone that waits for another one.
type Dependant struct {
	Key   string `json:"key" example:"board"`
	Title string `json:"title" example:"The board's meeting"`
	State State  `json:"state" enum:"open,overdue,done"`
	When
}

// MilestoneWarning is something that does not fit and is kept all the same.
type MilestoneWarning struct {
	Code   string       `json:"code" enum:"day_off,after_dependant,before_dependency,dependency_open,set_in_past,naming_dates_differ" doc:"day_off: the day is not a working day; after_dependant: a milestone that depends on this one comes before it; before_dependency: this one comes before a milestone that it depends on; dependency_open: this one is done, or a part of it, and a milestone that it depends on is not; set_in_past: it was put on a day that had passed; naming_dates_differ: the mandate asks for names by another day"`
	Detail message.Text `json:"detail" example:"2024-05-17 is not a working day (public holiday: Constitution Day)."`
}

// find is the milestone with a key; nil where there is none.
func find(all []Milestone, key string) *Milestone {
	i := slices.IndexFunc(all, func(m Milestone) bool { return m.Key == key })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// checkOrder refuses dependencies that are not there, and those that would
// make milestones wait for each other; it names them (rule 5.4).
func checkOrder(all []Milestone, key string, dependsOn []string) error {
	for i, k := range dependsOn {
		if k != key && find(all, k) == nil {
			return ErrUnknownDependency.On(fmt.Sprintf("/depends_on/%d", i), msgNoMilestone.With(k))
		}
	}
	if circle := cycle(all, key, dependsOn); circle != nil {
		return ErrCycle.With(msgCircle.With(strings.Join(circle, " → "))).On("/depends_on", msgClosesCircle)
	}
	return nil
}

// cycle finds the circle that the milestone would close with these
// dependencies, from the milestone back to itself; nil when there is none. The
// others have none among themselves.
func cycle(all []Milestone, key string, dependsOn []string) []string {
	waitsFor := map[string][]string{}
	for _, m := range all {
		waitsFor[m.Key] = m.DependsOn
	}
	waitsFor[key] = dependsOn
	seen := map[string]bool{}
	var back func(at string) []string
	back = func(at string) []string {
		if seen[at] {
			return nil
		}
		seen[at] = true
		for _, next := range waitsFor[at] {
			if next == key {
				return []string{at, key}
			}
			if way := back(next); way != nil {
				return append([]string{at}, way...)
			}
		}
		return nil
	}
	return back(key)
}

// dependants are the milestones that wait for m.
func dependants(all []Milestone, m *Milestone, now time.Time) []Dependant {
	found := []Dependant{}
	for i := range all {
		if d := &all[i]; slices.Contains(d.DependsOn, m.Key) {
			found = append(found, Dependant{Key: d.Key, Title: d.Title, State: state(d.Done(), d.Overdue(now)), When: d.When})
		}
	}
	return found
}

// warnings lists what does not fit: a day off (rule 5.3), and an order of days
// against the dependencies. A month is only out of order as a whole.
func warnings(all []Milestone, m *Milestone, calendar *workday.Calendar) []MilestoneWarning {
	found := []MilestoneWarning{}
	warn := func(code string, detail message.Text) {
		found = append(found, MilestoneWarning{Code: code, Detail: detail})
	}
	if m.Due != nil && !calendar.IsWorkingDay(*m.Due) {
		warn("day_off", mandate.MsgDayOff.With(*m.Due, calendar.Reason(*m.Due)))
	}
	if set := m.setAt(); !set.IsZero() && workday.Today(set).After(m.last()) {
		warn("set_in_past", msgSetInPast.With(m.When))
	}
	for i := range all {
		o := &all[i]
		if slices.Contains(m.DependsOn, o.Key) && m.begun() && !o.Done() {
			warn("dependency_open", msgDependencyOpen.With(o.Title))
		}
		if slices.Contains(o.DependsOn, m.Key) && m.first().After(o.last()) {
			warn("after_dependant", msgAfterDependant.With(o.Title, o.When))
		}
		if slices.Contains(m.DependsOn, o.Key) && m.last().Before(o.first()) {
			warn("before_dependency", msgBeforeDependency.With(o.Title, o.When))
		}
	}
	return found
}

// setAt is when the milestone was put where it is: made there, or moved.
func (m *Milestone) setAt() time.Time {
	if n := len(m.Moves); n > 0 {
		return m.Moves[n-1].At
	}
	return m.CreatedAt
}

// otherNamingDates warns where the milestone of the naming and the mandate name
// two days for one thing (rule 6.2).
func (m *Milestone) otherNamingDates(dates []mandate.NamingDate) []MilestoneWarning {
	var found []MilestoneWarning
	for _, d := range dates {
		if m.Key == NamingDue && m.Due != nil && *m.Due != d.Due {
			found = append(found, MilestoneWarning{Code: mandate.NamingDatesDiffer, Detail: msgOtherNamingDate.With(d.Version, d.Due)})
		}
	}
	return found
}
