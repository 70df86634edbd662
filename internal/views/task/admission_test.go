package task_test

import (
	"slices"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// A question whether somebody may be taken in waits for the person and for those
// who answer for their home, until one of them answers (rule 1.2). Whether the home
// moves is the person's alone.
func TestRule12AQuestionToTakeSomebodyInIsATask(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	waits := func(who string, want ...string) {
		t.Helper()
		if got := w.ids(who, "?kind=answer_admission"); !slices.Equal(got, want) {
			t.Errorf("for %s waits %v, want %v", who, got, want)
		}
	}
	ask := func(as string) {
		w.Do("administrator@3416", "POST", "/v1/organisations/3416/admissions", object{"person": apptest.Person("planner1@3417"), "as": as, "reason": "Planner for both"}).Is(201)
	}
	ask("office")
	ask("home")
	waits("planner1@3417", "answer-admission/1", "answer-admission/2")
	waits(administrator, "answer-admission/1")
	waits("administrator@3416")
	waits("clerk@3417")
	waits("administrator@3418")
	a := w.Do(administrator, "GET", tasks, nil).Is(200)
	a.Has(object{"items.0.kind": "answer_admission", "items.0.organisation": "3417", "items.0.office": "administrator", "items.0.action.open": true, "items.0.case": nil, "items.0.by": nil})
	w.Do(administrator, "POST", a.Text("items.0.action.href"), nil).Is(200)
	waits(administrator)
	waits("planner1@3417", "answer-admission/2")
	own := w.Do("planner1@3417", "GET", tasks, nil).Is(200).Text("items.0.action.href")
	w.Do("planner1@3417", "POST", own, nil).Is(200)
	waits("planner1@3417")
}
