package staffing

import (
	"errors"
	"testing"
	"time"

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
