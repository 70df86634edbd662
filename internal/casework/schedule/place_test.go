package schedule_test

import (
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/casework/schedule"
	"forankring.no/forankring/internal/platform/workday"
)

// Placed forward, each step is on a working day on which it fits, and would not fit
// on the one before; placed backward, so that one later would push past the end.
func TestStepsArePlacedAsEarlyAndAsLateAsTheyCanBe(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var steps []schedule.Step
		for _, s := range drawn(t) {
			if s.Counted == nil {
				s.Done = false
				s.After = keep(s.After, steps)
				steps = append(steps, s)
			}
		}
		p := plan(t, steps...)
		start := workday.MustDate("2024-03-18").AddDays(rapid.IntRange(0, 20).Draw(t, "start"))
		forward := p.Forward(start)
		end := start
		for _, s := range steps {
			day := forward[s.Key]
			end = workday.Later(end, day)
			if first := norway.Next(workday.Later(start, first(s, forward))); day != first {
				t.Fatalf("%s is on %s, want %s", s.Key, day, first)
			}
		}
		backward := p.Backward(end)
		for _, s := range steps {
			day := backward[s.Key]
			if !norway.IsWorkingDay(day) || day.Before(first(s, backward)) || day.After(end) || day.Before(forward[s.Key]) {
				t.Fatalf("%s is on %s by %s, forward on %s", s.Key, day, end, forward[s.Key])
			}
			later := norway.Next(day.AddDays(1))
			pushes := later.After(end)
			for _, o := range steps {
				for _, l := range o.After {
					pushes = pushes || l.Step == s.Key && fits(later, l.Lag).After(backward[o.Key])
				}
			}
			if !pushes {
				t.Fatalf("%s could be later than %s", s.Key, day)
			}
		}
	})
}

// keep are the links to steps that are there.
func keep(links []schedule.Link, steps []schedule.Step) (kept []schedule.Link) {
	for _, l := range links {
		for _, s := range steps {
			if s.Key == l.Step {
				kept = append(kept, l)
			}
		}
	}
	return kept
}

// first is the first day on which a step fits after those before it.
func first(s schedule.Step, days map[string]workday.Date) (day workday.Date) {
	for _, l := range s.After {
		day = workday.Later(day, fits(days[l.Step], l.Lag))
	}
	return day
}
