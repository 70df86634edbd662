package staffing

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

func TestEachStateAllowsItsActsAlone(t *testing.T) {
	t.Parallel()
	acts := map[string]func(*Assignment) error{
		"release": func(a *Assignment) error { return a.Release(version(true), Overrun{}, chief, noon) },
		"decline": func(a *Assignment) error { return a.Decline("reassigned", chief, noon) },
		"retract": func(a *Assignment) error { return a.Retract(chief, noon) },
		"recall":  func(a *Assignment) error { return a.Recall(day("04-01"), "reassigned", chief, noon) },
	}
	allowed := map[State]map[string]State{
		Nominated: {"release": Released, "decline": Declined, "retract": Retracted},
		Released:  {"recall": Recalled}, Declined: {}, Retracted: {}, Recalled: {"recall": Recalled}, Replaced: {"recall": Recalled},
	}
	for from, to := range allowed {
		for act, do := range acts {
			t.Run(act+" when "+string(from), func(t *testing.T) {
				t.Parallel()
				a := assignment(from)
				err := do(&a)
				if want, ok := to[act]; ok {
					refuses(t, err, nil)
					if a.State != want || *a.DecidedBy != "chief" {
						t.Errorf("it is %s by %v", a.State, a.DecidedBy)
					}
					return
				}
				refuses(t, err, ErrWrongState)
				if a.State != from {
					t.Errorf("it moved to %s", a.State)
				}
			})
		}
	}
}

func TestAReleaseNeedsAMandateInForceThatAsks(t *testing.T) {
	t.Parallel()
	other := version(true)
	other.Requirements[0].Key = "lead"
	leaving := func(on string) Assignment {
		a := assignment(Nominated)
		a.Employed = date(on)
		a.findEnd()
		return a
	}
	own := assignment(Nominated)
	own.Person = chief.Person
	for name, tt := range map[string]struct {
		a       Assignment
		inForce *Asked
		want    *fault.Error
	}{
		"in force, approved, and asking":         {assignment(Nominated), version(true), nil},
		"while none is in force":                 {assignment(Nominated), nil, ErrNotInForce},
		"on a slice that was never approved":     {assignment(Nominated), version(false), ErrNotApproved},
		"for a requirement it no longer has":     {assignment(Nominated), other, ErrNotAsked},
		"of a person whose employment has ended": {leaving("02-12"), version(true), ErrEnded},
		"of one who leaves on the first day":     {leaving("03-01"), version(true), ErrEnded},
		"of one who leaves on the second day":    {leaving("03-02"), version(true), nil},
		"of whoever releases":                    {own, version(true), ErrOwnNomination},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			over := tt.a
			refuses(t, tt.a.Release(tt.inForce, Overrun{}, chief, noon), tt.want)
			refuses(t, over.ReleaseOver(tt.inForce, Overrun{All: []capacity.Excess{{Share: 5}}}, "Handed over", chief, noon), tt.want)
		})
	}
}

func TestARecallTakesAPersonBackFromADay(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		state State
		now   time.Time
		on    workday.Date
		ends  workday.Date
		want  *fault.Error
	}{
		"today":                                 {Released, noon.AddDate(0, 2, 0), day("04-12"), day("04-12"), nil},
		"earlier than the recall that is ahead": {Recalled, noon, day("05-31"), day("05-31"), nil},
		"earlier than the replacement ahead":    {Replaced, noon, day("05-31"), day("05-31"), nil},
		"later than the recall that is ahead":   {Recalled, noon, day("06-02"), day("06-01"), ErrRecallDay},
		"once a recall has begun":               {Recalled, noon.AddDate(0, 4, 0), day("06-12"), day("06-01"), ErrEnded},
		"a later day":                           {Released, noon.AddDate(0, 2, 0), day("06-30"), day("06-30"), nil},
		"before the first day":                  {Released, noon, day("02-20"), day("02-20"), nil},
		"yesterday":                             {Released, noon.AddDate(0, 2, 0), day("04-11"), day("07-01"), ErrRecallDay},
		"the day it ends on anyway":             {Released, noon.AddDate(0, 2, 0), day("07-01"), day("07-01"), ErrRecallDay},
		"when it is over":                       {Released, noon.AddDate(0, 5, 0), day("07-20"), day("07-01"), ErrEnded},
		"by the date in Norway, not in London":  {Released, time.Date(2024, 4, 11, 22, 30, 0, 0, time.UTC), day("04-11"), day("07-01"), ErrRecallDay},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := assignment(tt.state)
			if tt.state != Released {
				a.EndedOn = date("06-01")
				a.findEnd()
			}
			refuses(t, a.Recall(tt.on, "absent", chief, tt.now), tt.want)
			if a.Ends != tt.ends {
				t.Errorf("it ends on %s, want %s", a.Ends, tt.ends)
			}
		})
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
