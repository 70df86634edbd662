package timeline

import (
	"encoding/json"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/schedule"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of what is counted.
var (
	ErrLag = fault.New(fault.Invalid, "timeline.lag_invalid", "The time between two milestones is not valid",
		"A lag is a count of `days` or `working_days`, from 0 to 1000, after one of the milestones in `depends_on`, and each of them has one at the most (rule 5.4).")
	ErrCount = fault.New(fault.Invalid, "timeline.rule_invalid", "The rule is not valid",
		"A rule counts either `from` a day or from the day of another `milestone` of the case, to a day between 1900 and 2200 (rules 5.3, 5.4).")
	ErrCountedFrom = fault.New(fault.Conflict, "timeline.counted_from", "Other milestones are counted from its day",
		"A milestone from which others are counted has a day: first move those (rule 5.4).")
)

// MilestoneLag is how long, at the least, a milestone comes after one that it
// depends on (rule 5.4).
type MilestoneLag struct {
	Milestone string       `json:"milestone" db:"depends_on" maxLength:"63" example:"board" doc:"The key of one of those in depends_on"`
	Lag       workday.Rule `json:"lag" db:"lag" maxLength:"32" example:"working_days:10" doc:"Days or working days in the calendar of the responsible's organisation, or else of the region, from 0 to 1000: the milestone is on that day or later"`
}

// MilestoneRule is how the day of a milestone is counted (rules 5.1, 5.3).
type MilestoneRule struct {
	Count     workday.Rule  `json:"count" maxLength:"32" example:"working_days:-5" doc:"The unit (working_days, days, weeks or months), the count, which is negative back in time, and after a comma the roll (forward, backward or nearest), left out where there is none"`
	From      *workday.Date `json:"from,omitempty" format:"date" example:"2024-06-14" doc:"The day from which it counts; this or milestone"`
	Milestone string        `json:"milestone,omitempty" maxLength:"63" example:"board" doc:"The key of the milestone from whose day it counts; this or from"`
}

// MilestoneExplanation is how the day of a milestone was counted (rule 5.3).
type MilestoneExplanation struct{ workday.Explanation }

// Is compares two rules, of which either may be none.
func (r *MilestoneRule) Is(o *MilestoneRule) bool {
	if r == nil || o == nil {
		return r == o
	}
	return r.Count.String() == o.Count.String() && canon.OrZero(r.From) == canon.OrZero(o.From) && r.Milestone == o.Milestone
}

func (r *MilestoneRule) check() error {
	var c fault.Checks
	c.Require((r.From == nil) != (r.Milestone == ""), "/rule", msgFromOne)
	return c.Err(ErrCount)
}

// counted is what the rule counts to, explained: by the calendar of the
// organisation concerned.
func (l Line) counted(m *Milestone, r MilestoneRule) (*workday.Explanation, error) {
	from := r.From
	if from == nil {
		other := find(l.All, r.Milestone)
		switch {
		case other == nil || other.Key == m.Key:
			return nil, ErrCount.On("/rule/milestone", msgNoMilestone.With(r.Milestone))
		case other.Due == nil:
			return nil, ErrCount.On("/rule/milestone", msgNoDay.With(r.Milestone))
		}
		from = other.Due
	}
	e := l.CalendarOf(m).Explain(*from, r.Count)
	if year := e.Due.Year(); year < workday.MinYear || year > workday.MaxYear {
		return nil, ErrCount.On("/rule/count", msgTooFar)
	}
	return &e, nil
}

// CountBy puts the milestone on the day to which a rule counts, and keeps how it
// was counted (rule 5.3).
func (l Line) CountBy(m *Milestone, r MilestoneRule) (When, error) {
	e, err := l.counted(m, r)
	if err != nil {
		return When{}, err
	}
	m.Rule, m.Explanation = &r, &MilestoneExplanation{*e}
	return When{Due: &e.Due}, nil
}

// Line is the timeline of a case, with the calendars by which its days are counted.
type Line struct {
	Case      *casefile.Case
	All       []Milestone
	Calendars calendar.Set
}

// CalendarOf is the calendar of the organisation that a milestone concerns: its
// responsible's, or else the region's.
func (l Line) CalendarOf(m *Milestone) *workday.Calendar {
	organisation := l.Case.Region
	if m.Responsible != nil && m.Responsible.Organisation != "" {
		organisation = m.Responsible.Organisation
	}
	return l.Calendars.For(organisation)
}

// With is the timeline with milestones as they are after an act.
func (l Line) With(after ...*Milestone) Line {
	l.All = slices.Clone(l.All)
	for _, m := range after {
		if was := find(l.All, m.Key); was != nil {
			*was = *m
		} else {
			l.All = append(l.All, *m)
		}
	}
	return l
}

// Steps are the milestones as steps of a plan. What is done is where it was done.
func (l Line) Steps() []schedule.Step {
	steps := make([]schedule.Step, len(l.All))
	for i := range l.All {
		steps[i] = l.step(&l.All[i])
	}
	return steps
}

func (l Line) step(m *Milestone) schedule.Step {
	s := schedule.Step{Key: m.Key, Span: m.Span(), Done: m.Done(), Calendar: l.CalendarOf(m)}
	for _, key := range m.DependsOn {
		s.After = append(s.After, schedule.Link{Step: key, Lag: m.lag(key)})
	}
	if m.Rule != nil && m.Rule.Milestone != "" {
		s.Counted = &schedule.Count{Step: m.Rule.Milestone, Rule: m.Rule.Count}
	}
	return s
}

// lag is how long after one that it depends on a milestone comes; none where the
// order is all.
func (m *Milestone) lag(key string) workday.Rule {
	for _, l := range m.Lags {
		if l.Milestone == key {
			return l.Lag
		}
	}
	return workday.Rule{}
}

// takeLags refuses lags that are none, or after what the milestone does not depend
// on, and keeps them in the order of what it depends on.
func (m *Milestone) takeLags(lags []MilestoneLag) error {
	var c fault.Checks
	m.Lags = []MilestoneLag{}
	for i, l := range lags {
		at := fmt.Sprintf("/lags/%d", i)
		c.Require(slices.Contains(m.DependsOn, l.Milestone), at+"/milestone", msgNotBefore.With(l.Milestone))
		c.Require(m.lag(l.Milestone).IsZero(), at+"/milestone", msgLagTwice.With(l.Milestone))
		c.Require(!l.Lag.IsZero() && schedule.CheckLag(l.Lag) == nil, at+"/lag", msgLag.With(schedule.MostLag))
		l.Lag.Roll = workday.RollNone
		m.Lags = append(m.Lags, l)
	}
	slices.SortFunc(m.Lags, func(a, b MilestoneLag) int {
		return slices.Index(m.DependsOn, a.Milestone) - slices.Index(m.DependsOn, b.Milestone)
	})
	return c.Err(ErrLag)
}

// kept is an explanation as it is stored, to be read in any language.
func kept(e *MilestoneExplanation) (json.RawMessage, error) {
	if e == nil {
		return nil, nil
	}
	stored := *e
	stored.Sentence, stored.Skipped = message.Verbatim(e.Sentence.Stored()), slices.Clone(e.Skipped)
	for i := range stored.Skipped {
		stored.Skipped[i].Text = message.Verbatim(e.Skipped[i].Text.Stored())
	}
	b, err := json.Marshal(stored)
	if err != nil {
		return nil, fmt.Errorf("keep how a day was counted: %w", err)
	}
	return b, nil
}
