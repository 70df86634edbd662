package timeline

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/schedule"
	"forankring.no/forankring/internal/platform/fault"
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
	Code   string       `json:"code" enum:"day_off,after_dependant,before_dependency,dependency_open,set_in_past,naming_dates_differ,too_soon,dependant_too_soon,start_moved,calendar_changed" doc:"day_off: the day is not a working day; after_dependant: a milestone that depends on this one comes before it; before_dependency: this one comes before a milestone that it depends on; dependency_open: this one is done, or a part of it, and a milestone that it depends on is not; set_in_past: it was put on a day that had passed; naming_dates_differ: the mandate asks for names by another day; too_soon, dependant_too_soon: this one, or one that depends on it, comes less than the lag after the other; start_moved: it was counted from a milestone that has another day now; calendar_changed: by the calendar as it is now it would be counted to another day"`
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

// CheckOrder refuses dependencies that are not there, and those that would, with
// what the milestone is counted from, make milestones wait for each other; it names
// them (rule 5.4).
func (l Line) CheckOrder(key string, dependsOn []string, rule *MilestoneRule) error {
	for i, k := range dependsOn {
		if k != key && find(l.All, k) == nil {
			return ErrUnknownDependency.On(fmt.Sprintf("/depends_on/%d", i), msgNoMilestone.With(k))
		}
	}
	counted := Milestone{DependsOn: dependsOn, Rule: rule}
	if circle := cycle(l.All, key, counted.Before()); circle != nil {
		at := "/depends_on"
		if !slices.Contains(dependsOn, circle[1]) {
			at = "/rule/milestone"
		}
		return InCircle(circle).On(at, msgClosesCircle)
	}
	return nil
}

// Follow lets a milestone come after others too, but none that comes after it already
// (rule 5.4).
func (l Line) Follow(m *Milestone, others []string) {
	for _, key := range others {
		with := append(slices.Clone(m.DependsOn), key)
		if !slices.Contains(m.DependsOn, key) && l.CheckOrder(m.Key, with, m.Rule) == nil {
			m.DependsOn = with
		}
	}
	slices.Sort(m.DependsOn)
}

// InCircle names a circle of milestones, from one back to itself.
func InCircle(circle []string) *fault.Error {
	return ErrCycle.With(msgCircle.With(strings.Join(circle, " → ")))
}

// cycle finds the circle that the milestone would close with these
// dependencies, from the milestone back to itself; nil when there is none. The
// others have none among themselves.
func cycle(all []Milestone, key string, dependsOn []string) []string {
	steps := []schedule.Step{schedule.After(key, dependsOn)}
	for i := range all {
		if all[i].Key != key {
			steps = append(steps, schedule.After(all[i].Key, all[i].Before()))
		}
	}
	_, circle := schedule.New(steps)
	return circle
}

// Before are the milestones that m comes after or is counted from.
func (m *Milestone) Before() []string {
	if m.Rule == nil || m.Rule.Milestone == "" {
		return m.DependsOn
	}
	return append(slices.Clone(m.DependsOn), m.Rule.Milestone)
}

// dependants are the milestones that wait for m, or are counted from it.
func dependants(all []Milestone, m *Milestone, now time.Time) []Dependant {
	found := []Dependant{}
	for i := range all {
		if d := &all[i]; slices.Contains(d.Before(), m.Key) {
			found = append(found, Dependant{Key: d.Key, Title: d.Title, State: state(d.Done(), d.Overdue(now)), When: d.When})
		}
	}
	return found
}

// Warnings lists what does not fit: a day off (rule 5.3), and an order of days
// against the dependencies. A month is only out of order as a whole.
func (l Line) Warnings(m *Milestone) []MilestoneWarning {
	all, calendar := l.All, l.CalendarOf(m)
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
		if day, too := l.tooSoon(m, o); too {
			warn("dependant_too_soon", msgDependantTooSoon.With(o.Title, o.lag(m.Key).From(message.Verbatim(m.Title)), day))
		}
		if day, too := l.tooSoon(o, m); too {
			warn("too_soon", msgTooSoon.With(m.lag(o.Key).From(message.Verbatim(o.Title)), day))
		}
		if slices.Contains(m.DependsOn, o.Key) && m.last().Before(o.first()) {
			warn("before_dependency", msgBeforeDependency.With(o.Title, o.When))
		}
	}
	return append(found, l.countedOtherwise(m)...)
}

// tooSoon warns of two milestones whose order fits, but not the time between them.
func (l Line) tooSoon(first, then *Milestone) (earliest workday.Date, too bool) {
	lag := then.lag(first.Key)
	if lag.IsZero() {
		return earliest, false
	}
	earliest = l.CalendarOf(then).Due(first.first(), lag)
	return earliest, earliest.After(then.last()) && !first.first().After(then.last())
}

// countedOtherwise warns where the rule of a milestone would count to another day
// now: what it counts from was moved, or the calendar changed. The day is kept
// (rule 5.3).
func (l Line) countedOtherwise(m *Milestone) []MilestoneWarning {
	if m.Rule == nil || m.Explanation == nil || m.Done() {
		return nil
	}
	now, err := l.counted(m, *m.Rule)
	switch {
	case err != nil || now.Due == *m.Due:
		return nil
	case now.Start != m.Explanation.Start:
		return []MilestoneWarning{{"start_moved", msgStartMoved.With(now.Start, now.Due)}}
	default:
		return []MilestoneWarning{{"calendar_changed", msgCalendarChanged.With(now.Due)}}
	}
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
