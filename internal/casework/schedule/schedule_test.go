package schedule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/casework/schedule"
	"forankring.no/forankring/internal/platform/workday"
)

var norway = workday.Norway()

func day(s string) schedule.Span { return schedule.On(workday.MustDate(s)) }

func rule(s string) workday.Rule {
	if s == "" {
		return workday.Rule{}
	}
	return workday.MustRule(s)
}

// step is one on a day, after others: "board working_days:5" is five working days
// after the board.
func step(key, on string, after ...string) schedule.Step {
	s := schedule.Step{Key: key, Calendar: norway}
	if m, err := workday.ParseMonth(on); err == nil {
		s.Span = schedule.In(m)
	} else {
		s.Span = day(on)
	}
	for _, a := range after {
		before, lag, _ := strings.Cut(a, " ")
		s.After = append(s.After, schedule.Link{Step: before, Lag: rule(lag)})
	}
	return s
}

func counted(key, on, from, by string) schedule.Step {
	s := step(key, on)
	s.Counted = &schedule.Count{Step: from, Rule: rule(by)}
	return s
}

func done(s schedule.Step) schedule.Step {
	s.Done = true
	return s
}

func plan(t interface{ Fatalf(string, ...any) }, steps ...schedule.Step) *schedule.Plan {
	p, circle := schedule.New(steps)
	if circle != nil {
		t.Fatalf("a circle: %v", circle)
	}
	return p
}

func told(all []schedule.Follow) string {
	var out []string
	for _, f := range all {
		s := fmt.Sprintf("%s %s", f.Key, f.To.First)
		if f.To.First != f.To.Last {
			s = fmt.Sprintf("%s %s", f.Key, f.To.First.Month())
		}
		if f.Stands {
			s = f.Key + " stands"
		}
		out = append(out, s+" by "+f.Cause)
	}
	return strings.Join(out, ", ")
}

func TestWhatFollowsAMove(t *testing.T) {
	t.Parallel()
	// 2024-05-17 is a holiday, a Friday.
	chain := []schedule.Step{
		step("ready", "2024-05-02"), step("board", "2024-05-10", "ready working_days:5"), step("council", "2024-06-03", "board days:14"), step("done", "2024-06-28", "council"),
	}
	for name, tt := range map[string]struct {
		steps   []schedule.Step
		key, to string
		want    string
	}{
		"earlier, and nothing is pulled":      {steps: chain, key: "ready", to: "2024-04-30"},
		"later within what there is room for": {steps: chain, key: "board", to: "2024-05-20"},
		"over a holiday":                      {steps: chain, key: "ready", to: "2024-05-13", want: "board 2024-05-22 by ready, council 2024-06-05 by board"},
		"no working day":                      {steps: chain, key: "council", to: "2024-06-29", want: "done 2024-07-01 by council"},
		"a count moves both ways":             {steps: []schedule.Step{step("a", "2024-05-10"), counted("b", "2024-05-08", "a", "working_days:-2")}, key: "a", to: "2024-05-07", want: "b 2024-05-03 by a"},
		"a count of a count":                  {steps: []schedule.Step{step("a", "2024-05-10"), counted("b", "2024-05-13", "a", "working_days:1"), step("c", "2024-05-13", "b")}, key: "a", to: "2024-05-13", want: "b 2024-05-14 by a, c 2024-05-14 by b"},
		"what is done stands":                 {steps: []schedule.Step{step("a", "2024-05-10"), done(step("b", "2024-05-13", "a")), step("c", "2024-05-13", "b")}, key: "a", to: "2024-05-16", want: "b stands by a"},
		"a count is not pushed":               {steps: []schedule.Step{step("x", "2024-05-02"), step("a", "2024-05-10"), withAfter(counted("b", "2024-05-13", "a", "working_days:1"), "x")}, key: "x", to: "2024-05-20", want: "b stands by x"},
		"a month as long as it can hold it":   {steps: []schedule.Step{step("a", "2024-05-10"), step("b", "2024-06", "a working_days:10")}, key: "a", to: "2024-06-14"},
		"a month that no longer can":          {steps: []schedule.Step{step("a", "2024-05-10"), step("b", "2024-06", "a working_days:10")}, key: "a", to: "2024-06-17", want: "b 2024-07 by a"},
	} {
		if got := told(plan(t, tt.steps...).Move(tt.key, day(tt.to))); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func withAfter(s schedule.Step, keys ...string) schedule.Step {
	for _, k := range keys {
		s.After = append(s.After, schedule.Link{Step: k})
	}
	return s
}

func TestTheSlackAndThePath(t *testing.T) {
	t.Parallel()
	a := plan(t,
		done(step("naming", "2024-03-01")), step("ready", "2024-05-02", "naming"), step("side", "2024-05-06"),
		step("board", "2024-05-13", "ready working_days:5", "side"), step("council", "2024-06-03", "board days:14"),
	).Analyse()
	var got []string
	for _, s := range a.Slack {
		got = append(got, fmt.Sprintf("%s %s %d %d", s.Key, s.Latest, s.Days, s.WorkingDays))
	}
	// The council stays on 3 June: the board 14 days before it, on 20 May, which is
	// Whit Monday, so that it is pushed no further than to the 16th.
	want := "ready 2024-05-09 7 4, side 2024-05-16 10 7, board 2024-05-20 7 3, council 2024-06-03 0 0"
	if joined := strings.Join(got, ", "); joined != want {
		t.Errorf("slack %s, want %s", joined, want)
	}
	if path := strings.Join(a.Path, " "); path != "ready board council" || a.Bottleneck != "ready" {
		t.Errorf("the path is %s, its bottleneck %s", path, a.Bottleneck)
	}
	if none := plan(t, done(step("a", "2024-05-02"))).Analyse(); none.Path != nil || none.Slack != nil {
		t.Errorf("where all is done: %+v", none)
	}
}

func TestACircleIsToldThroughLagsAndCounts(t *testing.T) {
	t.Parallel()
	for want, steps := range map[string][]schedule.Step{
		"a b a":   {step("a", "2024-05-02", "b"), step("b", "2024-05-02", "a days:3")},
		"a a":     {step("a", "2024-05-02", "a")},
		"a b c a": {step("a", "2024-05-02", "b"), counted("b", "2024-05-02", "c", "days:1"), step("c", "2024-05-02", "a")},
		"b c b":   {step("a", "2024-05-02", "b"), step("b", "2024-05-02", "c"), step("c", "2024-05-02", "b", "nowhere")},
	} {
		if _, circle := schedule.New(steps); strings.Join(circle, " ") != want {
			t.Errorf("the circle is %v, want %s", circle, want)
		}
	}
}

func TestALagIsACountOfDays(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"": true, "days:0": true, "days:1000": true, "working_days:10": true, "days:-1": false, "days:1001": false, "weeks:1": false, "months:1": false, "days:3,forward": false,
	} {
		if err := schedule.CheckLag(rule(text)); ok != (err == nil) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// drawn is a plan that fits: each step on a working day on which it can be after
// those before it, or in a month, or counted from one with a day.
func drawn(t *rapid.T) []schedule.Step {
	lags := []string{"", "days:0", "days:3", "days:10", "working_days:0", "working_days:1", "working_days:4"}
	counts := []string{"days:5", "working_days:3,forward", "working_days:-2", "weeks:1,nearest", "months:1,backward"}
	start := workday.MustDate("2024-03-18") // Easter lies ahead
	var steps []schedule.Step
	by := map[string]schedule.Span{}
	for i := range rapid.IntRange(1, 6).Draw(t, "steps") {
		s := schedule.Step{Key: string(rune('a' + i)), Calendar: norway, Done: rapid.IntRange(0, 7).Draw(t, "done") == 0}
		if i > 0 && rapid.IntRange(0, 3).Draw(t, "counted") == 0 {
			from := steps[rapid.IntRange(0, i-1).Draw(t, "from")]
			if from.First == from.Last {
				s.Counted = &schedule.Count{Step: from.Key, Rule: rule(rapid.SampledFrom(counts).Draw(t, "count"))}
				s.Span = schedule.On(norway.Due(from.First, s.Counted.Rule))
			}
		}
		if s.Counted == nil {
			first := start.AddDays(rapid.IntRange(0, 40).Draw(t, "day"))
			for j := range i {
				if rapid.IntRange(0, 2).Draw(t, "after") > 0 {
					continue
				}
				l := schedule.Link{Step: steps[j].Key, Lag: rule(rapid.SampledFrom(lags).Draw(t, "lag"))}
				s.After = append(s.After, l)
				first = workday.Later(first, fits(by[l.Step].First, l.Lag))
			}
			s.Span = schedule.On(norway.Next(first))
			if rapid.IntRange(0, 5).Draw(t, "month") == 0 {
				s.Span = schedule.In(first.Month())
			}
		}
		by[s.Key] = s.Span
		steps = append(steps, s)
	}
	return steps
}

// fits is the first day after another on which a lag has passed, found day by day.
func fits(from workday.Date, lag workday.Rule) workday.Date {
	d := from
	for left := lag.Count; left > 0; {
		d = d.AddDays(1)
		if lag.Unit == workday.Days || norway.IsWorkingDay(d) {
			left--
		}
	}
	return d
}

// settled moves a step and pushes the others, day by day, until all fit; what is
// done stays, and so does what it would have pushed.
func settled(steps []schedule.Step, key string, to schedule.Span) map[string]schedule.Span {
	now := map[string]schedule.Span{}
	for _, s := range steps {
		now[s.Key] = s.Span
	}
	now[key] = to
	for changed := true; changed; {
		changed = false
		for _, s := range steps {
			if s.Done || s.Key == key {
				continue
			}
			at := now[s.Key]
			if s.Counted != nil {
				at = schedule.On(norway.Due(now[s.Counted.Step].First, s.Counted.Rule))
			}
			for _, l := range s.After {
				for at.Last.Before(fits(now[l.Step].First, l.Lag)) {
					at = later(at)
				}
			}
			if at != now[s.Key] {
				now[s.Key], changed = at, true
			}
		}
	}
	return now
}

// later is the next working day, or the next month.
func later(s schedule.Span) schedule.Span {
	if s.First != s.Last {
		return schedule.In(s.First.Month().AddMonths(1))
	}
	return schedule.On(norway.Next(s.First.AddDays(1)))
}

func TestAMovePushesAsFarAsDayByDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		steps := drawn(t)
		moved := rapid.SampledFrom(steps).Draw(t, "moved")
		to := schedule.On(moved.First.AddDays(rapid.IntRange(-10, 60).Draw(t, "by")))
		want := settled(steps, moved.Key, to)
		got := map[string]schedule.Span{moved.Key: to}
		for _, f := range plan(t, steps...).Move(moved.Key, to) {
			if !f.Stands {
				got[f.Key] = f.To
			}
		}
		for _, s := range steps {
			at, moves := got[s.Key]
			if !moves {
				at = s.Span
			}
			if at != want[s.Key] {
				t.Fatalf("%s is on %v, want %v", s.Key, at, want[s.Key])
			}
		}
	})
}

// The latest day of each step is the last one to which it can be moved, pushing the
// others, without the end moving: each day is tried.
func TestTheLatestDayIsTheLastThatDoesNotMoveTheEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		steps := drawn(t)
		end := workday.Date{}
		for _, s := range steps {
			if !s.Done {
				end = workday.Later(end, s.Last)
			}
		}
		for _, got := range plan(t, steps...).Analyse().Slack {
			i := slices.IndexFunc(steps, func(s schedule.Step) bool { return s.Key == got.Key })
			if steps[i].First != steps[i].Last {
				continue // it has no day to move from
			}
			latest := steps[i].First
			for d := steps[i].First.AddDays(1); !d.After(end); d = d.AddDays(1) {
				if !moves(settled(steps, got.Key, schedule.On(d)), steps, end) {
					latest = d
				}
			}
			if got.Latest != latest {
				t.Fatalf("%s can be as late as %s, want %s of %+v", got.Key, got.Latest, latest, steps)
			}
		}
	})
}

func moves(now map[string]schedule.Span, steps []schedule.Step, end workday.Date) bool {
	return slices.ContainsFunc(steps, func(s schedule.Step) bool { return !s.Done && now[s.Key].Last.After(end) })
}
