package assignment_test

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

func TestARecallOrReplacementAheadIsMovedToAnEarlierDayAndTold(t *testing.T) {
	t.Parallel()
	w := released(t)
	recall := func(on string) *apptest.Answer {
		return w.Do(chief, "POST", first+"/recall", object{"on": on, "reason_code": "left_post"})
	}
	recall("2024-09-01").Is(200)
	recall("2024-10-01").Refused(422, "assignment.recall_day_invalid")
	if a := recall("2024-07-01").Is(200); a.Text("state") != "recalled" || a.Text("ended_on") != "2024-07-01" {
		t.Errorf("recalled: %s", a.Body)
	}
	if told := w.Do("planner1@3417", "GET", "/v1/me/notices?kind=assignment_recalled", nil).Is(200); told.Get("items.1") == nil || told.Get("items.2") != nil {
		t.Errorf("told: %s", told.Body)
	}
	replace := func(staff, from string) *apptest.Answer {
		return w.Do(chief, "POST", first+"/replace", object{"staff_key": staff, "share": 20, "from": from})
	}
	if a := replace("planner2", "2024-06-01").Is(201); a.Text("to") != "2025-01-01" || a.Get("warnings") != nil {
		t.Errorf("what the recall left is covered by %s", a.Body)
	}
	if old := w.Do(chief, "GET", first, nil).Is(200); old.Text("state") != "replaced" || old.Text("ended_on") != "2024-06-01" || old.Text("reason_code") != "left_post" {
		t.Errorf("the old one is %s", old.Body)
	}
	if a := replace("planner3", "2024-05-01").Is(201); a.Text("to") != "2024-06-01" {
		t.Errorf("the one who comes before the next is %s", a.Body)
	}
	if a := recall("2024-04-15").Is(200); a.Text("state") != "recalled" || a.Text("ends") != "2024-04-15" {
		t.Errorf("recalled: %s", a.Body)
	}
	for _, act := range []string{"recall-assignment", "replace-assignment"} {
		if is, code := open(w.Do(chief, "GET", first, nil), act); !is {
			t.Errorf("%s is closed: %s", act, code)
		}
	}
	w.Clock.Set(time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC))
	recall("2024-04-15").Refused(409, "assignment.ended")
}

func TestANewcomerLetInLateBeginsWhenTheOldOneIsGone(t *testing.T) {
	t.Parallel()
	w := released(t)
	w.Do(administrator, "POST", named, newcomer(object{"from": "2024-04-01"})).Is(201)
	w.Clock.Set(time.Date(2024, 5, 15, 8, 0, 0, 0, time.UTC))
	if a := w.Do(chief, "POST", second+"/release", nil).Is(200); a.Text("from") != "2024-05-15" {
		t.Errorf("the newcomer is %s", a.Body)
	}
	if old := w.Do(chief, "GET", first, nil).Text("ended_on"); old != "2024-05-15" {
		t.Errorf("the old one ends on %s", old)
	}
	if n := count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'release-assignment' AND changes @> '{"from": {"old": "2024-04-01", "new": "2024-05-15"}}'`); n != 1 {
		t.Errorf("%d events tell of the first day", n)
	}
	late := w.Do(chief, "POST", second+"/replace", object{"staff_key": "planner3", "share": 20, "from": "2024-05-14"}).Refused(422, "assignment.period_invalid")
	if late.Text("errors.0.pointer") != "/from" {
		t.Errorf("at fault is %s", late.Body)
	}
	w.Do(administrator, "POST", named, newcomer(object{"from": "2024-05-15", "staff_key": "planner3", "replaces": 2})).Is(201)
	w.Do(chief, "POST", second+"/recall", object{"on": "2024-06-01", "reason_code": "other"}).Is(200)
	w.Clock.Set(time.Date(2024, 7, 1, 8, 0, 0, 0, time.UTC))
	if a := w.Do(chief, "POST", named+"/3/release", nil).Is(200); a.Text("from") != "2024-06-01" {
		t.Errorf("after one who left meanwhile comes %s", a.Body)
	}
}

func TestAReplacementTellsOfTheGapThatItOpens(t *testing.T) {
	t.Parallel()
	w := released(t)
	gap := func(what string, a *apptest.Answer, at string) {
		t.Helper()
		if a.Text(at+".code") != "assignment.leaves_gap" || a.Text(at+".from") != "2024-10-01" || a.Text(at+".to") != "2025-01-01" ||
			a.Text(at+".detail") != "The replacement leaves 1 person fewer than before from 1 October 2024 to 31 December 2024 (rule 4.3)." {
			t.Errorf("%s warns of %s", what, a.Body)
		}
	}
	short := object{"staff_key": "planner2", "share": 20, "from": "2024-06-01", "to": "2024-10-01"}
	if a := w.Do(chief, "POST", first+"/replace?dry_run=true", object{"staff_key": "planner2", "share": 20, "from": "2024-06-01"}).Is(200); a.Get("warnings") != nil {
		t.Errorf("without a gap: %s", a.Body)
	}
	gap("a trial", w.Do(chief, "POST", first+"/replace?dry_run=true", short).Is(200), "warnings.0")
	gap("a nomination", w.Do(administrator, "POST", named, newcomer(object{"to": "2024-10-01"})).Is(201), "warnings.0")
	for path, at := range map[string]string{second: "warnings.0", named: "items.1.warnings.0", own: "requirements.1.assignments.1.warnings.0"} {
		gap(path, w.Do("reader@3418", "GET", path, nil).Is(200), at)
	}
	gap("a release", w.Do(chief, "POST", second+"/release", nil).Is(200), "warnings.0")
	if a := w.Do(chief, "GET", second, nil).Is(200); a.Get("warnings") != nil {
		t.Errorf("later: %s", a.Body)
	}
	if gaps := w.Do(chief, "GET", own, nil).Is(200); gaps.Text("requirements.1.gaps.0.from") != "2024-10-01" {
		t.Errorf("the municipality is %s", gaps.Body)
	}
	a := w.Do(chief, "POST", second+"/replace", object{"staff_key": "planner3", "share": 10, "from": "2024-07-01"}).Is(201)
	if a.Text("warnings.0.code") != "assignment.share_too_small" || a.Text("warnings.1.code") != "assignment.leaves_gap" || a.Text("warnings.1.from") != "2024-07-01" || a.Text("warnings.1.to") != "2024-10-01" {
		t.Errorf("with too small a share: %s", a.Body)
	}
	for _, code := range []string{"assignment.share_too_small", "assignment.leaves_gap"} {
		w.Do("", "GET", "/v1/problems/"+code, nil).Is(200)
	}
}

func TestNobodyIsReleasedForNoDayAtAll(t *testing.T) {
	t.Parallel()
	w := nominated(t)
	exec(t, w, `UPDATE employment SET to_date = '2024-03-01' WHERE staff_key = 'planner1'`)
	for act, body := range map[string]any{"release": nil, "release-over-capacity": handedOver} {
		w.Do(chief, "POST", first+"/"+act, body).Refused(409, "assignment.ended")
	}
	if is, code := open(w.Do(chief, "GET", first, nil), "release-assignment"); is || code != "assignment.ended" {
		t.Errorf("the release is open: %v, %q", is, code)
	}
	if waits := w.Do(chief, "GET", "/v1/me/tasks?kind=release_people", nil).Is(200); waits.Get("items.0") != nil {
		t.Errorf("it waits: %s", waits.Body)
	}
	w.Do(administrator, "POST", first+"/retract", nil).Is(200)
}

func TestDaysAgreedAfterTheEmploymentTakeUpCapacityForTheServiceAndTheDatabaseAlike(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	w.Do(administrator, "POST", named, planner1(object{"share": 60, "from": "2024-06-01"})).Is(201)
	w.Do(chief, "POST", first+"/release", nil).Is(200)
	w.Do(administrator, "POST", named, planner1(object{"requirement": "lead", "share": 60})).Is(201)
	exec(t, w, `UPDATE employment SET to_date = '2024-05-01' WHERE staff_key = 'planner1'`)
	w.Do(chief, "POST", second+"/release", nil).Refused(409, "assignment.over_capacity")
	w.Do(chief, "POST", second+"/release-over-capacity", handedOver).Is(200)
}

func TestOneRecalledBeforeTheFirstDayIsNoLongerNamed(t *testing.T) {
	t.Parallel()
	w := released(t)
	people := "/v1/regions/" + apptest.Region + "/people"
	if a := w.Do(secretariat, "GET", people, nil).Is(200); a.Get("items.0") == nil {
		t.Errorf("before: %s", a.Body)
	}
	w.Do(chief, "POST", first+"/recall", object{"on": "2024-03-01", "reason_code": "other"}).Is(200)
	if a := w.Do(secretariat, "GET", people, nil).Is(200); a.Get("items.0") != nil {
		t.Errorf("the region's people are %s", a.Body)
	}
	if a := w.Do(administrator, "GET", "/v1/organisations/3417/employments/planner1/load?from=2024-04-01", nil).Is(200); a.Get("assignments.0") != nil {
		t.Errorf("the load is %s", a.Body)
	}
	if m := w.Do(secretariat, "GET", own, nil).Is(200); m.Get("contributes") != false {
		t.Errorf("the municipality is %s", m.Body)
	}
}
