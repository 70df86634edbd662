package app_test

import (
	"fmt"
	"testing"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/testkit/apptest"
)

// What nobody does for themselves, nobody does by a substitute whom they set
// (rules 1.2, 1.4, 1.5).
func TestNobodyDoesForThemselvesByASubstitute(t *testing.T) {
	t.Parallel()
	const grue, substitute = "/v1/organisations/3417", "planner1@3417"
	w := apptest.New(t)
	administrator := apptest.Person("administrator@3417")
	own := w.Do("administrator@3417", "GET", "/v1/me", nil).Is(200).Get("offices.0.id")
	w.Do("administrator@3417", "POST", fmt.Sprintf("/v1/me/offices/%v/substitutes", own), map[string]any{
		"person": apptest.Person(substitute), "to": "2024-06-01T00:00:00Z",
	}).Is(201)
	for _, a := range []struct {
		what, method, path string
		body               any
		status             int
		code               string
	}{
		{"an office", "POST", grue + "/offices", map[string]any{"office": "clerk", "person": administrator}, 403, "directory.own_appointment"},
		{"the end of their office", "POST", fmt.Sprintf("%s/offices/%v/end", grue, own), map[string]any{"reason": "Over"}, 403, "directory.own_office"},
		{"a login", "PUT", grue + "/people/" + administrator + "/login", map[string]any{"issuer": authn.DevelopmentIssuer, "subject": "mine"}, 403, "directory.own_login"},
		{"an invitation", "POST", grue + "/people/" + administrator + "/invitation", nil, 403, "directory.own_login"},
	} {
		if got := w.Do(substitute, a.method, a.path, a.body, apptest.IfMatch("*")); got.Code != a.status || got.Text("code") != a.code {
			t.Errorf("%s for whom they act for: %d %s, want %d %s", a.what, got.Code, got.Body, a.status, a.code)
		}
	}
	// A clerk whom the substitute appointed owes it to both (rule 1.5).
	made := w.Do(substitute, "POST", grue+"/offices", map[string]any{"office": "clerk", "person": apptest.Person("planner2@3417")}).Is(201)
	if made.Text("appointed_by") != apptest.Person(substitute) || made.Text("appointed_for") != administrator {
		t.Errorf("appointed as %s", made.Body)
	}
	for _, who := range []string{"administrator@3417", substitute} {
		w.Do("planner2@3417", "POST", grue+"/chief-executive", map[string]any{
			"person": apptest.Person(who), "decided_on": "2024-02-08", "case_number": "012/24",
		}).Refused(403, "directory.mutual_appointment")
	}
}
