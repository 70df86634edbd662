package assignment

import (
	"testing"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

func TestAReplacementGivesNoMoreThanBeforeOrFits(t *testing.T) {
	t.Parallel()
	// 20 and 60 were released from March to June; then capacity was lowered to 40.
	given := load{[]capacity.Level{{From: day("01-01"), Percent: 40}}, []Named{elsewhere(2, Released, 20, "03-01", "07-01", nil)}}
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
			if err := (excess{all: given.overInstead(&a, &old)}).mustFit(); (err == nil) != tt.fits {
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
	over.inherit(&old, []capacity.Excess{{Share: 30, GivenUp: 60}})
	fitting.inherit(&old, nil)
	if over.OverrideReason != "Handed over" || *over.OverrideBy != by || *over.OverrideAt != noon || *over.OverrideExcess != 20 {
		t.Errorf("over capacity still: %+v", over)
	}
	if fitting.OverrideAt != nil || fitting.OverrideReason != "" {
		t.Errorf("within capacity: %+v", fitting)
	}
}

func TestAReplacementIsNotForDaysOnWhichThePersonIsGone(t *testing.T) {
	t.Parallel()
	short := version(true)
	short.End = day("06-01")
	for name, tt := range map[string]struct {
		state   State
		ended   *workday.Date
		inForce *Asked
		from    string
		want    *fault.Error
		to      string
	}{
		"from today on":                              {Released, nil, version(true), "02-12", nil, "07-01"},
		"from yesterday on":                          {Released, nil, version(true), "02-11", ErrPeriod, ""},
		"from the day on which it ends":              {Released, nil, version(true), "07-01", ErrPeriod, ""},
		"before a recall, for what it left":          {Recalled, date("05-01"), version(true), "04-30", nil, "07-01"},
		"before another replacement, up to that one": {Replaced, date("05-01"), version(true), "04-30", nil, "05-01"},
		"from the day of a replacement":              {Replaced, date("05-01"), version(true), "05-01", ErrWrongState, ""},
		"of one who never comes":                     {Recalled, date("03-01"), version(true), "02-20", ErrEnded, ""},
		"up to the end of a shorter mandate":         {Released, nil, short, "05-31", nil, "06-01"},
		"after a shorter mandate":                    {Released, nil, short, "06-01", ErrPeriod, ""},
		"on a slice that is not approved":            {Released, nil, version(false), "04-01", ErrNotApproved, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old := assignment(tt.state)
			old.EndedOn = tt.ended
			old.findEnd()
			in := ReplaceInput{StaffKey: "b", Share: 20, From: day(tt.from)}
			err := in.Check(&old, tt.inForce, today)
			refuses(t, err, tt.want)
			if f, ok := fault.As(err); ok && tt.want == ErrPeriod && f.Fields[0].Pointer != "/from" {
				t.Errorf("the fields at fault are %v", f.Fields)
			}
			if n := in.nomination(&old, tt.inForce); tt.want == nil && n.To != day(tt.to) {
				t.Errorf("it lasts until %s, want %s", n.To, tt.to)
			}
		})
	}
}

func TestAShareIsTooSmallForTheVersionThatItIsNamedTo(t *testing.T) {
	t.Parallel()
	more := version(false)
	more.Version, more.Requirements[0].Share = 2, 40
	for name, tt := range map[string]struct {
		inForce, open *Asked
		a             Assignment
		want          bool
	}{
		"what is asked for":                 {version(true), nil, assignment(Nominated), false},
		"too little":                        {nil, more, assignment(Nominated), true},
		"the one in force comes first":      {version(true), more, assignment(Nominated), false},
		"one in force that is not approved": {version(false), more, assignment(Nominated), true},
		"a release that covers nothing":     {nil, more, assignment(Released), true},
		"what was declined":                 {nil, more, assignment(Declined), false},
		"for what nobody asks for":          {&Asked{Approved: true}, nil, assignment(Nominated), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (View{Standing: &Standing{InForce: tt.inForce, Open: tt.open}, today: today}).tooSmall(&tt.a); (len(got) == 1) != tt.want {
				t.Errorf("warned of %v", got)
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
		st.markSurplus(today)
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
