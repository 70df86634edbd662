package timeline

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// Somebody's tasks are found over the cases of their organisations, and over what
// names them, and not by a look at every milestone.
func TestTheMilestonesThatWaitAreFoundOverIndexes(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	asked := waiting.Asked{Organisations: []string{"3401"}}
	statement, args := asked.Finding(Tasks().Find(asked))
	find, _, err := args.RewriteQuery(t.Context(), conn.Conn(), statement, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`INSERT INTO organisation (key, kind, name, created_at) SELECT 'region' || i, 'region', 'Region', now() FROM generate_series(1, 20) i UNION ALL
			SELECT (3400 + i)::text, 'municipality', 'Municipality ' || i, now() FROM generate_series(1, 200) i`,
		`INSERT INTO casefile (region_id, year, serial, title, summary, kind, state, publicity, created_at, modified_at)
			SELECT o.id, 2020, i, 'A plan', '', 'other', 'preparing', 'public', now(), now() FROM organisation o, generate_series(1, 200) i WHERE o.kind = 'region'`,
		`INSERT INTO participant (case_id, municipality_id, joined_at) SELECT c.id, o.id, now() FROM casefile c, organisation o WHERE o.kind = 'municipality' AND (c.id + o.id) % 50 = 0`,
		`INSERT INTO milestone (case_id, key, title, kind, due, per_municipality, responsible, created_at)
			SELECT c.id, 'm' || i, 'A milestone', 'deadline', '2020-01-01', false, CASE WHEN i = 1 THEN jsonb_build_object('person', gen_random_uuid()) END, now() FROM casefile c, generate_series(1, 5) i`,
		`INSERT INTO membership (region_id, municipality_id, from_date, confirmed_at)
			SELECT r.id, m.id, '2020-01-01', now() FROM organisation r, organisation m WHERE r.kind = 'region' AND m.kind = 'municipality' AND (m.id + r.id) % 10 = 0`,
		`ANALYZE`, `SET plan_cache_mode = force_generic_plan`, `PREPARE tasks AS ` + find,
	} {
		if _, err := conn.Exec(t.Context(), sql, pgx.QueryExecModeSimpleProtocol); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	rows, err := conn.Query(t.Context(), "EXPLAIN EXECUTE tasks('{3401}', '{}', NULL, NULL)", pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	plan := strings.Join(lines, "\n")
	if strings.Contains(plan, "Seq Scan on milestone m") || !strings.Contains(plan, "milestone_undone") || strings.Contains(plan, "hashed") {
		t.Errorf("they are found by\n%s", plan)
	}
}
