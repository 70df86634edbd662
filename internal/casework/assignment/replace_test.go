package assignment_test

import (
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// released is inForce with planner1 released for the planner asked for.
func released(t *testing.T, options ...apptest.Option) *apptest.World {
	t.Helper()
	w := nominated(t, options...)
	w.Do(chief, "POST", first+"/release", nil).Is(200)
	return w
}

// newcomer is planner2, named in the place of planner1.
func newcomer(changes ...object) object {
	return planner1(append([]object{{"staff_key": "planner2", "from": "2024-06-01", "replaces": 1}}, changes...)...)
}

func TestAReplacementLeavesNoDayUncoveredAndAsksForNoApproval(t *testing.T) {
	t.Parallel()
	w := released(t)
	made := w.Do(administrator, "POST", named, newcomer()).Is(201)
	if made.Get("replaces") != 1.0 || w.Do(chief, "GET", first, nil).Text("state") != "released" {
		t.Errorf("named: %s", made.Body)
	}
	w.Do(chief, "POST", second+"/release", nil).Is(200)
	old := w.Do(chief, "GET", first, nil).Is(200)
	if old.Text("state") != "replaced" || old.Text("ended_on") != "2024-06-01" || old.Text("ends") != "2024-06-01" || old.Get("reason_code") != nil {
		t.Errorf("the old one is %s", old.Body)
	}
	m := w.Do(secretariat, "GET", own, nil).Is(200)
	if m.Text("requirements.1.key") != "planner" || m.Text("requirements.1.state") != "met" || m.Get("version") != 1.0 {
		t.Errorf("the municipality is %s", m.Body)
	}
	for person, kind := range map[string]string{"planner1@3417": "assignment_replaced", "planner2@3417": "assignment_released"} {
		if a := w.Do(person, "GET", "/v1/me/notices?kind="+kind, nil).Is(200); a.Get("items.0") == nil || a.Get("items.1") != nil {
			t.Errorf("%s is told %s", person, a.Body)
		}
	}
	if n := count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'replace-assignment' AND object LIKE '%/assignments/1' AND changes @> '{"state": {"old": "released", "new": "replaced"}, "ended_on": {"new": "2024-06-01"}}'`); n != 1 {
		t.Errorf("%d events tell of it", n)
	}
	w.Do(administrator, "POST", named, planner1(object{"from": "2024-05-31", "to": "2024-06-02"})).Refused(409, "assignment.nominated_already")
	w.Do(administrator, "POST", named, planner1(object{"from": "2024-06-01", "to": "2024-06-02"})).Is(201)
}

func TestAReplacementLetInLateEndsTheOldOneThatDay(t *testing.T) {
	t.Parallel()
	w := released(t)
	w.Do(administrator, "POST", named, newcomer(object{"from": "2024-04-01"})).Is(201)
	w.Clock.Set(time.Date(2024, 4, 9, 22, 30, 0, 0, time.UTC)) // past midnight in Oslo
	w.Do(chief, "POST", second+"/release", nil).Is(200)
	if got := w.Do(chief, "GET", first, nil).Text("ended_on"); got != "2024-04-10" {
		t.Errorf("the old one ends on %s", got)
	}
}

func TestOnlyTheReleaseOfTheNewcomerEndsTheOldOne(t *testing.T) {
	t.Parallel()
	w := released(t)
	w.Do(administrator, "POST", named, newcomer()).Is(201)
	w.Do(chief, "POST", second+"/decline", object{"reason_code": "other"}).Is(200)
	w.Do(administrator, "POST", named, newcomer()).Is(201)
	w.Do(administrator, "POST", named+"/3/retract", nil).Is(200)
	if got := w.Do(chief, "GET", first, nil).Text("state"); got != "released" {
		t.Errorf("the old one is %s", got)
	}
	w.Do(administrator, "POST", named, newcomer()).Is(201)
	w.Do(chief, "POST", first+"/recall", object{"on": "2024-05-01", "reason_code": "left_post"}).Is(200)
	w.Do(chief, "POST", named+"/4/release", nil).Is(200)
	if old := w.Do(chief, "GET", first, nil).Is(200); old.Text("state") != "recalled" || old.Text("ended_on") != "2024-05-01" {
		t.Errorf("one that had ended is %s", old.Body)
	}
}

func TestOnlyWhoeverIsReleasedToTheSameIsReplaced(t *testing.T) {
	t.Parallel()
	w := released(t)
	w.Do(administrator, "POST", named, planner1(object{"staff_key": "planner3"})).Is(201)
	for name, change := range map[string]object{
		"in another requirement": {"requirement": "lead"}, "a nomination": {"replaces": 2}, "nobody": {"replaces": 7},
	} {
		if a := w.Do(administrator, "POST", named, newcomer(change)); a.Code != 422 || a.Text("code") != "assignment.replaces_invalid" {
			t.Errorf("%s: %s", name, a.Body)
		}
	}
	if n := count(t, w, `SELECT count(*) FROM assignment`); n != 2 {
		t.Errorf("%d assignments are kept", n)
	}
}

func TestTheChiefExecutiveReplacesInOneAct(t *testing.T) {
	t.Parallel()
	w := released(t)
	body := object{"staff_key": "planner2", "share": 40, "from": "2024-05-01", "reason_code": "reassigned"}
	for _, actor := range []string{administrator, "chief_executive@3418", secretariat} {
		w.Do(actor, "POST", first+"/replace", body).Refused(403, "permission.denied")
	}
	w.Do("chief_executive@"+apptest.Stranger, "POST", first+"/replace", body).Refused(404, "resource.not_found")
	w.Do(chief, "POST", first+"/replace", body, apptest.IfMatch(`"r99"`)).Refused(412, "precondition.stale")
	w.Do(chief, "POST", first+"/replace", object{"staff_key": "planner2", "share": 40, "from": "2025-01-01"}).Refused(422, "assignment.period_invalid")
	w.Do(chief, "POST", first+"/replace?dry_run=true", body).Is(200)
	made := w.Do(chief, "POST", first+"/replace", body, apptest.Key("once-and-no-more")).Is(201)
	if made.Text("state") != "released" || made.Get("replaces") != 1.0 || made.Text("to") != "2025-01-01" || made.Header().Get("Location") != second {
		t.Errorf("made: %s", made.Body)
	}
	w.Do(chief, "POST", first+"/replace", body, apptest.Key("once-and-no-more")).Is(201)
	w.Do(chief, "POST", first+"/replace", body).Refused(409, "assignment.wrong_state")
	old := w.Do(chief, "GET", first, nil).Is(200)
	if old.Text("state") != "replaced" || old.Text("ended_on") != "2024-05-01" || old.Text("reason_code") != "reassigned" {
		t.Errorf("the old one is %s", old.Body)
	}
	if got := w.Do(secretariat, "GET", first, nil).Get("reason_code"); got != nil {
		t.Errorf("the region reads the reason %v", got)
	}
	for _, act := range []string{"nominate-person", "release-assignment", "replace-assignment"} {
		if n := count(t, w, `SELECT count(*) FROM audit_event WHERE act = $1 AND organisation = '3417'`, act); n < 1 {
			t.Errorf("no event tells of %s", act)
		}
	}
}

func TestTheSamePersonIsReplacedWithAnotherShareWithinTheirCapacity(t *testing.T) {
	t.Parallel()
	w := released(t)
	w.Do(administrator, "POST", named, planner1(object{"requirement": "lead", "share": 60})).Is(201)
	w.Do(chief, "POST", second+"/release", nil).Is(200)
	w.Do(chief, "POST", first+"/replace", object{"staff_key": "planner1", "share": 45, "from": "2024-05-01"}).Refused(409, "assignment.over_capacity")
	if got := w.Do(chief, "GET", first, nil).Text("state"); got != "released" {
		t.Errorf("a refusal left it %s", got)
	}
	w.Do(chief, "POST", first+"/replace", object{"staff_key": "planner1", "share": 40, "from": "2024-05-01"}).Is(201)
}

func TestTwoReplacementsAtOnceMakeOne(t *testing.T) {
	t.Parallel()
	w := released(t)
	codes := make([]int, 4)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() {
			codes[i] = w.Do(chief, "POST", first+"/replace", object{"staff_key": "planner2", "share": 20, "from": "2024-05-01"}).Code
		})
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
	if n := count(t, w, `SELECT count(*) FROM assignment WHERE state = 'released'`); made != 1 || n != 1 {
		t.Errorf("%d were answered, %d are released", made, n)
	}
}

func TestAReplacementWhoseNoticeFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	w := released(t)
	exec(t, w, `ALTER TABLE letter ADD CONSTRAINT no_more_letters CHECK (kind <> 'assignment_released') NOT VALID`)
	before := w.Rows()
	w.Do(chief, "POST", first+"/replace", object{"staff_key": "planner2", "share": 20, "from": "2024-05-01"}).Is(500)
	after := w.Rows()
	for table, n := range before {
		if after[table] != n {
			t.Errorf("%s has %d rows instead of %d", table, after[table], n)
		}
	}
	if got := w.Do(chief, "GET", first, nil).Text("state"); got != "released" {
		t.Errorf("the old one is %s", got)
	}
}

func TestSurplusIsShownWithTheVersionThatMakesItSo(t *testing.T) {
	t.Parallel()
	w := released(t)
	w.Do(administrator, "POST", named, planner1(object{"staff_key": "planner2"})).Is(201)
	if a := w.Do(chief, "POST", second+"/release", nil).Is(200); a.Get("surplus") != true || a.Get("surplus_by_version") != 1.0 {
		t.Errorf("one too many: %s", a.Body)
	}
	if a := w.Do(secretariat, "GET", first, nil).Is(200); a.Get("surplus") != false || a.Get("surplus_by_version") != nil {
		t.Errorf("the first: %s", a.Body)
	}
	submit(w, "2", "lead")
	approve(w, "2")
	list := w.Do(secretariat, "GET", named, nil).Is(200)
	m := w.Do(secretariat, "GET", own, nil).Is(200)
	if list.Get("items.0.surplus_by_version") != 2.0 || m.Get("others.0.surplus") != true || m.Get("others.1.surplus_by_version") != 2.0 {
		t.Errorf("listed: %s, %s", list.Body, m.Body)
	}
}
