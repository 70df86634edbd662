package assignment_test

import (
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

func TestAnAdministratorNominatesAnOwnEmployee(t *testing.T) {
	t.Parallel()
	w := opened(t)
	a := w.Do(administrator, "POST", named, planner1(object{"deputy_staff_key": "planner2"})).Is(201)
	if got := a.Header().Get("Location"); got != first || a.Text("self") != first {
		t.Errorf("Location is %q, self %q", got, a.Text("self"))
	}
	if a.Text("person") != apptest.Person("planner1@3417") || a.Text("deputy") != apptest.Person("planner2@3417") || a.Text("state") != "nominated" || a.Text("function") != "Area planner" {
		t.Errorf("made %s", a.Body)
	}
	if got := w.Do(administrator, "POST", named, planner1(object{"requirement": "lead"})).Is(201).Get("number"); got != 2.0 {
		t.Errorf("the second assignment has the number %v", got)
	}
	if n := count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'nominate-person' AND changes->'person'->>'new' = $1`, apptest.Person("planner1@3417")); n != 2 {
		t.Errorf("%d events tell of the nominations", n)
	}
}

func TestANominationIsRefused(t *testing.T) {
	t.Parallel()
	w := opened(t)
	exec(t, w, `UPDATE employment SET to_date = '2024-12-01' WHERE staff_key = 'planner3'`)
	for name, tt := range map[string]struct {
		actor  string
		body   object
		status int
		code   string
	}{
		"of the chief executive, who decides later": {chief, planner1(), 403, "permission.denied"},
		"of another municipality":                   {"administrator@3418", planner1(), 403, "permission.denied"},
		"of a stranger":                             {"administrator@" + apptest.Stranger, planner1(), 404, "resource.not_found"},
		"without a login":                           {"", planner1(), 401, "token.missing"},
		"of an unknown employee":                    {administrator, planner1(object{"staff_key": "nobody"}), 422, "assignment.unknown_staff_key"},
		"of one who leaves before the end":          {administrator, planner1(object{"staff_key": "planner3"}), 422, "assignment.not_employed"},
		"for what is not asked":                     {administrator, planner1(object{"requirement": "poet"}), 422, "assignment.unknown_requirement"},
		"beyond the mandate":                        {administrator, planner1(object{"to": "2025-03-02"}), 422, "assignment.period_invalid"},
		"with oneself as deputy":                    {administrator, planner1(object{"deputy_staff_key": "planner1"}), 422, "assignment.deputy_invalid"},
		"with a share between the steps":            {administrator, planner1(object{"share": 22}), 422, "request.invalid"},
		"with no share":                             {administrator, planner1(object{"share": 0}), 422, "request.invalid"},
		"on a day there is not":                     {administrator, planner1(object{"from": "2024-04-31"}), 422, "request.invalid"},
		"with a member that does not exist":         {administrator, planner1(object{"state": "released"}), 422, "request.invalid"},
	} {
		if a := w.Do(tt.actor, "POST", named, tt.body); a.Code != tt.status || a.Text("code") != tt.code {
			t.Errorf("%s: answered %s", name, a.Body)
		}
	}
	if n := count(t, w, `SELECT count(*) FROM assignment`); n != 0 {
		t.Errorf("%d assignments were kept", n)
	}
}

func TestAPersonIsNamedOnceForARequirementAtATime(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	w.Do(administrator, "POST", named, planner1(object{"to": "2024-07-01"})).Is(201)
	w.Do(administrator, "POST", named, planner1(object{"from": "2024-06-30"})).Refused(409, "assignment.nominated_already")
	w.Do(administrator, "POST", named, planner1(object{"from": "2024-07-01"})).Is(201)
	w.Do(administrator, "POST", named, planner1(object{"requirement": "lead"})).Is(201)
	w.Do(administrator, "POST", first+"/retract", nil).Is(200)
	w.Do(administrator, "POST", named, planner1(object{"to": "2024-07-01"})).Is(201)
	w.Do(chief, "POST", named+"/2/release", nil).Is(200)
	w.Do(chief, "POST", named+"/2/recall", object{"on": "2024-09-01", "reason_code": "absent"}).Is(200)
	w.Do(administrator, "POST", named, planner1(object{"from": "2024-08-31"})).Refused(409, "assignment.nominated_already")
	w.Do(administrator, "POST", named, planner1(object{"from": "2024-09-01"})).Is(201)
}

func TestNothingIsNominatedWithoutAMandate(t *testing.T) {
	t.Parallel()
	w := opened(t)
	w.Do(secretariat, "POST", aCase+"/mandates/1/withdraw", object{"reason": "New figures"}).Is(200)
	w.Do(administrator, "POST", named, planner1()).Refused(409, "assignment.no_mandate")
	if is, code := open(w.Do(administrator, "GET", own, nil).Is(200), "nominate-person"); is || code != "assignment.no_mandate" {
		t.Errorf("nominating is shown as open: %v, %q", is, code)
	}
}

func TestTwoNominationsOfOnePersonAtOnceMakeOne(t *testing.T) {
	t.Parallel()
	w := opened(t)
	codes := make([]int, 6)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() { codes[i] = w.Do(administrator, "POST", named, planner1()).Code })
	}
	wg.Wait()
	made := 0
	for _, c := range codes {
		if c == 201 {
			made++
		} else if c != 409 {
			t.Errorf("one was answered %d", c)
		}
	}
	if n := count(t, w, `SELECT count(*) FROM assignment`); made != 1 || n != 1 {
		t.Errorf("%d were made, %d kept", made, n)
	}
}

func TestARepeatedKeyNominatesOnce(t *testing.T) {
	t.Parallel()
	w := opened(t)
	a := w.Do(administrator, "POST", named, planner1(), apptest.Key("nominate-1")).Is(201)
	b := w.Do(administrator, "POST", named, planner1(), apptest.Key("nominate-1")).Is(201)
	if a.Body.String() != b.Body.String() || b.Header().Get("Idempotency-Replayed") != "true" {
		t.Errorf("the second answer is another one: %s", b.Body)
	}
	w.Do(administrator, "POST", named, planner1(object{"share": 25}), apptest.Key("nominate-1")).Refused(422, "idempotency.key_reused")
	if n := count(t, w, `SELECT count(*) FROM assignment`); n != 1 {
		t.Errorf("%d assignments were kept", n)
	}
}

func TestATriedOutNominationKeepsNothing(t *testing.T) {
	t.Parallel()
	w := opened(t)
	if got := w.Do(administrator, "POST", named+"?dry_run=true", planner1()).Is(200).Text("state"); got != "nominated" {
		t.Errorf("it would be %q", got)
	}
	w.Do(administrator, "GET", first, nil).Refused(404, "resource.not_found")
}

func TestAssignmentsAreListedInPagesAndFiltered(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	for _, body := range []object{planner1(), planner1(object{"staff_key": "planner2"}), planner1(object{"requirement": "lead"})} {
		w.Do(administrator, "POST", named, body).Is(201)
	}
	w.Do(chief, "POST", named+"/2/release", nil).Is(200)
	page := w.Do("reader@3418", "GET", named+"?limit=2", nil).Is(200)
	if page.Get("items.1.number") != 2.0 || page.Get("items.2") != nil {
		t.Errorf("the first page is %s", page.Body)
	}
	rest := w.Do("reader@3418", "GET", named+"?limit=2&cursor="+page.Text("next"), nil).Is(200)
	if rest.Get("items.0.number") != 3.0 || rest.Get("next") != nil {
		t.Errorf("the second page is %s", rest.Body)
	}
	for query, want := range map[string]float64{"state=released": 2, "requirement=lead": 3} {
		got := w.Do(secretariat, "GET", named+"?"+query, nil).Is(200)
		if got.Get("items.0.number") != want || got.Get("items.1") != nil {
			t.Errorf("%s finds %s", query, got.Body)
		}
	}
	w.Do("reader@"+apptest.Stranger, "GET", named, nil).Refused(404, "resource.not_found")
	w.Do(secretariat, "GET", resources+"/3401/assignments", nil).Refused(404, "case.not_a_participant")
}

func TestAPersonSeesTheirOwnAssignments(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	w.Do(administrator, "POST", named, planner1()).Is(201)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(chief, "POST", first+"/release", nil).Is(200)
	w.Do(administrator, "POST", named, planner1(object{"requirement": "lead"})).Is(201)
	w.Do(administrator, "POST", named, planner1(object{"staff_key": "planner2"})).Is(201)
	page := w.Do("planner1@3417", "GET", "/v1/me/assignments?limit=1", nil).Is(200)
	if page.Text("items.0.state") != "nominated" || page.Text("items.0.title") != "Regional kraftstrategi" || page.Text("items.0.case") != "2024-1" {
		t.Errorf("the newest is %s", page.Body)
	}
	rest := w.Do("planner1@3417", "GET", "/v1/me/assignments?limit=1&cursor="+page.Text("next"), nil).Is(200)
	if rest.Text("items.0.state") != "released" || rest.Get("next") != nil {
		t.Errorf("the oldest is %s", rest.Body)
	}
	if got := w.Do("planner1@3417", "GET", "/v1/me/assignments?state=released", nil).Is(200); got.Get("items.0") == nil || got.Get("items.1") != nil {
		t.Errorf("released are %s", got.Body)
	}
	w.Do("planner1@3417", "GET", first, nil).Refused(404, "resource.not_found")
	w.Do("", "GET", "/v1/me/assignments", nil).Refused(401, "token.missing")
}
