package staffing

import (
	"slices"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/mandate"
)

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
			st.FindSurplus(today)
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

func TestASurplusIsKeptOnceForEachVersion(t *testing.T) {
	t.Parallel()
	a := assignment(Released)
	a.DecidedAt = &noon
	refuses(t, a.KeepSurplus(), ErrNoSurplus)
	mark := func(v int) {
		st := Standing{InForce: &Asked{Version: v, Approved: true}, Named: []Assignment{a}}
		st.FindSurplus(today)
		a = st.Named[0]
	}
	mark(2)
	refuses(t, a.KeepSurplus(), nil)
	mark(2)
	if !a.Surplus || !a.SurplusKept {
		t.Errorf("kept: %+v", a)
	}
	refuses(t, a.KeepSurplus(), ErrNoSurplus)
	mark(3)
	if !a.Surplus || a.SurplusKept {
		t.Errorf("under the next version: %+v", a)
	}
	refuses(t, a.KeepSurplus(), nil)
}
