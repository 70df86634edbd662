package contribution_test

import (
	"fmt"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// agree makes a case in which each municipality is asked for some planners, with
// the mandate in force.
func agree(w *apptest.World, municipalities []string, planners int) string {
	at := w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": municipalities}).Is(200)
	var slices []object
	for _, m := range municipalities {
		requirements := make([]object, planners)
		for i := range requirements {
			requirements[i] = object{"key": fmt.Sprint("planner-", i), "function": "Planner", "people": 1, "share": 20, "from": "2024-04-01", "to": "2025-01-01"}
		}
		slices = append(slices, object{"municipality": m, "requirements": requirements})
	}
	version := w.Do(secretariat, "POST", at+"/mandates", object{"slices": slices, "common": object{
		"participants": municipalities, "purpose": "A strategy", "objectives": []string{}, "scope": "", "limits": "", "deliverables": []string{},
		"budget": object{"amount": 0, "currency": "NOK"}, "start": "2024-03-01", "end": "2025-03-01",
	}}).Is(201).Text("self")
	w.Do(secretariat, "POST", version+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	for _, m := range municipalities {
		a := w.Do("case_officer@"+m, "GET", version+"/approvals/"+m, nil).Is(200)
		w.Do("chief_executive@"+m, "PUT", version+"/approvals/"+m, object{"answer": "approved", "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}).Is(200)
	}
	return at
}

// share makes a case in which each municipality is asked for some planners,
// has released them all, and gives maps besides.
func share(w *apptest.World, municipalities []string, planners int) string {
	at := agree(w, municipalities, planners)
	for _, m := range municipalities {
		for i := range planners {
			a := w.Do("administrator@"+m, "POST", at+"/resources/"+m+"/assignments", object{
				"requirement": fmt.Sprint("planner-", i), "staff_key": fmt.Sprint("planner", i+1), "share": 20, "from": "2024-04-01", "to": "2025-01-01",
			}).Is(201)
			w.Do("chief_executive@"+m, "POST", a.Text("self")+"/release", nil).Is(200)
		}
		w.Do("administrator@"+m, "PUT", at+"/resources/"+m+"/contribution", object{"description": "Maps", "money": object{"amount": 5000, "currency": "NOK"}}).Is(201)
	}
	return at
}

func TestTheBalanceTakesTheSameStatementsWhateverItsSize(t *testing.T) {
	t.Parallel()
	said, listening := apptest.Listen(t)
	w := apptest.New(t, listening)
	cost := func(municipalities []string, planners int, want string) int {
		at := share(w, municipalities, planners)
		before := said.N()
		a := w.Do(secretariat, "GET", at+"/balance", nil).Is(200)
		if got := fmt.Sprint(a.Get("total.released_hundredths")); got != want {
			t.Errorf("%s hundredths are released, want %s", got, want)
		}
		return said.N() - before
	}
	if small, large := cost(apptest.Municipalities[:2], 1, "7600"), cost(apptest.Municipalities, 3, "68400"); small != large {
		t.Errorf("two municipalities take %d statements, six with three people each %d", small, large)
	}
}
