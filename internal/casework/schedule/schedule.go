// Package schedule computes with steps that have days and follow one another: what
// follows when one of them moves, how much later each can be, and which of them the
// end hangs on (rule 5.4). It is pure: steps in, days out.
package schedule

import (
	"errors"
	"slices"

	"forankring.no/forankring/internal/platform/workday"
)

// ErrLag is matched by every refusal of a time between two steps.
var ErrLag = errors.New("not a time between two steps")

// MostLag is how many days can be asked for between two steps.
const MostLag = 1000

// CheckLag refuses what is no time between two steps: it is a count of days or
// working days, not below nothing, and is not rolled. No rule is no lag.
func CheckLag(lag workday.Rule) error {
	switch {
	case lag.IsZero():
		return nil
	case lag.Unit != workday.Days && lag.Unit != workday.WorkingDays, lag.Count < 0, lag.Count > MostLag,
		lag.Roll != workday.RollNone && lag.Roll != "":
		return ErrLag
	}
	return nil
}

// Span is when a step is: on a day, which is its first and its last, or on some day
// between two.
type Span struct{ First, Last workday.Date }

// On is the span of one day.
func On(day workday.Date) Span { return Span{day, day} }

// In is the span of a month.
func In(m workday.Month) Span { return Span{m.First(), m.Last()} }

// isDay says whether the day is known.
func (s Span) isDay() bool { return s.First == s.Last }

// from is the span moved so far that it does not end before a day: to the next
// working day, or to the month of the day.
func (s Span) from(day workday.Date, c *workday.Calendar) Span {
	if s.isDay() {
		return On(c.Next(day))
	}
	return In(day.Month())
}

// Step is one step of a plan.
type Step struct {
	Key string
	Span
	// Done steps stay where they are.
	Done bool
	// After are the steps that come before it.
	After []Link
	// Counted says that its day is counted from another step's; such a step has a
	// day, and follows that step alone.
	Counted *Count
	// Calendar counts its working days.
	Calendar *workday.Calendar
}

// Link is that a step comes after another, and how long after it at the least.
type Link struct {
	Step string
	Lag  workday.Rule
}

// After is a step of which no more is known than those that it comes after: their
// order can be found, and no days.
func After(key string, before []string) Step {
	s := Step{Key: key}
	for _, b := range before {
		s.After = append(s.After, Link{Step: b})
	}
	return s
}

// Count is how a step's day is counted from another step's.
type Count struct {
	Step string
	Rule workday.Rule
}

// earliest is the first day on which the step can be, after one that is on a day.
func (s *Step) earliest(day workday.Date, lag workday.Rule) workday.Date {
	if lag.IsZero() {
		return day
	}
	return s.Calendar.Due(day, lag)
}

// latest is the last day on which another step can be, so that this one can be
// on a day.
func (s *Step) latest(day workday.Date, lag workday.Rule) workday.Date {
	switch {
	case lag.Count == 0:
		return day
	case lag.Unit == workday.Days:
		return day.AddDays(-lag.Count)
	}
	// The working day to which it counts, and the one after which it begins.
	return s.Calendar.AddWorkingDays(s.Calendar.Previous(day), 1-lag.Count).AddDays(-1)
}

// widest is more days than any rule counts.
const widest = 8000

// latestStart is the last day from which a rule counts to a day or before it. A
// rule never counts further back from a later day, so it is halved until found.
func (s *Step) latestStart(day workday.Date, r workday.Rule) workday.Date {
	low, high := day.AddDays(-widest), day.AddDays(widest)
	for high.Sub(low) > 1 {
		middle := low.AddDays(high.Sub(low) / 2)
		if s.Calendar.Due(middle, r).After(day) {
			high = middle
		} else {
			low = middle
		}
	}
	return low
}

// Plan is a set of steps, in an order in which each follows those it depends on.
type Plan struct {
	steps []Step
	at    map[string]int
}

// New orders the steps. Where they wait for each other in a circle there is no
// order, and the circle is told, from a step back to itself. A link to a step that
// is not there is left out.
func New(steps []Step) (*Plan, []string) {
	p := &Plan{at: map[string]int{}}
	by := map[string]*Step{}
	for i := range steps {
		by[steps[i].Key] = &steps[i]
	}
	entered := map[string]bool{}
	var way []string
	var visit func(s *Step) []string
	visit = func(s *Step) []string {
		if entered[s.Key] {
			if i := slices.Index(way, s.Key); i >= 0 {
				return append(slices.Clone(way[i:]), s.Key)
			}
			return nil
		}
		entered[s.Key], way = true, append(way, s.Key)
		for _, key := range s.Before() {
			if by[key] == nil {
				continue
			}
			if circle := visit(by[key]); circle != nil {
				return circle
			}
		}
		way = way[:len(way)-1]
		p.at[s.Key], p.steps = len(p.steps), append(p.steps, *s)
		return nil
	}
	for i := range steps {
		if circle := visit(&steps[i]); circle != nil {
			return nil, circle
		}
	}
	return p, nil
}

// Before are the steps that the step follows: those it comes after, and the one
// from which it is counted.
func (s *Step) Before() []string {
	var keys []string
	for _, l := range s.After {
		keys = append(keys, l.Step)
	}
	if s.Counted != nil {
		keys = append(keys, s.Counted.Step)
	}
	return keys
}

// Keys are the steps in the order of the plan.
func (p *Plan) Keys() []string {
	keys := make([]string, len(p.steps))
	for i := range p.steps {
		keys[i] = p.steps[i].Key
	}
	return keys
}

// step is the step with a key; nil where there is none.
func (p *Plan) step(key string) *Step {
	i, ok := p.at[key]
	if !ok {
		return nil
	}
	return &p.steps[i]
}
