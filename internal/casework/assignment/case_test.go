package assignment_test

import (
	"maps"
	"testing"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	secretariat   = "secretariat@" + apptest.Region
	chief         = "chief_executive@3417"
	administrator = "administrator@3417"
	aCase         = "/v1/regions/" + apptest.Region + "/cases/2024-1"
	resources     = aCase + "/resources"
	own           = resources + "/3417"
	named         = own + "/assignments"
	first         = named + "/1"
)

var parties = []string{"3417", "3418"}

type object = map[string]any

// opened is a world with case 2024-1 of two municipalities, and version 1 of
// its mandate open for answers: it asks Grue for one planner and a lead, and
// Åsnes for one planner, from April to December.
func opened(t *testing.T, options ...apptest.Option) *apptest.World {
	t.Helper()
	w := apptest.New(t, options...)
	w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201)
	w.Do(secretariat, "POST", aCase+"/open", object{"municipalities": parties}).Is(200)
	submit(w, "1", "planner", "lead")
	return w
}

// submit drafts and submits the next version; the keys are those asked of
// 3417, and the first is also asked of 3418.
func submit(w *apptest.World, version string, keys ...string) {
	requirement := func(key string) object {
		return object{"key": key, "function": "Area planner", "people": 1, "share": 20, "from": "2024-04-01", "to": "2025-01-01"}
	}
	asked := []object{}
	for _, k := range keys {
		asked = append(asked, requirement(k))
	}
	w.Do(secretariat, "POST", aCase+"/mandates", object{
		"common": object{
			"participants": parties, "purpose": "A power strategy", "objectives": []string{}, "scope": "", "limits": "", "deliverables": []string{},
			"budget": object{"amount": 0, "currency": "NOK"}, "start": "2024-03-01", "end": "2025-03-01",
		},
		"slices": []object{{"municipality": "3417", "requirements": asked}, {"municipality": "3418", "requirements": []object{requirement(keys[0])}}},
	}).Is(201)
	w.Do(secretariat, "POST", aCase+"/mandates/"+version+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
}

// approve answers yes to a version for both municipalities: the last puts it
// in force.
func approve(w *apptest.World, version string) {
	for _, m := range parties {
		path := aCase + "/mandates/" + version + "/approvals/" + m
		a := w.Do(secretariat, "GET", path, nil).Is(200)
		w.Do("chief_executive@"+m, "PUT", path, object{"answer": "approved", "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}).Is(200)
	}
}

// inForce is opened, with version 1 in force.
func inForce(t *testing.T, options ...apptest.Option) *apptest.World {
	t.Helper()
	w := opened(t, options...)
	approve(w, "1")
	return w
}

// planner1 names the first planner to the whole requirement, with changes.
func planner1(changes ...object) object {
	body := object{"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01"}
	for _, c := range changes {
		maps.Copy(body, c)
	}
	return body
}

func count(t *testing.T, w *apptest.World, sql string, args ...any) (n int) {
	t.Helper()
	if err := w.Pool.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// exec changes the test's database behind the service's back.
func exec(t *testing.T, w *apptest.World, sql string) {
	t.Helper()
	if _, err := w.Pool.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// open says whether an act on what was answered is open to its reader, and if
// not, by which code.
func open(a *apptest.Answer, act string) (bool, string) {
	list, _ := a.Get("actions").([]any)
	for _, x := range list {
		if m := x.(object); m["act"] == act {
			code, _ := m["code"].(string)
			return m["open"].(bool), code
		}
	}
	return false, "there is no act " + act
}

// review works the queued review of the naming.
func review(t *testing.T, w *apptest.World) {
	t.Helper()
	s := assignment.New(w.Pool, nil, w.Clock.Now, nil)
	cases := casefile.New(w.Pool, nil, w.Clock.Now)
	timeline.New(w.Pool, nil, w.Clock.Now, cases, approval.New(w.Pool, nil, w.Clock.Now, nil, nil, cases), s)
	if err := assignment.Review(s, t.Context(), casefile.Ref{Region: apptest.Region, Number: "2024-1"}); err != nil {
		t.Fatal(err)
	}
}
