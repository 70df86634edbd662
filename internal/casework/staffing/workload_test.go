package staffing

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// elsewhere is an assignment of an employment in another case.
func elsewhere(id int64, state State, share int, from, to string, ended *workday.Date) Named {
	return Named{Case: "2024-3", Region: "kongsvingerregionen", Assignment: Assignment{ID: id, State: state, Share: share, From: day(from), To: day(to), EndedOn: ended}}
}

// over60 is a time in which 60 percent are too much.
func over60(from, to workday.Date, besides, percent int) []capacity.Excess {
	return []capacity.Excess{{From: from, To: to, Share: 60, Besides: besides, Percent: percent}}
}

func TestAReleaseIsComparedWithWhatThePersonCanGive(t *testing.T) {
	t.Parallel()
	full := []capacity.Level{{From: day("01-01"), Percent: 100}}
	less := []capacity.Level{{From: day("01-01"), Percent: 100}, {From: day("05-01"), Percent: 50}}
	for name, tt := range map[string]struct {
		load Workload
		want []capacity.Excess
	}{
		"who gives nothing yet can give it":         {Workload{full, nil}, nil},
		"just as much as can be given is given":     {Workload{full, []Named{elsewhere(2, Released, 40, "01-01", "12-01", nil)}}, nil},
		"five percent more is over on every day":    {Workload{full, []Named{elsewhere(2, Released, 45, "01-01", "12-01", nil)}}, over60(day("03-01"), day("07-01"), 45, 100)},
		"over on the days of the other alone":       {Workload{full, []Named{elsewhere(2, Released, 45, "04-01", "04-02", nil)}}, over60(day("04-01"), day("04-02"), 45, 100)},
		"the day after another's last day is free":  {Workload{full, []Named{elsewhere(2, Released, 100, "01-01", "03-01", nil)}}, nil},
		"what begins on the day after is no matter": {Workload{full, []Named{elsewhere(2, Released, 100, "07-01", "08-01", nil)}}, nil},
		"a recall frees from its day":               {Workload{full, []Named{elsewhere(2, Recalled, 100, "01-01", "12-01", date("03-02"))}}, over60(day("03-01"), day("03-02"), 100, 100)},
		"so does a replacement":                     {Workload{full, []Named{elsewhere(2, Replaced, 100, "01-01", "12-01", date("03-01"))}}, nil},
		"a nomination takes nothing":                {Workload{full, []Named{elsewhere(2, Nominated, 100, "01-01", "12-01", nil)}}, nil},
		"lower capacity from a day on":              {Workload{less, nil}, over60(day("05-01"), day("07-01"), 0, 50)},
		"nothing can be given without capacity":     {Workload{}, over60(day("03-01"), day("07-01"), 0, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := Assignment{ID: 1, State: Nominated, Share: 60, From: day("03-01"), To: day("07-01")}
			got := tt.load.ExcessOf(&a)
			same := slices.EqualFunc(got, tt.want, func(x, y capacity.Excess) bool {
				return x.From == y.From && x.To == y.To && x.Share == y.Share && x.Besides == y.Besides && x.Percent == y.Percent
			})
			if !same {
				t.Errorf("it is over in %v, want %v", got, tt.want)
			}
		})
	}
}

func percentOn(given []capacity.Level, day workday.Date) (percent int) {
	for _, c := range given {
		if !c.From.After(day) {
			percent = c.Percent
		}
	}
	return percent
}

// day by day is how the rule is meant; the rule itself looks at turns only.
func TestOverIsWhatADayByDayCountSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		some := func(name string) workday.Date { return day("03-01").AddDays(rapid.IntRange(0, 20).Draw(t, name)) }
		given := Workload{gives: []capacity.Level{{From: day("01-01"), Percent: 100}, {From: some("lowered"), Percent: 10 * rapid.IntRange(0, 10).Draw(t, "percent")}}}
		for i := range rapid.IntRange(0, 4).Draw(t, "others") {
			n := elsewhere(int64(i+2), rapid.SampledFrom([]State{Nominated, Released, Recalled, Replaced, Declined}).Draw(t, "state"), 5*rapid.IntRange(1, 20).Draw(t, "share"), "03-01", "03-01", nil)
			n.From, n.To = some("from"), some("to")
			if n.State == Recalled || n.State == Replaced {
				ended := some("ended")
				n.EndedOn = &ended
			}
			given.named = append(given.named, n)
		}
		a := Assignment{ID: 1, State: Nominated, Share: 5 * rapid.IntRange(1, 20).Draw(t, "own"), From: some("first")}
		a.To = a.From.AddDays(rapid.IntRange(1, 20).Draw(t, "days"))
		over := given.ExcessOf(&a)
		for d := a.From; d.Before(a.To); d = d.AddDays(1) {
			sum := a.Share
			for _, n := range given.named {
				n.findEnd()
				if n.Counts() && !d.Before(n.From) && d.Before(n.Ends) {
					sum += n.Share
				}
			}
			found := slices.ContainsFunc(over, func(e capacity.Excess) bool { return !d.Before(e.From) && d.Before(e.To) })
			if want := sum > percentOn(given.gives, d); found != want {
				t.Fatalf("on %s %d percent would be given, over: %v; found %v", d, sum, want, over)
			}
		}
	})
}

func TestOverCapacityIsReleasedForAReasonAndOnlyThen(t *testing.T) {
	t.Parallel()
	over := []capacity.Excess{{From: day("03-01"), To: day("05-01"), Share: 60, Besides: 60, Percent: 100, Cases: []string{"2024-3 in b", "2024-1 in a", "2024-3 in b"}}}
	a := assignment(Nominated)
	err := a.Release(version(true), Overrun{over, over}, chief, noon)
	refuses(t, err, ErrOverCapacity)
	const says = "From 1 March 2024 to 30 April 2024 the person can give 100 percent; 60 are released (2024-1 in a, 2024-3 in b), and this would be 60 more."
	if f, _ := fault.As(err); !strings.HasPrefix(f.Detail.String(), says) {
		t.Errorf("the refusal says %q", f.Detail)
	}
	refuses(t, a.ReleaseOver(version(true), Overrun{}, "Handed over", chief, noon), ErrCapacitySuffices)
	refuses(t, a.ReleaseOver(version(false), Overrun{over, over}, "Handed over", chief, noon), ErrNotApproved)
	if a.State != Nominated || a.OverrideAt != nil {
		t.Fatalf("a refusal left %+v", a)
	}
	refuses(t, a.ReleaseOver(version(true), Overrun{over, over}, "Handed over", chief, noon), nil)
	if a.State != Released || a.OverrideReason != "Handed over" || *a.OverrideBy != "chief" || *a.OverrideAt != noon {
		t.Errorf("released: %+v", a)
	}
}

func TestAReplacementGivesNoMoreThanBeforeOrFits(t *testing.T) {
	t.Parallel()
	// 20 and 60 were released from March to June; then capacity was lowered to 40.
	given := Workload{[]capacity.Level{{From: day("01-01"), Percent: 40}}, []Named{elsewhere(2, Released, 20, "03-01", "07-01", nil)}}
	for name, tt := range map[string]struct {
		share    int
		from, to string
		ended    *workday.Date
		employed int64
		fits     bool
	}{
		"less":                                {30, "04-01", "07-01", nil, 7, true},
		"as much":                             {60, "04-01", "07-01", nil, 7, true},
		"more":                                {65, "04-01", "07-01", nil, 7, false},
		"less, but for longer than before":    {45, "04-01", "07-02", nil, 7, false},
		"what fits, for longer than before":   {40, "06-30", "07-02", nil, 7, true},
		"less, beyond the day it was to end":  {30, "04-01", "06-02", date("06-01"), 7, false},
		"less, up to the day it was to end":   {30, "04-01", "06-01", date("06-01"), 7, true},
		"less, of another employment of hers": {30, "04-01", "07-01", nil, 8, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old := assignment(Released)
			old.Share, old.Employment, old.EndedOn = 60, 7, tt.ended
			a := Assignment{ID: 3, State: Nominated, Share: tt.share, Employment: tt.employed, From: day(tt.from), To: day(tt.to)}
			if err := (Overrun{All: given.ExcessInstead(&a, &old)}).MustFit(); (err == nil) != tt.fits {
				t.Errorf("answered %v", err)
			}
		})
	}
}

func TestAnOverrideStaysWithWhateverComesInItsPlaceAndIsOverStill(t *testing.T) {
	t.Parallel()
	old := assignment(Released)
	by, excess := "chief", 20
	old.OverrideReason, old.OverrideBy, old.OverrideAt, old.OverrideExcess = "Handed over", &by, &noon, &excess
	over, fitting := assignment(Nominated), assignment(Nominated)
	over.InheritOverride(&old, []capacity.Excess{{Share: 30, GivenUp: 60}})
	fitting.InheritOverride(&old, nil)
	if over.OverrideReason != "Handed over" || *over.OverrideBy != by || *over.OverrideAt != noon || *over.OverrideExcess != 20 {
		t.Errorf("over capacity still: %+v", over)
	}
	if fitting.OverrideAt != nil || fitting.OverrideReason != "" {
		t.Errorf("within capacity: %+v", fitting)
	}
}
