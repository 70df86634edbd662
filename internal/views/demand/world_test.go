package demand_test

import (
	"encoding/csv"
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

type world struct {
	*apptest.TwoRegions
	t *testing.T
}

func settle(t *testing.T, options ...apptest.Option) *world {
	t.Helper()
	return &world{TwoRegions: apptest.NewTwoRegions(t, options...), t: t}
}

// hire gives the municipality 3417 so many more employees, each named in the case
// that came last and released over what they can give.
func (w *world) hire(n int) {
	w.t.Helper()
	w.Exec(`WITH home AS (SELECT id FROM organisation WHERE key = '3417'),
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
