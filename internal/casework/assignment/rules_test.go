package assignment

import (
	"errors"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/coverage"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

var (
	noon  = time.Date(2024, 2, 12, 11, 0, 0, 0, time.UTC)
	today = day("02-12")
	chief = authn.Actor{Person: "chief", Roles: []authn.Role{{Office: "chief_executive", Organisation: "3417"}}}
)

func date(s string) *workday.Date { d := day(s); return &d }

func refuses(t *testing.T, err error, want *fault.Error) {
	t.Helper()
	if want == nil && err != nil {
		t.Fatalf("refused: %v", err)
	}
	if want != nil && !errors.Is(err, want) {
		t.Fatalf("got %v, want %s", err, want.Code)
	}
}

// version asks for a planner from March to July, and lasts the year.
func version(approved bool) *Asked {
	return &Asked{Version: 1, Approved: approved, Start: day("01-01"), End: day("12-31"), Requirements: []mandate.Requirement{
		{Key: "planner", Function: "Area planner", People: 1, Share: 20, From: day("03-01"), To: day("07-01")},
	}}
}

func assignment(s State) Assignment {
	a := Assignment{Municipality: "3417", Number: 1, Requirement: "planner", Person: "a", Share: 20, From: day("03-01"), To: day("07-01"), State: s}
	a.findEnd()
	return a
}

func TestANominationIsHeldAgainstTheMandate(t *testing.T) {
	t.Parallel()
	other := version(true)
	other.Requirements[0].Key = "lead"
	for name, tt := range map[string]struct {
		inForce, open *Asked
		from, to      workday.Date
		want          *fault.Error
		pointer       string
	}{
		"for a version in force":                      {version(true), nil, day("03-01"), day("07-01"), nil, ""},
		"for an open version":                         {nil, version(false), day("03-01"), day("07-01"), nil, ""},
		"for an open version, where another is unmet": {other, version(false), day("03-01"), day("07-01"), nil, ""},
		"without any version":                         {nil, nil, day("03-01"), day("07-01"), ErrNoMandate, ""},
		"for one in force that was never approved":    {version(false), nil, day("03-01"), day("07-01"), ErrNoMandate, ""},
		"for what is not asked":                       {other, nil, day("03-01"), day("07-01"), ErrUnknownRequirement, "/requirement"},
		"for no day":                                  {version(true), nil, day("03-01"), day("03-01"), ErrPeriod, "/to"},
		"for days gone by":                            {version(true), nil, day("01-02"), today, ErrPeriod, "/to"},
		"up to the last day of the mandate":           {version(true), nil, day("01-01"), day("12-31"), nil, ""},
		"beyond the mandate":                          {version(true), nil, day("03-01"), day("12-31").AddDays(1), ErrPeriod, "/to"},
		"after the mandate":                           {version(true), nil, day("12-31"), day("12-31").AddDays(1), ErrPeriod, "/from"},
		"before the mandate":                          {version(true), nil, day("01-01").AddDays(-1), day("07-01"), ErrPeriod, "/from"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			function, err := NominationInput{Requirement: "planner", From: tt.from, To: tt.to}.Check((&Standing{InForce: tt.inForce, Open: tt.open}).Asking(), today)
			refuses(t, err, tt.want)
			if tt.want == nil && function != "Area planner" {
				t.Errorf("the function is %q", function)
			}
			if f, ok := fault.As(err); ok && tt.pointer != "" && f.Fields[0].Pointer != tt.pointer {
				t.Errorf("the fields at fault are %v, want %s", f.Fields, tt.pointer)
			}
		})
	}
}

func TestOnlyOwnEmployeesAreNamed(t *testing.T) {
	t.Parallel()
	employed := []Employment{
		{StaffKey: "always", Person: "a", From: day("01-01")},
		{StaffKey: "again", Person: "a", From: day("01-01")},
		{StaffKey: "exactly", Person: "b", From: day("03-01"), To: date("07-01")},
		{StaffKey: "late", Person: "c", From: day("03-02")},
		{StaffKey: "leaving", Person: "d", From: day("01-01"), To: date("06-30")},
	}
	for name, tt := range map[string]struct {
		person, deputy string
		want           *fault.Error
	}{
		"one who is employed without end":               {"always", "", nil},
		"one who is employed for just the period":       {"exactly", "", nil},
		"one who begins a day late":                     {"late", "", ErrNotEmployed},
		"one who leaves a day early":                    {"leaving", "", ErrNotEmployed},
		"one whom the municipality does not know":       {"stranger", "", ErrUnknownStaff},
		"with another employee as deputy":               {"always", "exactly", nil},
		"with a deputy who leaves early":                {"always", "leaving", ErrNotEmployed},
		"with a deputy the municipality does not know":  {"always", "stranger", ErrUnknownStaff},
		"as their own deputy, by another staff key too": {"always", "again", ErrDeputy},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := NominationInput{StaffKey: tt.person, DeputyStaffKey: tt.deputy, From: day("03-01"), To: day("07-01")}
			person, deputy, err := in.Staff(employed)
			refuses(t, err, tt.want)
			if err == nil && (person.StaffKey != tt.person || (deputy != nil) != (tt.deputy != "")) {
				t.Errorf("found %v and %v", person, deputy)
			}
		})
	}
}

func TestEachStateAllowsItsActsAlone(t *testing.T) {
	t.Parallel()
	acts := map[string]func(*Assignment) error{
		"release": func(a *Assignment) error { return a.Release(version(true), excess{}, chief, noon) },
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
			refuses(t, tt.a.Release(tt.inForce, excess{}, chief, noon), tt.want)
			refuses(t, over.ReleaseOver(tt.inForce, excess{all: []capacity.Excess{{Share: 5}}}, "Handed over", chief, noon), tt.want)
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

func TestAReasonIsForTheMunicipalitysOwnOffices(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		role authn.Role
		want Reason
	}{
		"an office there":               {authn.Role{Office: "administrator", Organisation: "3417"}, "absent"},
		"a seat in the council there":   {authn.Role{Office: "seat", Organisation: "3417"}, ""},
		"an office elsewhere":           {authn.Role{Office: "chief_executive", Organisation: "3418"}, ""},
		"the secretariat of the region": {authn.Role{Office: "secretariat", Organisation: "kongsvingerregionen"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := assignment(Declined)
			a.Reason = "absent"
			View{actor: authn.Actor{Roles: []authn.Role{tt.role}}}.revealReasons(&a)
			if a.ReasonCode != tt.want {
				t.Errorf("the reason shown is %q, want %q", a.ReasonCode, tt.want)
			}
		})
	}
}

func TestWhatCountsForAMunicipality(t *testing.T) {
	t.Parallel()
	with := func(s State, change func(*Assignment)) []Assignment {
		a := assignment(s)
		if change != nil {
			change(&a)
		}
		a.findEnd()
		return []Assignment{a}
	}
	left := noon
	two := version(true)
	two.Requirements[0].People = 2
	for name, tt := range map[string]struct {
		party    casefile.Participant
		inForce  *Asked
		named    []Assignment
		state    coverage.State
		releases bool
		others   int
	}{
		"a released person":                       {casefile.Participant{}, version(true), with(Released, nil), coverage.Met, true, 0},
		"a nomination is no release":              {casefile.Participant{}, version(true), with(Nominated, nil), coverage.Missing, false, 0},
		"a recall leaves a gap from its day on":   {casefile.Participant{}, version(true), with(Recalled, func(a *Assignment) { a.EndedOn = date("05-01") }), coverage.Partly, true, 0},
		"an employment's end leaves a gap":        {casefile.Participant{}, version(true), with(Released, func(a *Assignment) { a.Employed = date("05-01") }), coverage.Partly, true, 0},
		"a deputy covers nothing":                 {casefile.Participant{}, two, with(Released, func(a *Assignment) { b := "b"; a.Deputy = &b }), coverage.Partly, true, 0},
		"too small a share covers nothing":        {casefile.Participant{}, version(true), with(Released, func(a *Assignment) { a.Share = 15 }), coverage.Missing, true, 0},
		"a surplus release covers nothing":        {casefile.Participant{}, version(true), with(Released, func(a *Assignment) { a.Requirement = "lead" }), coverage.Missing, false, 1},
		"nothing is asked before any is in force": {casefile.Participant{}, nil, with(Nominated, nil), coverage.NotApplicable, false, 1},
		"nothing is asked of who did not approve": {casefile.Participant{}, version(false), with(Nominated, nil), coverage.NotApplicable, false, 1},
		"nothing is asked of who left":            {casefile.Participant{LeftAt: &left}, version(true), nil, coverage.NotApplicable, false, 0},
		"what was declined is shown nowhere":      {casefile.Participant{}, nil, with(Declined, nil), coverage.NotApplicable, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := (&Standing{Party: tt.party, InForce: tt.inForce, Named: tt.named}).Cover(today)
			if m.State != tt.state || m.Releases != tt.releases || len(m.Others) != tt.others {
				t.Errorf("state %s, releases %v, %d others; want %s, %v, %d", m.State, m.Releases, len(m.Others), tt.state, tt.releases, tt.others)
			}
		})
	}
}

func day(s string) workday.Date { return workday.MustDate("2024-" + s) }
