package assignment

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/mandate"
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

func TestAReleaseIsHeldAgainstWhatThePersonCanGive(t *testing.T) {
	t.Parallel()
	full := []capacity.Level{{From: day("01-01"), Percent: 100}}
	less := []capacity.Level{{From: day("01-01"), Percent: 100}, {From: day("05-01"), Percent: 50}}
	for name, tt := range map[string]struct {
		load load
		want []capacity.Excess
	}{
		"who gives nothing yet can give it":         {load{full, nil}, nil},
		"just as much as can be given is given":     {load{full, []Named{elsewhere(2, Released, 40, "01-01", "12-01", nil)}}, nil},
		"five percent more is over on every day":    {load{full, []Named{elsewhere(2, Released, 45, "01-01", "12-01", nil)}}, over60(day("03-01"), day("07-01"), 45, 100)},
		"over on the days of the other alone":       {load{full, []Named{elsewhere(2, Released, 45, "04-01", "04-02", nil)}}, over60(day("04-01"), day("04-02"), 45, 100)},
		"the day after another's last day is free":  {load{full, []Named{elsewhere(2, Released, 100, "01-01", "03-01", nil)}}, nil},
		"what begins on the day after is no matter": {load{full, []Named{elsewhere(2, Released, 100, "07-01", "08-01", nil)}}, nil},
		"a recall frees from its day":               {load{full, []Named{elsewhere(2, Recalled, 100, "01-01", "12-01", date("03-02"))}}, over60(day("03-01"), day("03-02"), 100, 100)},
		"so does a replacement":                     {load{full, []Named{elsewhere(2, Replaced, 100, "01-01", "12-01", date("03-01"))}}, nil},
		"a nomination takes nothing":                {load{full, []Named{elsewhere(2, Nominated, 100, "01-01", "12-01", nil)}}, nil},
		"lower capacity from a day on":              {load{less, nil}, over60(day("05-01"), day("07-01"), 0, 50)},
		"nothing can be given without capacity":     {load{}, over60(day("03-01"), day("07-01"), 0, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := Assignment{ID: 1, State: Nominated, Share: 60, From: day("03-01"), To: day("07-01")}
			got := tt.load.over(&a)
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
		given := load{gives: []capacity.Level{{From: day("01-01"), Percent: 100}, {From: some("lowered"), Percent: 10 * rapid.IntRange(0, 10).Draw(t, "percent")}}}
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
		over := given.over(&a)
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
	err := a.Release(version(true), excess{over, over}, chief, noon)
	refuses(t, err, ErrOverCapacity)
	const says = "From 2024-03-01 to 2024-04-30 the person can give 100 percent; 60 are released (2024-1 in a, 2024-3 in b), and this would be 60 more."
	if f, _ := fault.As(err); !strings.HasPrefix(f.Detail.String(), says) {
		t.Errorf("the refusal says %q", f.Detail)
	}
	refuses(t, a.ReleaseOver(version(true), excess{}, "Handed over", chief, noon), ErrCapacitySuffices)
	refuses(t, a.ReleaseOver(version(false), excess{over, over}, "Handed over", chief, noon), ErrNotApproved)
	if a.State != Nominated || a.OverrideAt != nil {
		t.Fatalf("a refusal left %+v", a)
	}
	refuses(t, a.ReleaseOver(version(true), excess{over, over}, "Handed over", chief, noon), nil)
	if a.State != Released || a.OverrideReason != "Handed over" || *a.OverrideBy != "chief" || *a.OverrideAt != noon {
		t.Errorf("released: %+v", a)
	}
}

func TestWhoeverIsReplacedIsThereUntilTheNewcomerComes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		state State
		now   time.Time
		from  string
		ended *workday.Date
	}{
		"to the newcomer's first day":       {Released, noon, "04-01", date("04-01")},
		"to today, where that has passed":   {Released, noon.AddDate(0, 2, 0), "03-02", date("04-12")},
		"or never, with an earlier first":   {Released, noon, "02-20", date("02-20")},
		"unless it ends by then anyhow":     {Released, noon, "07-01", nil},
		"though it was recalled from later": {Recalled, noon, "04-01", date("04-01")},
		"though it was replaced from later": {Replaced, noon, "05-31", date("05-31")},
		"unless it was recalled by then":    {Recalled, noon, "06-01", nil},
		"unless it was only ever nominated": {Nominated, noon, "04-01", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := assignment(tt.state)
			if a.State == Recalled || a.State == Replaced {
				a.EndedOn = date("06-01")
				a.findEnd()
			}
			gave := a.GiveWay(day(tt.from), "reassigned", chief, tt.now)
			if gave != (tt.ended != nil) || gave && a.State != Replaced || !gave && a.State != tt.state {
				t.Fatalf("it gave way: %v, and is %s", gave, a.State)
			}
			if gave && (*a.EndedOn != *tt.ended || a.Ends != *tt.ended || a.Reason != "reassigned") {
				t.Errorf("it ends on %s, %s", a.EndedOn, a.Ends)
			}
		})
	}
}

func TestSurplusIsWhatTheVersionInForceNoLongerAsksFor(t *testing.T) {
	t.Parallel()
	two := version(true)
	two.Requirements[0].People, two.Requirements[0].Share = 2, 40
	one := version(true)
	other := version(true)
	other.Requirements = []mandate.Requirement{{Key: "lead", People: 1, Share: 20, From: day("03-01"), To: day("07-01")}}
	// Person x is released at x o'clock, with a share, for months from and to.
	at := func(x, share int, from, to string) Assignment {
		a := assignment(Released)
		decided := noon.Add(time.Duration(x) * time.Hour)
		a.ID, a.Number, a.Person, a.Share, a.DecidedAt, a.From, a.To = int64(x), x, string(rune('a'+x)), share, &decided, day(from), day(to)
		a.findEnd()
		return a
	}
	as := func(a Assignment, s State) Assignment { a.State = s; return a }
	for name, tt := range map[string]struct {
		asked *Asked
		list  []Assignment
		want  []int
	}{
		"nobody, while no version is in force":          {nil, []Assignment{at(1, 20, "03-01", "07-01")}, nil},
		"not who is asked for":                          {one, []Assignment{at(1, 20, "03-01", "07-01")}, nil},
		"whose requirement is gone":                     {other, []Assignment{at(1, 20, "03-01", "07-01")}, []int{1}},
		"on a slice that is not approved":               {version(false), []Assignment{at(1, 20, "03-01", "07-01")}, []int{1}},
		"whose days all lie outside the requirement's":  {one, []Assignment{at(1, 20, "02-15", "03-01"), at(2, 20, "07-01", "08-01")}, []int{1, 2}},
		"not whose days lie outside in part":            {one, []Assignment{at(1, 20, "02-15", "03-02")}, nil},
		"whoever was released last, of two for one":     {one, []Assignment{at(2, 20, "03-01", "07-01"), at(1, 20, "03-01", "07-01")}, []int{2}},
		"two of three for one":                          {one, []Assignment{at(3, 20, "03-01", "07-01"), at(1, 20, "03-01", "07-01"), at(2, 20, "03-01", "07-01")}, []int{2, 3}},
		"nobody of two for two":                         {two, []Assignment{at(1, 40, "03-01", "07-01"), at(2, 40, "03-01", "07-01")}, nil},
		"not who is needed on a single day":             {one, []Assignment{at(1, 20, "03-01", "05-01"), at(2, 20, "04-30", "07-01"), at(3, 20, "03-01", "04-30")}, []int{3}},
		"not whose share is too small, where one lacks": {two, []Assignment{at(1, 40, "03-01", "07-01"), at(2, 20, "03-01", "07-01")}, nil},
		"whose share is too small, where enough are":    {two, []Assignment{at(1, 20, "03-01", "07-01"), at(2, 40, "03-01", "07-01"), at(3, 40, "03-01", "07-01")}, []int{1}},
		"not a nomination":                              {other, []Assignment{as(at(1, 20, "03-01", "07-01"), Nominated)}, nil},
		"not who leaves anyhow":                         {other, []Assignment{as(at(1, 20, "03-01", "07-01"), Recalled)}, nil},
		"not what is over":                              {other, []Assignment{at(1, 20, "01-01", "02-12")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := Standing{InForce: tt.asked, Named: tt.list}
			before := st.Cover(today)
			st.markSurplus(today)
			var got []int
			kept := []Assignment{}
			for _, a := range tt.list {
				if a.Surplus != (a.SurplusBy != nil) {
					t.Errorf("surplus: %v, by version %v", a.Surplus, a.SurplusBy)
				}
				if a.Surplus {
					got = append(got, a.Number)
				} else {
					kept = append(kept, a)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, tt.want) {
				t.Errorf("surplus are %v, want %v", got, tt.want)
			}
			for i, r := range (&Standing{InForce: tt.asked, Named: kept}).Cover(today).Requirements {
				if !slices.Equal(r.Gaps, before.Requirements[i].Gaps) {
					t.Errorf("without the surplus, the gaps are %v instead of %v", r.Gaps, before.Requirements[i].Gaps)
				}
			}
		})
	}
}

func TestAReleaseOverCapacityNeedsWords(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", " \n ", "\x00"} {
		if _, err := (OverrideCapacityInput{in}).Clean(); !errors.Is(err, ErrReason) {
			t.Errorf("%q: %v", in, err)
		}
	}
	if got, err := (OverrideCapacityInput{" Handed over "}).Clean(); got != "Handed over" || err != nil {
		t.Errorf("kept %q, %v", got, err)
	}
}
