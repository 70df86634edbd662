package assignment_test

import (
	"fmt"
	"strings"
	"testing"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
)

// substitute gives an employee of Grue some acts of the chief executive's
// office.
func substitute(t *testing.T, w *apptest.World, person string, acts ...string) {
	t.Helper()
	office := count(t, w, `SELECT id FROM office WHERE person_id = $1`, apptest.Person(chief))
	w.Do(chief, "POST", fmt.Sprintf("/v1/me/offices/%d/substitutes", office), object{"person": apptest.Person(person), "review_on": "2024-06-01", "acts": acts}).Is(201)
}

func TestASubstituteWithSomeActsReleasesAsTheHolderDoesButHearsOfNoOtherCases(t *testing.T) {
	t.Parallel()
	w := stretched(t)
	const by = "planner2@3417"
	substitute(t, w, by, "assignment:release", "assignment:release_over_capacity")
	a := w.Do(by, "GET", second, nil).Is(200)
	if is, code := open(a, "release-assignment"); is || code != "assignment.over_capacity" {
		t.Errorf("the release is open: %v, %q", is, code)
	}
	if is, code := open(a, "release-over-capacity"); !is {
		t.Errorf("the release over capacity is closed: %q", code)
	}
	const says = "the person can give 100 percent; 60 are released, and this would be 60 more."
	refused := w.Do(by, "POST", second+"/release", nil).Refused(409, "assignment.over_capacity")
	for _, text := range []string{a.Text("warnings.0.detail"), refused.Text("detail")} {
		if !strings.Contains(text, says) {
			t.Errorf("the substitute hears %q", text)
		}
	}
	if got := w.Do(chief, "POST", second+"/release", nil).Text("detail"); !strings.Contains(got, "60 are released (2024-1 in "+apptest.Region+")") {
		t.Errorf("the holder hears %q", got)
	}
	if got := w.Do(by, "POST", second+"/release-over-capacity", handedOver).Is(200); got.Text("state") != "released" {
		t.Errorf("released: %s", got.Body)
	}
}

func TestOfLoadsHearsOnlyWhoeverMayReadThemOrActs(t *testing.T) {
	t.Parallel()
	w := stretched(t)
	substitute(t, w, "planner2@3417", "assignment:decline")
	for actor, hears := range map[string]bool{
		chief: true, administrator: true, "case_officer@3417": true, "clerk@3417": false, "reader@3417": false, "planner2@3417": false, "chief_executive@3418": false,
	} {
		for _, path := range []string{second, own, named} {
			if b := w.Do(actor, "GET", path, nil).Is(200).Body.String(); strings.Contains(b, "can give 100") != hears {
				t.Errorf("%s reads at %s: %s", actor, path, b)
			}
		}
	}
}

func TestNobodyReleasesThemselves(t *testing.T) {
	t.Parallel()
	w := stretched(t)
	w.Do(administrator, "POST", named, planner1(object{"staff_key": "planner2", "requirement": "lead"})).Is(201)
	w.Do(chief, "POST", named+"/3/release", nil).Is(200)
	w.Do(administrator, "POST", named, planner1(object{"staff_key": "planner3", "share": 5})).Is(201)
	substitute(t, w, "planner1@3417", "assignment:release", "assignment:release_over_capacity", "assignment:recall")
	const by = "planner1@3417"
	for act, body := range map[string]any{"release": nil, "release-over-capacity": handedOver} {
		w.Do(by, "POST", second+"/"+act, body).Refused(403, "assignment.own_nomination")
	}
	w.Do(by, "POST", named+"/3/replace", object{"staff_key": "planner1", "share": 20, "from": "2024-05-01", "to": "2024-06-01"}).Refused(403, "assignment.own_nomination")
	w.Do(by, "POST", named+"/3/replace", object{"staff_key": "planner1", "share": 60, "from": "2024-05-01", "to": "2024-06-01", "override_reason": "Handed over"}).Refused(403, "assignment.own_nomination")
	a := w.Do(by, "GET", second, nil).Is(200)
	for _, act := range []string{"release-assignment", "release-over-capacity"} {
		if is, code := open(a, act); is || code != "assignment.own_nomination" {
			t.Errorf("%s is open: %v, %q", act, is, code)
		}
	}
	waits := w.Do(by, "GET", "/v1/me/tasks?kind=release_people", nil).Is(200)
	if len(waits.Get("items").([]any)) != 1 || waits.Text("items.0.about") != named+"/4" || waits.Get("items.0.action.open") != true {
		t.Errorf("the tasks are %s", waits.Body)
	}
	w.Do(by, "POST", named+"/4/release", nil).Is(200)
	w.Do(by, "POST", first+"/recall", object{"on": "2024-05-01", "reason_code": "other"}).Is(200)
}

func TestAReleaseThatIsTooMuchWaitsAsOneOverCapacity(t *testing.T) {
	t.Parallel()
	w := stretched(t)
	task := w.Do(chief, "GET", "/v1/me/tasks?kind=release_people", nil).Is(200)
	if task.Text("items.0.action.act") != "release-over-capacity" || task.Text("items.0.action.href") != second+"/release-over-capacity" || task.Get("items.0.action.open") != true {
		t.Errorf("it waits as %s", task.Body)
	}
	w.Do(chief, "POST", first+"/recall", object{"on": "2024-06-01", "reason_code": "other"}).Is(200)
	if got := w.Do(chief, "GET", "/v1/me/tasks?kind=release_people", nil).Text("items.0.action.act"); got != "release-assignment" {
		t.Errorf("once it fits, it waits as %s", got)
	}
}

func TestWaitsTakeTheSameStatementsHoweverManyAreNominated(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	c, err := casefile.Load(t.Context(), w.Pool, casefile.Ref{Region: apptest.Region, Number: "2024-1"})
	if err != nil {
		t.Fatal(err)
	}
	measure := func(want int) int {
		q := &counter{Querier: w.Pool}
		standings, err := staffing.Standings(t.Context(), q, []*casefile.Case{c}, parties, w.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		var p pgdb.Parts
		n := 0
		assignment.Waits(&p, standings, w.Clock.Now(), func(waiting.Wait) { n++ })
		if err := p.Read(t.Context(), q); err != nil || n != want {
			t.Fatalf("%d wait: %v", n, err)
		}
		return q.sent
	}
	before := measure(3)
	w.Do(administrator, "POST", named, planner1(object{"requirement": "lead", "staff_key": "planner2"})).Is(201)
	w.Do(administrator, "POST", named, planner1(object{"requirement": "lead", "staff_key": "planner3"})).Is(201)
	w.Do("administrator@3418", "POST", resources+"/3418/assignments", planner1()).Is(201)
	if after := measure(4); after != before || before != 2 {
		t.Errorf("%d statements for one nominated, %d for four", before, after)
	}
}
