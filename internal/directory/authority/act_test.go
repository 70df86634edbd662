package authority_test

import (
	"fmt"
	"testing"
	"time"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

func TestASubstituteActsInTheirActsCasesAndPeriodAndNowhereElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, version := w.submitted()
	second, other := w.submitted()
	w.setOwn(chief, object{
		"person": apptest.Person(planner), "acts": []string{"mandate:answer", "mandate:answer"}, "cases": []object{ref(first)},
		"from": "2024-02-13T08:00:00Z", "to": "2024-02-14T08:00:00Z",
	}).Is(201)
	w.answer(planner, version, "approved").Refused(404, "resource.not_found")
	w.Do(planner, "GET", first, nil).Refused(404, "resource.not_found")

	w.Clock.Set(time.Date(2024, 2, 13, 8, 0, 0, 0, time.UTC))
	given := w.answer(planner, version, "approved").Is(200)
	if got := given.Text("standing.on_behalf_of"); got != apptest.Person(chief) || given.Text("standing.person") != apptest.Person(planner) {
		t.Errorf("the answer was given on behalf of %q: %s", got, given.Body)
	}
	if n := w.count(`SELECT count(*) FROM audit_event WHERE act = 'answer-mandate' AND person_id = $1 AND on_behalf_of = $2 AND policy = 'p, chief_executive, mandate, answer'`,
		apptest.Person(planner), apptest.Person(chief)); n == 0 {
		t.Error("no event names both the acting person and the holder")
	}
	w.Do(planner, "GET", first, nil).Is(200)
	listed := w.Do(planner, "GET", cases, nil).Is(200)
	if len(listed.Get("items").([]any)) != 1 || listed.Text("items.0.self") != first {
		t.Errorf("of two cases they list %s, want the one that they were given", listed.Body)
	}
	w.benefit(planner, first).Refused(403, "permission.outside_grant")
	w.answer(planner, other, "approved").Refused(404, "resource.not_found")
	w.Do(planner, "GET", second, nil).Refused(404, "resource.not_found")
	w.Do(planner, "GET", inGrue, nil).Refused(404, "resource.not_found")

	w.Clock.Set(time.Date(2024, 2, 14, 8, 0, 0, 0, time.UTC))
	w.answer(planner, version, "returned", apptest.IfMatch(given.ETag())).Refused(404, "resource.not_found")
	w.Do(planner, "GET", first, nil).Refused(404, "resource.not_found")
	if n := len(w.Do(planner, "GET", cases, nil).Is(200).Get("items").([]any)); n != 0 {
		t.Errorf("after the period they list %d cases", n)
	}
	if got := w.Do(chief, "GET", version+"/approvals/3417", nil).Is(200).Text("standing.person"); got != apptest.Person(planner) {
		t.Errorf("after the period the answer stands as %q's", got)
	}
}

func TestTheLaterAnswerOfHolderAndSubstituteCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, version := w.submitted()
	w.setOwn(chief, object{"person": apptest.Person(planner), "to": "2024-03-01T00:00:00Z"}).Is(201)
	first := w.answer(planner, version, "approved").Is(200)
	second := w.answer(chief, version, "returned", apptest.IfMatch(first.ETag())).Is(200)
	if second.Text("standing.answer") != "returned" || second.Get("standing.on_behalf_of") != nil {
		t.Errorf("after the holder: %s", second.Body)
	}
	third := w.answer(planner, version, "approved", apptest.IfMatch(second.ETag())).Is(200)
	if third.Text("standing.answer") != "approved" || third.Text("standing.on_behalf_of") != apptest.Person(chief) {
		t.Errorf("after the substitute: %s", third.Body)
	}
}

func TestASubstituteOfAllActsAppointsNobodyAsSubstitute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.setOwn(administrator, object{"person": apptest.Person(planner), "to": "2024-03-01T00:00:00Z"}).Is(201)
	w.Do(planner, "POST", inGrue+"/offices", object{"office": "reader", "person": apptest.Person("planner2@3417")}).Is(201)
	in := object{"person": apptest.Person("planner2@3417"), "to": "2024-03-01T00:00:00Z"}
	w.Do(planner, "POST", fmt.Sprintf("%s/offices/%d/substitutes", inGrue, w.office("clerk@3417")), in).Refused(403, "permission.outside_grant")
	w.Do(planner, "POST", fmt.Sprintf("/v1/me/offices/%d/substitutes", w.office(administrator)), in).Refused(409, "authority.substitute_chain")
	w.Do(planner, "POST", fmt.Sprintf("/v1/me/offices/%d/substitutes", w.office("clerk@3417")), in).Refused(404, "resource.not_found")
	w.Do(planner, "POST", "/v1/me/offices/999999/substitutes", in).Refused(404, "resource.not_found")
}

func TestWhoMayActIsReachedAndWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at, version := w.submitted()
	w.submitted()
	w.set(chief, object{
		"person": apptest.Person(planner), "acts": []string{"mandate:answer"}, "cases": []object{ref(at)}, "review_on": "2024-04-01",
	}).Is(201)
	row := int64(w.count(`SELECT min(id) FROM casefile`))
	post := authority.Post{Organisation: "3417", Office: office.ChiefExecutive}
	for name, tt := range map[string]struct {
		call authority.Call
		want int
	}{
		"for the act in the case":     {authority.Call{Post: post, Case: row, Act: "mandate:answer"}, 1},
		"for another act":             {authority.Call{Post: post, Case: row, Act: "benefit:confirm"}, 0},
		"for no act in particular":    {authority.Call{Post: post, Case: row}, 0},
		"for the act in another case": {authority.Call{Post: post, Case: row + 1, Act: "mandate:answer"}, 0},
		"outside any case":            {authority.Call{Post: post, Act: "mandate:answer"}, 0},
	} {
		found, err := authority.Reach(t.Context(), w.Pool, w.Clock.Now(), []authority.Call{tt.call})
		if err != nil {
			t.Fatal(err)
		}
		p := found[tt.call]
		if len(p.Holders) != 1 || len(p.Substitutes) != tt.want || tt.want == 1 && p.Substitutes[0].Person != apptest.Person(planner) {
			t.Errorf("%s: %+v", name, p)
		}
	}
	waiting := w.Do(secretariat, "GET", version, nil).Is(200)
	if got := waiting.Text("waiting_for.0.substitutes.0.person"); got != apptest.Person(planner) {
		t.Errorf("the version waits for the substitute %q: %v", got, waiting.Get("waiting_for.0"))
	}
}

func TestAChiefExecutivesSubstituteStandsUntilTheNextHolderEndsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, version := w.submitted()
	id := int(w.setOwn(chief, object{"person": apptest.Person(planner), "review_on": "2024-04-01"}).Is(201).Get("id").(float64))
	w.Do("clerk@3417", "POST", inGrue+"/chief-executive/end", object{"reason": "Retired"}).Is(200)
	alone := w.answer(planner, version, "approved").Is(200)
	if got := alone.Text("standing.on_behalf_of"); got != apptest.Person(chief) {
		t.Errorf("while nobody holds the office, they act for %q", got)
	}
	end := fmt.Sprintf("/v1/me/substitutes/%d/end", id)
	w.Do(chief, "POST", end, object{"reason": "I have left"}).Refused(404, "resource.not_found")

	next := "planner2@3417"
	w.Do("clerk@3417", "POST", inGrue+"/chief-executive", object{"person": apptest.Person(next), "decided_on": "2024-02-08", "case_number": "012/24"}).Is(201)
	again := w.answer(planner, version, "returned", apptest.IfMatch(alone.ETag())).Is(200)
	if got := again.Text("standing.on_behalf_of"); got != apptest.Person(next) {
		t.Errorf("they act for %q, not for the next holder", got)
	}
	shown := w.Do(next, "GET", "/v1/me/substitutes", nil).Is(200)
	if shown.Text("items.0.holder.person") != apptest.Person(chief) || shown.Text("items.0.on_behalf_of") != apptest.Person(next) || shown.Get("items.0.in_force") != true {
		t.Errorf("the next holder sees %s", shown.Body)
	}
	w.Do(next, "POST", end, object{"reason": "I answer myself"}).Is(200)
	w.answer(planner, version, "approved", apptest.IfMatch(again.ETag())).Refused(404, "resource.not_found")
	if n := w.count(`SELECT count(*) FROM letter WHERE kind = 'substitute_ended' AND channel = 'inbox' AND person_id = $1`, apptest.Person(planner)); n != 1 {
		t.Errorf("the substitute was told %d times", n)
	}
}

func TestAChiefExecutivesSubstituteWhoIsNoLongerEmployedDoesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, version := w.submitted()
	self := w.setOwn(chief, object{"person": apptest.Person(planner), "review_on": "2024-04-01"}).Is(201).Text("self")
	if _, err := w.Pool.Exec(t.Context(), `UPDATE employment SET to_date = '2024-02-13' WHERE person_id = $1`, apptest.Person(planner)); err != nil {
		t.Fatal(err)
	}
	w.answer(planner, version, "approved").Is(200)
	w.Clock.Set(time.Date(2024, 2, 12, 23, 0, 0, 0, time.UTC))
	w.answer(planner, version, "returned").Refused(404, "resource.not_found")
	after := w.Do(chief, "GET", self, nil).Is(200)
	if after.Get("in_force") != false || after.Get("on_behalf_of") != nil {
		t.Errorf("it is shown as %s", after.Body)
	}
}

func TestAnActDoesNotCountWhenTheSubstituteEndedWhileItWaited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, version := w.submitted()
	id := int(w.setOwn(chief, object{"person": apptest.Person(planner), "review_on": "2024-04-01"}).Is(201).Get("id").(float64))
	lock, err := w.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(t.Context(), `SELECT FROM casefile FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	asked := w.Do("reader@3417", "GET", version+"/approvals/3417", nil).Is(200)
	in := object{"answer": "approved", "common_hash": asked.Text("common_hash"), "slice_hash": asked.Text("slice_hash")}
	done := make(chan *apptest.Answer)
	go func() { done <- w.Do(planner, "PUT", version+"/approvals/3417", in) }()
	pgtest.AwaitLocks(t, w.Pool, 1, nil)
	w.Do(chief, "POST", fmt.Sprintf("/v1/me/substitutes/%d/end", id), object{"reason": "I answer myself"}).Is(200)
	if err := lock.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	(<-done).Refused(403, "permission.denied")
	if got := w.Do(chief, "GET", version+"/approvals/3417", nil).Is(200).Get("standing"); got != nil {
		t.Errorf("the answer %v stands, although it was over", got)
	}
}
