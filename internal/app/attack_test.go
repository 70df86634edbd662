package app_test

import (
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
)

// attempt is what an insider does to come to act for another or to keep another
// from acting: what it is answered by, and who is told of it, but for the one who
// did it.
type attempt struct {
	what, who, method, path string
	body                    any
	status                  int
	code                    string
	told                    []string
}

// The attempts are made one after the other in one world, as somebody would who
// looks for a way (rules 1.1, 1.2, 1.5, 1.7).
func TestWhoMayActIsNotTakenByInsiders(t *testing.T) {
	t.Parallel()
	const (
		grue, eidskog = "/v1/organisations/3417", "/v1/organisations/3416"
		members       = "/v1/regions/" + apptest.Region + "/members"
		kase          = "/v1/regions/" + apptest.Region + "/cases/2024-1"
		secretariat   = "secretariat@" + apptest.Region
		outsider      = "administrator@3416"
		administrator = "administrator@3417"
	)
	w := apptest.Treated(t)
	chief := apptest.Person("chief_executive@3417")
	employment := map[string]any{"person": chief, "staff_key": "0001", "title": "Adviser", "from": "2024-02-12", "capacity": 100}
	login := func(issuer, subject string) map[string]any {
		return map[string]any{"issuer": issuer, "subject": subject}
	}
	var admission string
	for _, a := range []attempt{
		// Barred by a stranger (rule 1.7).
		{"a stranger is employed, to be judged", outsider, "POST", eidskog + "/employments", map[string]any{"person": chief, "staff_key": "0001", "title": "Adviser", "from": "2024-02-12", "capacity": 0}, 409, "directory.admission_missing", nil},
		{"a stranger is said to be disqualified", "chief_executive@3416", "POST", kase + "/disqualifications/3416", map[string]any{"person": chief, "ground": "Owns the ground", "basis": "fvl. § 6 første ledd bokstav a"}, 422, "directory.unknown_person", nil},
		// Taken in without consent (rule 1.2).
		{"all of a stranger's time is taken", outsider, "POST", eidskog + "/employments", employment, 409, "directory.admission_missing", nil},
		{"a stranger gets an office", outsider, "POST", eidskog + "/offices", map[string]any{"office": "reader", "person": chief}, 409, "directory.admission_missing", nil},
		{"a stranger's record is read", outsider, "GET", eidskog + "/people/" + chief, nil, 404, "resource.not_found", nil},
		{"a stranger is asked for", outsider, "POST", eidskog + "/admissions", map[string]any{"person": chief, "as": "home", "reason": "Ours now"}, 201, "", []string{"administrator@3417", "chief_executive@3417"}},
		{"the question is answered by whoever asked", outsider, "POST", eidskog + "/admissions/{admission}/confirm", nil, 403, "directory.admission_not_theirs", nil},
		{"the home gives away its chief executive", administrator, "POST", grue + "/admissions/{admission}/confirm", nil, 403, "directory.admission_person_alone", nil},
		// Taken over (rule 1.2).
		{"a login of an issuer that is none", administrator, "PUT", grue + "/people/" + chief + "/login", login("https://login.example", "x"), 422, "directory.content_invalid", nil},
		{"a login of an issuer that is misspelt", administrator, "PUT", grue + "/people/" + chief + "/login", login(authn.DevelopmentIssuer+"/", "x"), 422, "directory.content_invalid", nil},
		{"a login of one's own", administrator, "PUT", grue + "/people/" + apptest.Person(administrator) + "/login", login(authn.DevelopmentIssuer, "x"), 403, "", nil},
		{"a first login", administrator, "PUT", grue + "/people/" + chief + "/login", login(authn.DevelopmentIssuer, "taken"), 200, "", []string{"chief_executive@3417", "clerk@3417"}},
		{"a second login", administrator, "PUT", grue + "/people/" + chief + "/login", login(authn.DevelopmentIssuer, "mine"), 409, "directory.has_login", nil},
		{"an invitation beside a login", administrator, "POST", grue + "/people/" + chief + "/invitation", nil, 409, "directory.has_login", nil},
		{"another address", administrator, "PATCH", grue + "/people/" + chief, map[string]any{"email": "kd@grue.example.no"}, 200, "", []string{"chief_executive@3417", "clerk@3417"}},
		// Silent power (rules 1.5, 2.3).
		{"a helper is made clerk", administrator, "POST", grue + "/offices", map[string]any{"office": "clerk", "person": apptest.Person("planner1@3417")}, 201, "", []string{"chief_executive@3417", "planner1@3417"}},
		{"the helper appoints the administrator", "planner1@3417", "POST", grue + "/chief-executive", map[string]any{"person": apptest.Person(administrator), "decided_on": "2024-02-08", "case_number": "012/24"}, 403, "directory.mutual_appointment", nil},
		{"an office for oneself", administrator, "POST", grue + "/offices", map[string]any{"office": "clerk", "person": apptest.Person(administrator)}, 403, "", nil},
		// A region takes a municipality (rule 1.1).
		{"a municipality becomes a member", secretariat, "POST", members, map[string]any{"municipality": apptest.Stranger, "from": "2020-01-01"}, 422, "", nil},
		{"a membership is proposed", secretariat, "POST", members, map[string]any{"municipality": apptest.Stranger, "from": "2024-03-01"}, 201, "", []string{"board_chair@" + apptest.Region, "chief_executive@" + apptest.Stranger, "clerk@" + apptest.Stranger}},
		{"the region confirms it", secretariat, "POST", members + "/" + apptest.Stranger + "/confirm", map[string]any{"decided_on": "2024-02-08", "case_number": "011/24"}, 404, "resource.not_found", nil},
		{"its offices are read", secretariat, "GET", "/v1/organisations/" + apptest.Stranger + "/offices", nil, 404, "resource.not_found", nil},
		{"its substitutes are read", secretariat, "GET", "/v1/organisations/" + apptest.Stranger + "/substitutes", nil, 404, "resource.not_found", nil},
	} {
		before := told(t, w)
		got := w.Do(a.who, a.method, strings.Replace(a.path, "{admission}", admission, 1), a.body, apptest.IfMatch("*"))
		if asked, ok := strings.CutPrefix(got.Header().Get("Location"), eidskog+"/admissions/"); ok {
			admission = asked
		}
		if got.Code != a.status || a.code != "" && got.Text("code") != a.code {
			t.Errorf("%s: %d %s, want %d %s", a.what, got.Code, got.Body, a.status, a.code)
		}
		after := told(t, w)[len(before):]
		slices.Sort(after)
		var want []string
		for _, who := range a.told {
			want = append(want, apptest.Person(who))
		}
		slices.Sort(want)
		if !slices.Equal(after, want) {
			t.Errorf("%s: %v are told, want %v (%v)", a.what, after, want, a.told)
		}
	}
}

// told are all who were told of changes of who may act, in the order of the
// letters.
func told(t *testing.T, w *apptest.World) []string {
	t.Helper()
	people, err := pgdb.All[string](t.Context(), w.Pool, "read who was told", `
		SELECT person_id::text FROM letter WHERE kind = 'authority_changed' AND channel = 'inbox' ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	return people
}
