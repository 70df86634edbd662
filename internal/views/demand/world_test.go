package demand_test

import (
	"encoding/csv"
	"maps"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	grue          = "3417"
	chief         = "chief_executive@3417"
	administrator = "administrator@3417"
	own           = "/v1/organisations/3417"
)

type object = map[string]any

// world has the municipality 3417 in both regions: in Foreign with Stranger.
type world struct {
	*apptest.World
	t *testing.T
}

func settle(t *testing.T, options ...apptest.Option) *world {
	t.Helper()
	w := &world{World: apptest.New(t, options...), t: t}
	w.exec(`INSERT INTO membership (region_id, municipality_id, from_date) SELECT r.id, m.id, '2020-01-01' FROM organisation r, organisation m WHERE r.key = $1 AND m.key = $2`,
		apptest.Foreign, grue)
	return w
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.Pool.Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

func parties(region string) []string {
	if region == apptest.Foreign {
		return []string{grue, apptest.Stranger}
	}
	return []string{grue, "3418"}
}

// lay opens the next case of a region with an open mandate, which asks each
// municipality for one planner with 40 percent from April to December, and
// gives its address.
func (w *world) lay(region string, about, requirement object) string {
	w.t.Helper()
	in := object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}
	maps.Copy(in, about)
	secretariat := "secretariat@" + region
	at := w.Do(secretariat, "POST", "/v1/regions/"+region+"/cases", in).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": parties(region)}).Is(200)
	asked := object{"key": "planner", "function": "Area planner", "people": 1, "share": 40, "from": "2024-04-01", "to": "2025-01-01"}
	maps.Copy(asked, requirement)
	var slices []object
	for _, m := range parties(region) {
		slices = append(slices, object{"municipality": m, "requirements": []object{asked}})
	}
	version := w.Do(secretariat, "POST", at+"/mandates", object{"slices": slices, "common": object{
		"participants": parties(region), "purpose": "A strategy", "objectives": []string{}, "scope": "", "limits": "", "deliverables": []string{},
		"budget": object{"amount": 0, "currency": "NOK"}, "start": "2024-03-01", "end": "2025-03-01",
	}}).Is(201).Text("self")
	w.Do(secretariat, "POST", version+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	return at
}

// force is lay, with the mandate in force.
func (w *world) force(region string, about, requirement object) string {
	w.t.Helper()
	at := w.lay(region, about, requirement)
	for _, m := range parties(region) {
		path := at + "/mandates/1/approvals/" + m
		a := w.Do("reader@"+m, "GET", path, nil)
		if a.Code != 200 {
			a = w.Do("clerk@"+m, "GET", path, nil).Is(200)
		}
		w.Do("chief_executive@"+m, "PUT", path, object{"answer": "approved", "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}).Is(200)
	}
	return at
}

// nominate names a planner of a municipality, and gives the assignment's address.
func (w *world) nominate(at, municipality, staffKey string, changes object) string {
	w.t.Helper()
	in := object{"requirement": "planner", "staff_key": staffKey, "share": 40, "from": "2024-04-01", "to": "2025-01-01"}
	maps.Copy(in, changes)
	return w.Do("administrator@"+municipality, "POST", at+"/resources/"+municipality+"/assignments", in).Is(201).Text("self")
}

// release names a planner and releases them.
func (w *world) release(at, municipality, staffKey string, changes object) string {
	w.t.Helper()
	a := w.nominate(at, municipality, staffKey, changes)
	w.Do("chief_executive@"+municipality, "POST", a+"/release", nil).Is(200)
	return a
}

// hire gives the municipality 3417 so many more employees, each named in the case
// that came last and released over what they can give.
func (w *world) hire(n int) {
	w.t.Helper()
	w.exec(`WITH home AS (SELECT id FROM organisation WHERE key = '3417'),
		person AS (INSERT INTO person (id, home_id, name, created_at) SELECT gen_random_uuid(), id, 'Colleague ' || n, '2020-01-01' FROM home, generate_series(1, $1) n RETURNING id, name),
		employment AS (INSERT INTO employment (municipality_id, person_id, staff_key, from_date, created_at)
			SELECT home.id, person.id, 'x' || lpad(substr(name, 11), 5, '0'), '2020-01-01', '2020-01-01' FROM person, home RETURNING id, person_id, municipality_id, staff_key),
		capacity AS (INSERT INTO capacity (employment_id, from_date, percent) SELECT id, '2020-01-01', 5 FROM employment)
		INSERT INTO assignment (case_id, municipality_id, number, requirement_key, employment_id, person_id, function, share, from_date, to_date, state, nominated_by,
			nominated_at, decided_by, decided_at, override_reason, override_by, override_at, override_excess)
		SELECT c.id, e.municipality_id, 100 + substr(e.staff_key, 2)::int, 'planner', e.id, e.person_id, 'Area planner', 40, '2024-04-01', '2025-01-01', 'released', $2,
			now(), $2, now(), 'No other', $2, now(), 35
		FROM employment e CROSS JOIN (SELECT max(id) AS id FROM casefile) c`, n, apptest.Person(chief))
}

// has fails the test unless the members at these paths have these values.
func (w *world) has(a *apptest.Answer, want object) {
	w.t.Helper()
	for path, v := range want {
		if n, ok := v.(int); ok {
			v = float64(n)
		}
		if got := a.Get(path); got != v {
			w.t.Errorf("%s is %v, want %v", path, got, v)
		}
	}
}

// table reads a list as a table.
func (w *world) table(actor, path string) [][]string {
	w.t.Helper()
	a := w.Do(actor, "GET", path, nil, apptest.Header("Accept", "text/csv")).Is(200)
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.Body.String(), "\uFEFF")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	return rows
}

// members are the values of one member of all rows.
func (w *world) members(actor, path, member string) string {
	w.t.Helper()
	var all []string
	for _, item := range w.Do(actor, "GET", path, nil).Is(200).Get("items").([]any) {
		all = append(all, item.(object)[member].(string))
	}
	return strings.Join(all, " ")
}
