package treatment_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Rule 2.5: the members of a body read an exempt case from when it is sent to them, and
// those of other bodies do not.
func TestMembersReadAnExemptCaseOnceItIsTheirTurn(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := active(w, "enquiry", "3416", "3417")
	w.Do(secretariat, "PUT", at, object{
		"title": "Regional kraftstrategi", "kind": "enquiry", "publicity": "exempt", "legal_basis": "offl. § 23", "shielded_title": "Unntatt sak",
	}, apptest.IfMatch("*")).Is(200)
	const board, representative = "board_member@" + apptest.Region, "planner1@3417"
	w.Admit(apptest.Region, representative, "seat")
	w.Do(secretariat, "POST", "/v1/organisations/"+apptest.Region+"/bodies/representantskap/seats", object{"person": apptest.Person(representative), "role": "member", "municipality": "3417"}).Is(201)
	reads := func(who string, want int, listed any) {
		t.Helper()
		if a := w.Do(who, "GET", at, nil); a.Code != want {
			t.Errorf("%s reads the case: %d", who, a.Code)
		}
		if got := w.Do(who, "GET", cases, nil).Is(200).Get("items.0.number"); got != listed {
			t.Errorf("%s is listed %v", who, got)
		}
	}
	reads(board, 404, nil)
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	reads(board, 200, "2024-1")
	reads(representative, 404, nil)
	of := addresses(w, at)
	w.Do(board, "GET", of["board"], nil).Is(200)
	w.Do(secretariat, "PUT", of["board"]+"/resolution", resolution("recommended", nil)).Is(200)
	reads(representative, 200, "2024-1")
}
