package assignment_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const second = named + "/2"

// stretched is a world in which planner1 is released with 60 percent to one
// requirement, as assignment 1, and nominated with 60 to another, as 2.
func stretched(t *testing.T, options ...apptest.Option) *apptest.World {
	t.Helper()
	w := inForce(t, options...)
	w.Do(administrator, "POST", named, planner1(object{"share": 60})).Is(201)
	w.Do(chief, "POST", first+"/release", nil).Is(200)
	w.Do(administrator, "POST", named, planner1(object{"requirement": "lead", "share": 60, "from": "2024-06-01"})).Is(201)
	return w
}

var handedOver = object{"reason": "The building cases are handed over"}

func TestANominationOverCapacityIsTakenAndWarnedOfInTheOwnMunicipality(t *testing.T) {
	t.Parallel()
	w := stretched(t)
	a := w.Do(administrator, "GET", second, nil).Is(200)
	const says = "From 1 June 2024 to 31 December 2024 the person can give 100 percent; 60 are released (2024-1 in kongsvingerregionen), and this would be 60 more."
	if a.Text("warnings.0.code") != "assignment.over_capacity" || a.Text("warnings.0.detail") != says || a.Text("warnings.0.from") != "2024-06-01" || a.Text("warnings.0.to") != "2025-01-01" {
		t.Errorf("warned: %s", a.Body)
	}
	made := w.Do(administrator, "POST", named, planner1(object{"requirement": "lead", "staff_key": "planner2", "share": 100})).Is(201)
	again := w.Do(administrator, "POST", named, planner1(object{"staff_key": "planner2", "share": 20})).Is(201)
	if made.Get("warnings") != nil || again.Get("warnings") != nil {
		t.Errorf("what is only nominated warns of nothing: %s, %s", made.Body, again.Body)
	}
	if is, code := open(w.Do(chief, "GET", second, nil), "release-assignment"); is || code != "assignment.over_capacity" {
		t.Errorf("the release is open: %v, %q", is, code)
	}
	if is, _ := open(w.Do(chief, "GET", second, nil), "release-over-capacity"); !is {
		t.Error("the release over capacity is not open")
	}
	if is, code := open(w.Do(chief, "GET", named+"/3", nil), "release-over-capacity"); is || code != "assignment.capacity_suffices" {
		t.Errorf("where it fits, the release over capacity is open: %v, %q", is, code)
	}
	for _, reader := range []string{secretariat, "reader@3418", "chief_executive@3418"} {
		for _, path := range []string{second, own, named} {
			if b := w.Do(reader, "GET", path, nil).Is(200).Body.String(); strings.Contains(b, "warnings") || strings.Contains(b, "can give 100") {
				t.Errorf("%s reads of the load at %s: %s", reader, path, b)
			}
		}
	}
	if b := w.Do(chief, "GET", own, nil).Is(200).Body.String(); !strings.Contains(b, says) {
		t.Errorf("the municipality is %s", b)
	}
}

func TestAReleaseOverCapacityIsAnActOfItsOwnAndStaysVisible(t *testing.T) {
	t.Parallel()
	w := stretched(t)
	w.Do(chief, "POST", second+"/release", nil).Refused(409, "assignment.over_capacity")
	w.Do(chief, "POST", second+"/release-over-capacity", object{"reason": " \n"}).Refused(422, "assignment.reason_invalid")
	w.Do(chief, "POST", second+"/release-over-capacity", handedOver, apptest.IfMatch(`"r99"`)).Refused(412, "precondition.stale")
	if a := w.Do(chief, "POST", second+"/release-over-capacity?dry_run=true", handedOver).Is(200); a.Text("state") != "released" {
		t.Errorf("tried out: %s", a.Body)
	}
	a := w.Do(chief, "POST", second+"/release-over-capacity", handedOver, apptest.Key("once-and-no-more")).Is(200)
	if a.Text("state") != "released" || a.Text("override.reason") != handedOver["reason"] || a.Text("override.by") != apptest.Person(chief) || a.Text("override.at") != "2024-02-12T08:00:00Z" {
		t.Errorf("released: %s", a.Body)
	}
	w.Do(chief, "POST", second+"/release-over-capacity", handedOver, apptest.Key("once-and-no-more")).Is(200)
	w.Do(chief, "POST", second+"/release-over-capacity", handedOver).Refused(409, "assignment.wrong_state")
	for _, path := range []string{second, own, named} {
		b := w.Do("reader@3418", "GET", path, nil).Is(200).Body.String()
		if !strings.Contains(b, `"override":{"by"`) || strings.Contains(b, "handed over") {
			t.Errorf("others read at %s: %s", path, b)
		}
		if b := w.Do("reader@3417", "GET", path, nil).Is(200).Body.String(); !strings.Contains(b, "handed over") {
			t.Errorf("the own municipality reads at %s: %s", path, b)
		}
	}
	if n := count(t, w, `SELECT count(*) FROM audit_event WHERE act = 'release-over-capacity' AND policy = 'p, chief_executive, assignment, release_over_capacity'`); n != 1 {
		t.Errorf("%d events tell of it", n)
	}
	if n := count(t, w, `SELECT count(*) FROM audit_event WHERE changes::text LIKE '%handed over%'`); n != 0 {
		t.Errorf("%d events tell the reason", n)
	}
	recalled := w.Do(chief, "POST", second+"/recall", object{"on": "2024-07-01", "reason_code": "other"}).Is(200)
	if recalled.Get("override") == nil {
		t.Errorf("a recall hid it: %s", recalled.Body)
	}
}

func TestAReleaseOverCapacityIsForTheChiefExecutiveAlone(t *testing.T) {
	t.Parallel()
	w := stretched(t)
	for _, actor := range []string{administrator, "case_officer@3417", "chief_executive@3418", secretariat} {
		w.Do(actor, "POST", second+"/release-over-capacity", handedOver).Refused(403, "permission.denied")
	}
	w.Do("chief_executive@"+apptest.Stranger, "POST", second+"/release-over-capacity", handedOver).Refused(404, "resource.not_found")
	w.Do(chief, "POST", named+"/9/release-over-capacity", handedOver).Refused(404, "resource.not_found")
	w.Do(chief, "POST", first+"/recall", object{"on": "2024-02-12", "reason_code": "other"}).Is(200)
	w.Do(chief, "POST", second+"/release-over-capacity", handedOver).Refused(409, "assignment.capacity_suffices")
	w.Do(chief, "POST", second+"/release", nil).Is(200)
}

func TestLoweringCapacityOrEndingAnEmploymentRefusesNothingAndNorDoesWhatFollows(t *testing.T) {
	t.Parallel()
	w := stretched(t)
	w.Do(chief, "POST", second+"/release-over-capacity", handedOver).Is(200)
	employment := "/v1/organisations/3417/employments/planner1"
	tag := w.Do(administrator, "GET", employment, nil).ETag()
	e := w.Do(administrator, "PUT", employment+"/capacity/2024-05-01", object{"percent": 10}, apptest.IfMatch(tag)).Is(200)
	w.Do(administrator, "POST", named, planner1(object{"requirement": "lead", "share": 5, "from": "2024-05-01", "to": "2024-05-02"})).Is(201)
	w.Do(chief, "POST", named+"/3/release", nil).Refused(409, "assignment.over_capacity")
	w.Do(chief, "POST", first+"/recall", object{"on": "2024-08-01", "reason_code": "other"}).Is(200)
	w.Do(administrator, "PATCH", employment, object{"to": "2024-10-01"}, apptest.IfMatch(e.ETag())).Is(200)
	if got := w.Do(chief, "GET", second, nil).Text("ends"); got != "2024-10-01" {
		t.Errorf("it ends with the employment: %s", got)
	}
	w.Do(secretariat, "POST", aCase+"/withdraw", object{"reason": "Own strategies"}).Is(200)
}
