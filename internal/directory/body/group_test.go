package body_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// The members of a case's working group are people who are named in it, or its
// responsible officer; its chair leads it (rule 7.1).
func TestRule71TheWorkingGroupOfACase(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	bodies := inRegion + "/bodies"
	group := object{"key": "kraftgruppa", "kind": "working_group", "name": "Kraftgruppa", "decides": false, "task": "Map the grid", "case": "2024-1"}
	made := w.Do(secretariat, "POST", bodies, group).Is(201)
	made.Has(object{"task": "Map the grid", "case": "2024-1", "statutes.elected": false, "statutes.decides": false})
	seats := made.Text("self") + "/seats"
	w.Admit(apptest.Region, "planner1@3417", "seat")
	w.Admit(apptest.Region, "planner2@3417", "seat")
	w.Do(secretariat, "POST", seats, object{"person": apptest.Person("planner2@3417"), "role": "member"}).Refused(422, "directory.not_named").Has(object{"errors.0.pointer": "/person"})
	w.Do(secretariat, "POST", seats, object{"person": apptest.Person("planner1@3417"), "role": "chair"}).Is(201)
	w.Do(secretariat, "POST", inRegion+"/elections", object{
		"of": apptest.Region, "body": "kraftgruppa", "decided_on": "2024-02-08", "case_number": "012/24", "seats": []object{{"person": apptest.Person("planner2@3417"), "role": "member"}},
	}).Refused(422, "directory.not_named").Has(object{"errors.0.pointer": "/seats/0/person"})
	w.Do(secretariat, "PUT", made.Text("self"), object{"kind": "working_group", "name": "Kraftgruppa", "decides": false, "task": "Map it all"}, apptest.IfMatch(made.ETag())).Is(200).Has(object{"task": "Map it all", "case": nil})
	w.Do(secretariat, "POST", seats, object{"person": apptest.Person("planner2@3417"), "role": "member"}).Is(201)
	for name, tt := range map[string]struct {
		who, path string
		in        object
	}{
		"of a case that is not": {secretariat, bodies, object{"key": "ny", "kind": "working_group", "name": "Ny", "decides": false, "case": "2024-99"}},
		"a board with a task":   {secretariat, bodies, object{"key": "ny", "kind": "board", "name": "Ny", "decides": true, "task": "Rule"}},
		"a board of a case":     {secretariat, bodies, object{"key": "ny", "kind": "board", "name": "Ny", "decides": true, "case": "2024-1"}},
		"of a case, elsewhere":  {"clerk@3417", inGrue + "/bodies", object{"key": "ny", "kind": "working_group", "name": "Ny", "decides": false, "case": "2024-1"}},
	} {
		t.Run(name, func(*testing.T) { w.Do(tt.who, "POST", tt.path, tt.in).Refused(422, "directory.content_invalid") })
	}
	w.Do(secretariat, "POST", bodies, object{"key": "ny", "kind": "working_group", "name": "Ny", "decides": false, "case": "2024-01"}).Refused(422, "request.invalid")
}
