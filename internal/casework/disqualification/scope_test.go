package disqualification_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// What a municipality decides about somebody who is employed there too bars
// them from nothing that they hold elsewhere (rule 1.7).
func TestNoMunicipalityBarsAnothersOfficers(t *testing.T) {
	t.Parallel()
	w := open(t)
	nordre, region := all+"/3418", all+"/"+apptest.Region
	for i, victim := range []string{officer, chief, secretariat} {
		w.Exec(`INSERT INTO employment (person_id, municipality_id, staff_key, from_date, created_at)
			SELECT $1, id, $2, '2024-01-01', '2024-01-01' FROM organisation WHERE key = '3418'`, apptest.Person(victim), "guest"+string(rune('1'+i)))
		raised := w.Do("chief_executive@3418", "POST", nordre, about(victim)).Is(201)
		w.Do("chief_executive@3418", "POST", raised.Text("self")+"/decide", object{"disqualified": true}).Is(200)
	}
	w.Do(officer, "PUT", aCase+"/benefits/3417", object{"statement": "Power for the industry"}).Is(201)
	w.answer(chief, "3417").Is(200)
	w.Do(secretariat, "PUT", aCase, object{"title": "Another title", "kind": "strategy", "publicity": "public"}, apptest.IfMatch("*")).Is(200)
	if got := w.Do(secretariat, "GET", version, nil).Get("approvals.0.standing.disqualified"); got == true {
		t.Error("the answer is flagged")
	}
	// Their own municipality judges them still, and that counts there.
	raised := w.Do(clerk, "POST", grue, about(officer)).Is(201)
	w.Do(chief, "POST", raised.Text("self")+"/decide", object{"disqualified": true}).Is(200)
	w.Do(officer, "PUT", aCase+"/benefits/3417", object{"statement": "Other power"}, apptest.IfMatch("*")).Refused(403, "permission.disqualified")
	// A board judges its members about their seat there, and nothing else.
	w.Exec(`INSERT INTO seat (body_id, person_id, role, from_at, created_at) SELECT id, $1, 'member', '2024-01-01', '2024-01-01' FROM body WHERE key = 'styre' AND
		organisation_id = (SELECT id FROM organisation WHERE key = $2)`, apptest.Person("clerk@3418"), apptest.Region)
	raised = w.Do(secretariat, "POST", region, about("clerk@3418")).Is(201)
	w.Do(secretariat, "POST", raised.Text("self")+"/decide", object{"disqualified": true, "body": "styre", "decided_on": "2024-02-12", "case_number": "4/24"}).Is(200)
	w.Do("clerk@3418", "POST", nordre, about("case_officer@3418")).Is(201)
}

// An elected member is judged by a body in which they sit (KL § 11-10), and not
// by a committee of officers.
func TestAnElectedMemberIsJudgedWhereTheySit(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Exec(`INSERT INTO body (organisation_id, key, kind, name, decides, created_at)
		SELECT id, 'formannskapet', 'municipal_executive_committee', 'Formannskapet', true, '2020-02-12' FROM organisation WHERE key = '3417'`)
	w.Exec(`INSERT INTO body (organisation_id, key, kind, name, decides, created_at)
		SELECT id, 'gruppe', 'working_group', 'Gruppe', false, '2020-02-12' FROM organisation WHERE key = '3417'`)
	raised := w.Do(clerk, "POST", grue, about(councillor)).Is(201).Text("self")
	decision := object{"disqualified": true, "decided_on": "2024-02-12", "case_number": "014/24"}
	for _, tt := range []struct {
		changes  object
		pointers string
	}{
		{object{"body": "formannskapet"}, "/body"},
		{object{"body": "gruppe"}, "/body"},
		{object{"body": "kommunestyret", "decided_on": "2024-02-11"}, "/decided_on"},
	} {
		a := w.Do(clerk, "POST", raised+"/decide", with(decision, tt.changes)).Refused(422, "disqualification.decision_invalid")
		if got := a.Text("errors.0.pointer"); got != tt.pointers {
			t.Errorf("%v: refused at %s", tt.changes, got)
		}
	}
	w.Do(clerk, "POST", raised+"/decide", with(decision, object{"body": "kommunestyret"})).Is(200)
}
