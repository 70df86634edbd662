package assignment

import (
	"testing"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

func TestAReplacementIsNotForDaysOnWhichThePersonIsGone(t *testing.T) {
	t.Parallel()
	short := version(true)
	short.End = day("06-01")
	for name, tt := range map[string]struct {
		state   staffing.State
		ended   *workday.Date
		inForce *staffing.Asked
		from    string
		want    *fault.Error
		to      string
	}{
		"from today on":                              {staffing.Released, nil, version(true), "02-12", nil, "07-01"},
		"from yesterday on":                          {staffing.Released, nil, version(true), "02-11", ErrPeriod, ""},
		"from the day on which it ends":              {staffing.Released, nil, version(true), "07-01", ErrPeriod, ""},
		"before a recall, for what it left":          {staffing.Recalled, date("05-01"), version(true), "04-30", nil, "07-01"},
		"before another replacement, up to that one": {staffing.Replaced, date("05-01"), version(true), "04-30", nil, "05-01"},
		"from the day of a replacement":              {staffing.Replaced, date("05-01"), version(true), "05-01", staffing.ErrWrongState, ""},
		"of one who never comes":                     {staffing.Recalled, date("03-01"), version(true), "02-20", staffing.ErrEnded, ""},
		"up to the end of a shorter mandate":         {staffing.Released, nil, short, "05-31", nil, "06-01"},
		"after a shorter mandate":                    {staffing.Released, nil, short, "06-01", ErrPeriod, ""},
		"on a slice that is not approved":            {staffing.Released, nil, version(false), "04-01", staffing.ErrNotApproved, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old := named(tt.state)
			old.EndedOn = tt.ended
			old.Complete(casefile.Ref{Region: "kongsvingerregionen", Number: "2024-1"})
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
		inForce, open *staffing.Asked
		a             staffing.Assignment
		want          bool
	}{
		"what is asked for":                 {version(true), nil, named(staffing.Nominated), false},
		"too little":                        {nil, more, named(staffing.Nominated), true},
		"the one in force comes first":      {version(true), more, named(staffing.Nominated), false},
		"one in force that is not approved": {version(false), more, named(staffing.Nominated), true},
		"a release that covers nothing":     {nil, more, named(staffing.Released), true},
		"what was declined":                 {nil, more, named(staffing.Declined), false},
		"for what nobody asks for":          {&staffing.Asked{Approved: true}, nil, named(staffing.Nominated), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (View{Standing: &staffing.Standing{InForce: tt.inForce, Open: tt.open}, today: today}).tooSmall(&tt.a); (len(got) == 1) != tt.want {
				t.Errorf("warned of %v", got)
			}
		})
	}
}
