package publicpage

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// asking keeps the statement that was asked last.
type asking struct {
	pgdb.Querier
	pool *pgxpool.Pool
	sql  string
	args []any
}

func (a *asking) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	a.sql, a.args = sql, args
	return a.Querier.QueryRow(ctx, sql, args...)
}

// plan is how PostgreSQL carries the statement out whatever its arguments are, as it does
// for the service.
func (a *asking) plan(t *testing.T) string {
	t.Helper()
	conn, err := a.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for _, set := range []string{"SET plan_cache_mode = force_generic_plan", "SET random_page_cost = 1.1", "SET jit = off", "PREPARE asked AS " + a.sql} {
		if _, err := conn.Exec(t.Context(), set, pgx.QueryExecModeSimpleProtocol); err != nil {
			t.Fatal(err)
		}
	}
	nothing := strings.TrimSuffix(strings.Repeat("NULL, ", len(a.args)), ", ")
	rows, err := conn.Query(t.Context(), fmt.Sprintf("EXPLAIN EXECUTE asked(%s)", nothing), pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "DEALLOCATE asked", pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

var sorted = regexp.MustCompile(`Sort Key: c\w*\.(year|serial)`)

// The list walks an index that has its filter and its order, until the page is full: it
// sorts nothing and reads no table whole. So do feed and calendar.
func TestWhatIsPublicIsFoundInItsOrder(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	for _, fill := range []string{
		`INSERT INTO organisation (key, kind, name, created_at) SELECT 'region', 'region', 'Region', now() UNION ALL
			SELECT (3400 + i)::text, 'municipality', 'Municipality ' || i, now() FROM generate_series(1, 9) i`,
		`INSERT INTO casefile (region_id, year, serial, title, summary, kind, state, publicity, legal_basis, shielded_title, created_at, opened_at, modified_at)
			SELECT o.id, 2000 + i % 20, i, 'Lokalisering av datasenteret', repeat('Kommunene samarbeider. ', 10), CASE i % 7 WHEN 0 THEN 'plan' ELSE 'other' END, CASE i % 9 WHEN 0 THEN 'closed' ELSE 'preparing' END,
				CASE WHEN i % 11 = 0 THEN 'exempt' ELSE 'public' END, CASE WHEN i % 11 = 0 THEN 'offl. § 13' ELSE '' END, CASE WHEN i % 11 = 0 THEN 'Sak' ELSE '' END, '2020-01-01', timestamptz '2020-01-01' + i * interval '1 hour', now()
			FROM organisation o, generate_series(1, 8000) i WHERE o.kind = 'region'`,
		`INSERT INTO participant (case_id, municipality_id, joined_at) SELECT c.id, o.id, now() FROM casefile c, organisation o WHERE o.kind = 'municipality' AND (c.id + o.id) % 3 = 0 AND o.key <> '3409' OR o.key = '3409' AND c.serial < 4`,
		`INSERT INTO person (id, name, home_id, created_at) SELECT '00000000-0000-0000-0000-000000000001', 'A', id, now() FROM organisation WHERE kind = 'region'`,
		`INSERT INTO body (organisation_id, key, kind, name, decides, created_at) SELECT id, 'organ', CASE kind WHEN 'region' THEN 'board' ELSE 'municipal_council' END, 'Organ', true, now() FROM organisation`,
		`INSERT INTO planned_meeting (body_id, on_date, zone, uid, created_at, changed_at) SELECT b.id, date '2020-01-01' + i, 'Europe/Oslo', i::text, now(), now() FROM body b, generate_series(1, 800) i`,
		`INSERT INTO meeting (id, body_id, state, called_at, called_by, created_at) SELECT id, body_id, 'called', on_date, '00000000-0000-0000-0000-000000000001', now() FROM planned_meeting`,
		`INSERT INTO treatment (case_id, step, role, body_id, sent_at) SELECT c.id, 'step', 'recommends', b.id, now() FROM casefile c JOIN body b ON (b.id + c.id) % 10 = 0`,
		`INSERT INTO agenda_item (meeting_id, body_id, year, serial, position, kind, title, treatment_id, region, case_number, state, added_by, added_at)
			SELECT m.id, m.body_id, 2020, row_number() OVER (), 1, 'treatment', 'A case', t.id, 'region', '2020-1', 'resolved', '00000000-0000-0000-0000-000000000001', now()
			FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM meeting) m JOIN (SELECT *, row_number() OVER (ORDER BY id) AS n FROM treatment) t USING (n)`,
		`INSERT INTO resolution (treatment_id, number, round, outcome, decided_on, case_number, hash, made_here, recorded_by, recorded_at)
			SELECT id, 1, 1, 'recommended', '2020-01-01', '1', '', false, '00000000-0000-0000-0000-000000000001', timestamptz '2020-01-01' + id * interval '1 hour' FROM treatment`,
		`ANALYZE`,
	} {
		if _, err := pool.Exec(t.Context(), fill); err != nil {
			t.Fatal(err)
		}
	}
	asked := &asking{Querier: pool, pool: pool}
	read := func(add func(p *pgdb.Parts)) (plan string) {
		t.Helper()
		var p pgdb.Parts
		add(&p)
		if err := p.Read(t.Context(), asked); err != nil {
			t.Fatal(err)
		}
		return asked.plan(t)
	}
	at := RegionRef{"region"}
	for name, tt := range map[string]struct {
		q    ListQuery
		want int
		by   string
	}{
		"all":            {ListQuery{RegionRef: at}, 51, "Backward using casefile_number_unique"},
		"a year":         {ListQuery{RegionRef: at, Year: 2019}, 51, "Backward using casefile_number_unique"},
		"a state":        {ListQuery{RegionRef: at, State: "closed"}, 51, "Backward using casefile_state_list"},
		"a kind":         {ListQuery{RegionRef: at, Kind: "plan"}, 51, "Backward using casefile_kind_list"},
		"words":          {ListQuery{RegionRef: at, Text: "datasenter"}, 51, "Backward using casefile_number_unique"},
		"a municipality": {ListQuery{RegionRef: at, Municipality: "3401"}, 51, "Backward using casefile_number_unique"},
		"one of three":   {ListQuery{RegionRef: at, Municipality: "3409"}, 3, "using participant_municipality"},
	} {
		n := map[string]bool{}
		plan := read(func(p *pgdb.Parts) {
			partList(p, tt.q, cursor{math.MaxInt32, math.MaxInt32}, 51, workday.MustDate("2024-02-12"), func(r listRow) { n[numberOf(r.Year, r.Serial)] = true })
		})
		if len(n) < tt.want {
			t.Errorf("%s: %d are found", name, len(n))
		}
		few := tt.q.Municipality != "" // of few, the found ones are sorted
		if !strings.Contains(plan, tt.by) || !few && sorted.MatchString(plan) || strings.Contains(plan, "Seq Scan on casefile") || strings.Contains(plan, "Seq Scan on participant") {
			t.Errorf("%s is found by\n%s", name, plan)
		}
	}
	since := time.Date(2020, 11, 1, 0, 0, 0, 0, time.UTC)
	for name, plan := range map[string]string{
		"feed": read(func(p *pgdb.Parts) {
			partHappened(p, "region", since, workday.MustDate("2024-02-12"), func(sort, happened) {})
		}),
		"calendar": read(func(p *pgdb.Parts) {
			partSittings(p, "region", since, workday.MustDate("2024-02-12"), func(sittingRow) {})
		}),
	} {
		for _, whole := range []string{"Seq Scan on casefile", "Seq Scan on resolution", "Seq Scan on meeting", "Seq Scan on agenda_item", "Seq Scan on treatment", "Seq Scan on planned_meeting"} {
			if strings.Contains(plan, whole) {
				t.Errorf("the %s has %s:\n%s", name, whole, plan)
			}
		}
	}
}
