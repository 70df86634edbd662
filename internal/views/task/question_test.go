package task_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

func TestAQuestionOfDisqualificationWaitsForThoseWhoDecideAndNeverForThePerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := w.open()
	raise := func(by, organisation, person string) {
		w.Do(by, "POST", at+"/disqualifications/"+organisation, object{"person": apptest.Person(person), "ground": "Owns the land", "basis": "fvl. § 6"}).Is(201)
	}
	waits := func(who string, want ...string) {
		t.Helper()
		got := w.ids(who, "?kind=decide_disqualification")
		if len(got) != len(want) {
			t.Errorf("for %s waits %v, want %v", who, got, want)
			return
		}
		for i := range want {
			if got[i] != id("decide-disqualification", "2024-1", want[i]) {
				t.Errorf("for %s waits %v, want %v", who, got, want)
			}
		}
	}
	raise("clerk@3417", "3417", "case_officer@3417")
	raise("clerk@3417", "3417", chief)
	raise(secretariat, apptest.Region, secretariat)
	raise("case_officer@3417", "3417", "clerk@3417")
	waits("clerk@3417", "3417/1", "3417/2")
	waits(chief, "3417/1", "3417/4")
	waits("case_officer@3417")
	waits(administrator)
	waits("clerk@3418")
	waits(secretariat)
	waits("board_chair@"+apptest.Region, apptest.Region+"/3")
	a := w.Do(chief, "GET", tasks+"?kind=decide_disqualification", nil).Is(200)
	if a.Get("items.0.action.open") != true || a.Text("items.0.action.act") != "decide-disqualification" || a.Text("items.0.office") != "chief_executive" {
		t.Errorf("the task is %s", a.Body)
	}
	w.Do(chief, "POST", a.Text("items.0.action.href"), object{"disqualified": false}).Is(200)
	waits(chief, "3417/4")
	waits("clerk@3417", "3417/2")
}

// A question is raised and decided in a draft too, which only its region knows.
func TestAQuestionRaisedInADraftWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/disqualifications/"+apptest.Region, object{"person": apptest.Person(secretariat), "ground": "Owns the land", "basis": "fvl. § 6"}).Is(201)
	if got := w.ids("board_chair@"+apptest.Region, "?kind=decide_disqualification"); len(got) != 1 {
		t.Errorf("for the chair of the board waits %v", got)
	}
	if got := w.ids(secretariat, "?kind=decide_disqualification"); len(got) != 0 {
		t.Errorf("for the person themselves waits %v", got)
	}
}
