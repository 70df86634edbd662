package assignment

import (
	"errors"
	"testing"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

var today = day("02-12")

func day(s string) workday.Date { return workday.MustDate("2024-" + s) }

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
func version(approved bool) *staffing.Asked {
	return &staffing.Asked{Version: 1, Approved: approved, Start: day("01-01"), End: day("12-31"), Requirements: []mandate.Requirement{
		{Key: "planner", Function: "Area planner", People: 1, Share: 20, From: day("03-01"), To: day("07-01")},
	}}
}

func named(s staffing.State) staffing.Assignment {
	a := staffing.Assignment{Municipality: "3417", Number: 1, Requirement: "planner", Person: "a", Share: 20, From: day("03-01"), To: day("07-01"), State: s}
	a.Complete(casefile.Ref{Region: "kongsvingerregionen", Number: "2024-1"})
	return a
}

func TestANominationIsComparedWithTheMandate(t *testing.T) {
	t.Parallel()
	other := version(true)
	other.Requirements[0].Key = "lead"
	for name, tt := range map[string]struct {
		inForce, open *staffing.Asked
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
			function, err := NominationInput{Requirement: "planner", From: tt.from, To: tt.to}.Check((&staffing.Standing{InForce: tt.inForce, Open: tt.open}).Asking(), today)
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
	employed := []*person.Employment{
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

func TestAReasonIsForTheMunicipalitysOwnOffices(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		role authn.Role
		want staffing.Reason
	}{
		"an office there":               {authn.Role{Office: "administrator", Organisation: "3417"}, "absent"},
		"a seat in the council there":   {authn.Role{Office: "seat", Organisation: "3417"}, ""},
		"an office elsewhere":           {authn.Role{Office: "chief_executive", Organisation: "3418"}, ""},
		"the secretariat of the region": {authn.Role{Office: "secretariat", Organisation: "kongsvingerregionen"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := named(staffing.Declined)
			a.Reason = "absent"
			View{actor: authn.Actor{Roles: []authn.Role{tt.role}}}.revealReasons(&a)
			if a.ReasonCode != tt.want {
				t.Errorf("the reason shown is %q, want %q", a.ReasonCode, tt.want)
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
