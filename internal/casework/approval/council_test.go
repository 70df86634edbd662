package approval_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// barred is a world in which 3417's chief executive is disqualified while a
// version is open, and the municipality has its council.
func barred(t *testing.T) (w *settled, version, caseAt string) {
	t.Helper()
	w = settle(t)
	w.Do("clerk@3417", "POST", "/v1/organisations/3417/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "size": 19, "decides": true}).Is(201)
	version = w.next(whole("A power strategy"))
	caseAt = w.mandates[:len(w.mandates)-len("/mandates")]
	w.Do("chief_executive@3417", "POST", caseAt+"/disqualifications/3417/declaration", object{"ground": "Owns the plant", "basis": "fvl. § 6"}).Is(201)
	return w, version, caseAt
}

// council is the council's approval, which lets a planner release people.
func (w *settled) council(version string) object {
	in := w.answer(version, "3417", "approved")
	in["body"], in["decided_on"], in["case_number"], in["releases"] = "kommunestyret", "2024-02-12", "014/24", apptest.Person("planner2@3417")
	return in
}

func TestTheCouncilAnswersOnlyInADisqualifiedChiefExecutivesPlace(t *testing.T) {
	t.Parallel()
	w, version, caseAt := barred(t)
	at := version + "/approvals/3417"
	open := func() any { return w.Do("clerk@3417", "GET", at, nil).Is(200).Get("actions.1.open") }
	if open() != true {
		t.Error("recording the council's answer is not shown as open to the clerk")
	}
	in := w.council(version)
	w.Do("clerk@3417", "PUT", at+"/council", but(in, "decided_on", "2024-02-13")).Refused(422, "mandate.council_invalid")
	w.Do("clerk@3417", "PUT", at+"/council", but(in, "body", "styre")).Refused(422, "mandate.council_invalid")
	w.Do("clerk@3417", "PUT", at+"/council", but(but(in, "answer", "rejected"), "reason", "No")).Refused(422, "mandate.council_invalid")
	w.Do("clerk@3417", "PUT", at+"/council", in).Is(200)
	w.approve(version, "3417")
	planner := object{"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01"}
	assignment := w.Do("administrator@3417", "POST", caseAt+"/resources/3417/assignments", planner).Is(201).Text("self")
	w.Do("chief_executive@3417", "POST", assignment+"/release", nil).Refused(403, "permission.disqualified")
	if a := w.Do("planner2@3417", "POST", assignment+"/release", nil, apptest.Header("Idempotency-Key", "release-1")); a.Code != 200 {
		t.Errorf("whom the council named releases: %d %s", a.Code, a.Body)
	}
	w.Exec(`UPDATE disqualification SET to_at = $1`, apptest.Start)
	other := w.Do("administrator@3417", "POST", caseAt+"/resources/3417/assignments", but(planner, "staff_key", "planner3")).Is(201).Text("self")
	if a := w.Do("planner2@3417", "POST", other+"/release", nil); a.Code != 403 && a.Code != 404 {
		t.Errorf("whom the council named still releases: %d", a.Code)
	}
	if open() != false {
		t.Error("recording the council's answer is shown as open though the chief executive can answer")
	}
	w.Do("clerk@3417", "PUT", at+"/council", in).Refused(409, "mandate.chief_executive_not_disqualified")
}

func TestACouncilNamesNobodyOnAVersionThatIsOver(t *testing.T) {
	t.Parallel()
	w, version, _ := barred(t)
	in := w.council(version)
	delete(in, "releases")
	w.Do("clerk@3417", "PUT", version+"/approvals/3417/council", in).Is(200)
	w.Do(secretariat, "POST", version+"/withdraw", object{"reason": "Over"}).Is(200)
	w.Do("clerk@3417", "PUT", version+"/approvals/3417/council", w.council(version)).Refused(409, "mandate.not_open")
	if n := w.count("substitute"); n != 0 {
		t.Errorf("%d were named", n)
	}
}
