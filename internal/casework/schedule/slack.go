package schedule

import (
	"cmp"
	"slices"

	"forankring.no/forankring/internal/platform/workday"
)

// Slack is how a step that is not done lies in its plan.
type Slack struct {
	Key string
	// Earliest is the first day on which it fits after those before it; no day
	// where it comes after none.
	Earliest workday.Date
	// Latest is the last day on which it can be without the end moving, where all
	// that it pushes follows.
	Latest workday.Date
	// Days and WorkingDays are how much later it can be; negative where it is too
	// late already. Of a month the last day counts.
	Days, WorkingDays int
}

// Analysis is what a plan's end hangs on.
type Analysis struct {
	// Slack is that of each step that is not done, in the order of the plan.
	Slack []Slack
	// Path are the steps that lead to the last one with the least slack, the last
	// one included.
	Path []string
	// Bottleneck is the one on the path before the last that has the least slack;
	// the last one where it stands alone.
	Bottleneck string
}

// Analyse finds how much later each step that is not done can be, by a pass from
// the end back: a step can be so late that what comes after it still fits, pushed
// as far as it can be itself. What is counted from another step is not pushed by
// those it comes after, so these stay before the day that it has.
func (p *Plan) Analyse() Analysis {
	var a Analysis
	end := p.end()
	if end == nil {
		return a
	}
	latest := map[string]workday.Date{}
	for i := len(p.steps) - 1; i >= 0; i-- {
		s := &p.steps[i]
		if s.Done {
			continue
		}
		first, told := latest[s.Key]
		if !told {
			first = end.Last
		}
		latest[s.Key] = s.lastBy(first, end.Last)
		s.bound(latest)
	}
	slack := map[string]Slack{}
	for i := range p.steps {
		if s := &p.steps[i]; !s.Done {
			at := latest[s.Key]
			slack[s.Key] = Slack{
				Key: s.Key, Earliest: p.earliest(s, nil), Latest: at, Days: at.Sub(s.Last), WorkingDays: s.Calendar.WorkingDaysBetween(s.Last.AddDays(1), at.AddDays(1)),
			}
			a.Slack = append(a.Slack, slack[s.Key])
		}
	}
	a.Path = p.path(end, slack)
	a.Bottleneck = slices.MinFunc(a.Path[:max(1, len(a.Path)-1)], func(k, o string) int { return cmp.Compare(slack[k].Days, slack[o].Days) })
	return a
}

// end is the last step that is not done; nil where all are.
func (p *Plan) end() (end *Step) {
	for i := range p.steps {
		if s := &p.steps[i]; !s.Done && (end == nil || s.Last.After(end.Last)) {
			end = s
		}
	}
	return end
}

// lastBy is the last day of the step where it is as late as it can be: it begins on
// a day or before it, and ends before the end.
func (s *Step) lastBy(first, end workday.Date) workday.Date {
	if s.isDay() {
		return workday.Earlier(first, end)
	}
	m := first.Month()
	for m.Last().After(end) {
		m = m.AddMonths(-1)
	}
	return m.Last()
}

// bound tells those before the step how late they can begin, so that it is not
// later than it can be.
func (s *Step) bound(latest map[string]workday.Date) {
	tell := func(key string, day workday.Date) {
		if was, told := latest[key]; !told || day.Before(was) {
			latest[key] = day
		}
	}
	at := latest[s.Key]
	if c := s.Counted; c != nil {
		tell(c.Step, s.latestStart(at, c.Rule))
		at = s.Last // it is not pushed
	} else if s.isDay() {
		at = s.Calendar.Previous(at) // to which it is pushed
	}
	for _, l := range s.After {
		tell(l.Step, s.latest(workday.Later(s.Last, at), l.Lag))
	}
}

// path leads from the end back, by the step with the least slack, to one that comes
// after nothing that is open.
func (p *Plan) path(end *Step, slack map[string]Slack) []string {
	way := []string{end.Key}
	for s := end; ; {
		var next *Step
		for _, key := range s.Before() {
			if b := p.step(key); b != nil && !b.Done && (next == nil || tighter(slack[b.Key], slack[next.Key])) {
				next = b
			}
		}
		if next == nil {
			slices.Reverse(way)
			return way
		}
		s, way = next, append(way, next.Key)
	}
}

func tighter(a, b Slack) bool {
	return cmp.Or(cmp.Compare(a.Days, b.Days), b.Latest.Compare(a.Latest), cmp.Compare(a.Key, b.Key)) < 0
}
