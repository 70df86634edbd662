package task_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	secretariat   = "secretariat@" + apptest.Region
	chief         = "chief_executive@3417"
	administrator = "administrator@3417"
	cases         = "/v1/regions/" + apptest.Region + "/cases"
	tasks         = "/v1/me/tasks"
)

var parties = []string{"3417", "3418"}

type object = map[string]any

// world is a service with cases of two municipalities.
type world struct {
	*apptest.World
	t *testing.T
}

func newWorld(t *testing.T, options ...apptest.Option) world {
	t.Helper()
	return world{World: apptest.New(t, options...), t: t}
}

// open makes the next case and opens it, and gives its address.
func (w world) open() string {
	w.t.Helper()
	at := w.Do(secretariat, "POST", cases, object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": parties}).Is(200)
	return at
}

// submit drafts and submits the next version of a case's mandate, which asks
// each municipality for one planner, and gives its address.
func (w world) submit(at, purpose string) string {
	w.t.Helper()
	var slices []object
	for _, m := range parties {
		slices = append(slices, object{"municipality": m, "requirements": []object{
			{"key": "planner", "function": "Area planner", "people": 1, "share": 20, "from": "2024-04-01", "to": "2025-01-01"},
		}})
	}
	version := w.Do(secretariat, "POST", at+"/mandates", object{"slices": slices, "common": object{
		"participants": parties, "purpose": purpose, "objectives": []string{}, "scope": "", "limits": "", "deliverables": []string{},
		"budget": object{"amount": 0, "currency": "NOK"}, "start": "2024-03-01", "end": "2025-03-01",
	}}).Is(201).Text("self")
	w.Do(secretariat, "POST", version+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	return version
}

// answer is an answer of a municipality to what the version says now.
func (w world) answer(version, municipality string, changes ...object) object {
	w.t.Helper()
	a := w.Do("reader@"+municipality, "GET", version+"/approvals/"+municipality, nil).Is(200)
	in := object{"answer": "approved", "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}
	for _, c := range changes {
		maps.Copy(in, c)
	}
	return in
}

func (w world) say(version, municipality string, changes ...object) {
	w.t.Helper()
	w.Do("chief_executive@"+municipality, "PUT", version+"/approvals/"+municipality, w.answer(version, municipality, changes...)).Is(200)
}

// approve brings a version into force.
func (w world) approve(version string) {
	w.t.Helper()
	for _, m := range parties {
		w.say(version, m)
	}
}

// waits fails the test unless just these tasks wait for somebody, in any order
// here.
func (w world) waits(actor string, want ...string) {
	w.t.Helper()
	got := w.ids(actor, "")
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		w.t.Errorf("for %s waits %v, want %v", actor, got, want)
	}
}

// ids are the tasks of somebody in the order of the list.
func (w world) ids(actor, query string) []string {
	w.t.Helper()
	var ids []string
	for _, item := range w.Do(actor, "GET", tasks+query, nil).Is(200).Get("items").([]any) {
		ids = append(ids, item.(object)["id"].(string))
	}
	return ids
}

// id names a task in a case.
func id(kind, number, key string) string {
	return fmt.Sprintf("%s/%s/%s/%s", kind, apptest.Region, number, key)
}

// only is the one task of a kind that waits for somebody.
func (w world) only(actor, kind string) *apptest.Answer {
	w.t.Helper()
	a := w.Do(actor, "GET", tasks+"?kind="+kind, nil).Is(200)
	if a.Get("items.0") == nil || a.Get("items.1") != nil {
		w.t.Fatalf("not one %s waits for %s: %s", kind, actor, a.Body)
	}
	return a
}

func (w world) count(sql string, args ...any) (n int) {
	w.t.Helper()
	if err := w.Pool.QueryRow(w.t.Context(), "SELECT count(*) FROM "+sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// disqualify keeps a person out of a case from now on.
func (w world) disqualify(number int, person, organisation string) {
	w.t.Helper()
	w.Exec(`INSERT INTO disqualification (case_id, number, organisation_id, person_id, ground, basis, state, raised_by, raised_at, decided_as, decided_by, decided_at, from_at)
		SELECT c.id, 1, o.id, $1, 'Owns the land', 'fvl. § 6', 'disqualified', $1, $2, 'self', $1, $2, $2 FROM casefile c, organisation o WHERE c.serial = $3 AND o.key = $4`,
		apptest.Person(person), w.Clock.Now(), number, organisation)
}

// appoint makes somebody the substitute of an office's holder, for these acts
// (nil: all) in the case with this number (0: all).
func (w world) appoint(person, office, organisation string, acts []string, number int) {
	w.t.Helper()
	w.Exec(`INSERT INTO substitute (organisation_id, office, holder_id, person_id, acts, cases, source, from_at, to_at, set_by, created_at)
		SELECT o.id, $2, $3, $1, $4, (SELECT array_agg(c.id) FROM casefile c WHERE c.serial = $5), 'holder', $6, $7, $3, $6 FROM organisation o WHERE o.key = $8`,
		apptest.Person(person), office, apptest.Person(office+"@"+organisation), acts, number, w.Clock.Now(), w.Clock.Now().AddDate(0, 1, 0), organisation)
}
