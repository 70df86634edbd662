package assignment_test

import (
	"errors"
	"maps"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"forankring.no/forankring/internal/testkit/apptest"
)

// lowered is a world in which planner1 is released with 20 and 60 percent, and
// can since give 40.
func lowered(t *testing.T) *apptest.World {
	t.Helper()
	w := released(t)
	w.Do(administrator, "POST", named, planner1(object{"requirement": "lead", "share": 60})).Is(201)
	w.Do(chief, "POST", second+"/release", nil).Is(200)
	const employment = "/v1/organisations/3417/employments/planner1"
	tag := w.Do(administrator, "GET", employment, nil).ETag()
	w.Do(administrator, "PUT", employment+"/capacity/2024-01-01", object{"percent": 40}, apptest.IfMatch(tag)).Is(200)
	return w
}

func withShare(share int, changes ...object) object {
	body := object{"staff_key": "planner1", "share": share, "from": "2024-05-01"}
	for _, c := range changes {
		maps.Copy(body, c)
	}
	return body
}

func TestLessIsGivenThoughCapacityWasLoweredBelowIt(t *testing.T) {
	t.Parallel()
	w := lowered(t)
	w.Do(chief, "POST", second+"/replace", withShare(65)).Refused(409, "assignment.over_capacity")
	w.Do(chief, "POST", second+"/replace", withShare(45, object{"to": "2025-02-01"})).Refused(409, "assignment.over_capacity")
	if a := w.Do(chief, "POST", second+"/replace", withShare(30)).Is(201); a.Get("override") != nil || a.Text("state") != "released" {
		t.Errorf("made: %s", a.Body)
	}
	for _, tt := range []struct {
		change  string
		refused bool
	}{{`share = 65`, true}, {`share = 60`, false}, {`to_date = to_date + 1`, true}} {
		_, err := w.Pool.Exec(t.Context(), `UPDATE assignment SET `+tt.change+` WHERE number = 3`)
		pg, is := errors.AsType[*pgconn.PgError](err)
		if is != tt.refused || is && pg.ConstraintName != "assignment_capacity" {
			t.Errorf("the database is told %s: %v", tt.change, err)
		}
	}
	exec(t, w, `UPDATE assignment SET state = 'recalled', reason_code = 'other' WHERE number = 2`)
	exec(t, w, `UPDATE assignment SET share = 20 WHERE number = 3`)
	if _, err := w.Pool.Exec(t.Context(), `UPDATE assignment SET share = 25 WHERE number = 3`); err == nil {
		t.Error("what does not take the place of another passes")
	}
}

func TestTheOverrideStaysWithLessInItsPlace(t *testing.T) {
	t.Parallel()
	w := stretched(t)
	w.Do(chief, "POST", second+"/release-over-capacity", handedOver).Is(200)
	a := w.Do(chief, "POST", second+"/replace", withShare(50, object{"from": "2024-07-01"})).Is(201)
	if a.Text("override.reason") != handedOver["reason"] {
		t.Errorf("made: %s", a.Body)
	}
	if n := count(t, w, `SELECT override_excess FROM assignment WHERE number = 3`); n != 20 {
		t.Errorf("%d percent over is what was accepted", n)
	}
	if a := w.Do(chief, "POST", named+"/3/replace", withShare(40, object{"from": "2024-08-01"})).Is(201); a.Get("override") != nil {
		t.Errorf("what fits: %s", a.Body)
	}
}

func TestAReplacementOverCapacityNeedsItsOwnPermissionAndReason(t *testing.T) {
	t.Parallel()
	w := lowered(t)
	over := withShare(65, object{"override_reason": "The building cases are handed over"})
	substitute(t, w, "planner2@3417", "assignment:release")
	w.Do("planner2@3417", "POST", second+"/replace", over).Refused(403, "permission.denied")
	w.Do(chief, "POST", second+"/replace", withShare(65, object{"override_reason": " \n"})).Refused(422, "assignment.reason_invalid")
	w.Do(chief, "POST", second+"/replace", withShare(30, object{"override_reason": "Handed over"})).Refused(409, "assignment.capacity_suffices")
	a := w.Do(chief, "POST", second+"/replace", over).Is(201)
	if a.Text("override.reason") != over["override_reason"] || a.Text("override.by") != apptest.Person(chief) || a.Text("state") != "released" {
		t.Errorf("made: %s", a.Body)
	}
	if n := count(t, w, `SELECT override_excess FROM assignment WHERE number = 3`); n != 45 {
		t.Errorf("%d percent over is what was accepted", n)
	}
	if n := count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'release-over-capacity' AND object LIKE '%/assignments/3' AND policy = 'p, chief_executive, assignment, release_over_capacity'`); n != 1 {
		t.Errorf("%d events tell of it", n)
	}
}

func TestASurplusIsKeptByTheChiefExecutiveUntilTheNextVersion(t *testing.T) {
	t.Parallel()
	w := released(t)
	w.Do(chief, "POST", first+"/keep", nil).Refused(409, "assignment.no_surplus")
	submit(w, "2", "lead")
	approve(w, "2")
	waits := func() bool {
		return w.Do(chief, "GET", "/v1/me/tasks?kind=review_surplus", nil).Is(200).Get("items.0") != nil
	}
	if is, code := open(w.Do(chief, "GET", first, nil), "keep-surplus"); !is || !waits() {
		t.Errorf("it waits: %v, and to keep it is %q", waits(), code)
	}
	for _, actor := range []string{administrator, "chief_executive@3418", secretariat} {
		w.Do(actor, "POST", first+"/keep", nil).Refused(403, "permission.denied")
	}
	w.Do("chief_executive@"+apptest.Stranger, "POST", first+"/keep", nil).Refused(404, "resource.not_found")
	w.Do(chief, "POST", first+"/keep", nil, apptest.IfMatch(`"r99"`)).Refused(412, "precondition.stale")
	w.Do(chief, "POST", first+"/keep?dry_run=true", nil).Is(200)
	before := count(t, w, `SELECT count(*) FROM letter`)
	a := w.Do(chief, "POST", first+"/keep", nil, apptest.Key("kept-once")).Is(200)
	w.Do(chief, "POST", first+"/keep", nil, apptest.Key("kept-once")).Is(200)
	if a.Get("surplus") != true || a.Get("surplus_kept") != true || a.Text("state") != "released" || waits() {
		t.Errorf("kept: %s; it waits: %v", a.Body, waits())
	}
	w.Do(chief, "POST", first+"/keep", nil).Refused(409, "assignment.no_surplus")
	if n := count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'keep-surplus' AND changes @> '{"surplus_kept_version": {"new": 2}}'`); n != 1 {
		t.Errorf("%d events tell of it", n)
	}
	if after := count(t, w, `SELECT count(*) FROM letter`); after != before {
		t.Errorf("%d letters tell of it", after-before)
	}
	if l := w.Do(secretariat, "GET", own, nil).Is(200); l.Get("others.0.surplus_kept") != true {
		t.Errorf("the municipality is %s", l.Body)
	}
	submit(w, "3", "lead")
	approve(w, "3")
	if a := w.Do(chief, "GET", first, nil).Is(200); a.Get("surplus_kept") != false || !waits() {
		t.Errorf("under the next version: %s", a.Body)
	}
}

func TestAPersonSeesWhetherTheirOwnAssignmentLastsIsTooMuchOrSurplus(t *testing.T) {
	t.Parallel()
	w := stretched(t)
	w.Do(chief, "POST", second+"/release-over-capacity", handedOver).Is(200)
	submit(w, "2", "lead")
	approve(w, "2")
	exec(t, w, `UPDATE employment SET to_date = '2024-10-01' WHERE staff_key = 'planner1'`)
	a := w.Do("planner1@3417", "GET", "/v1/me/assignments", nil).Is(200)
	if a.Text("items.0.override.reason") != handedOver["reason"] || a.Get("items.0.surplus") != false || a.Text("items.0.ends") != "2024-10-01" {
		t.Errorf("the newest is %s", a.Body)
	}
	if a.Get("items.1.override") != nil || a.Get("items.1.surplus") != true || a.Text("items.1.to") != "2025-01-01" {
		t.Errorf("the oldest is %s", a.Body)
	}
}
