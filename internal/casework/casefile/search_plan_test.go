package casefile

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/pgtest"
	"forankring.no/forankring/policies"
)

// A search walks a region's cases in the order of their numbers until the page is
// full, and looks for the organisations' own numbers over an index: for the
// region's callers and for a municipality's, as one plan serves both (rule 9.6).
func TestASearchWalksTheCasesInTheirOrder(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	for _, fill := range []string{
		`INSERT INTO organisation (key, kind, name, created_at) SELECT 'region', 'region', 'Region', now() UNION ALL
			SELECT (3400 + i)::text, 'municipality', 'Municipality ' || i, now() FROM generate_series(1, 9) i`,
		`INSERT INTO casefile (region_id, year, serial, title, summary, kind, state, publicity, created_at, modified_at)
			SELECT o.id, 2020, i, 'Lokalisering av datasenteret', repeat('Kommunene samarbeider. ', 10), 'other', 'preparing', 'public', now(), now()
			FROM organisation o, generate_series(1, 4000) i WHERE o.kind = 'region'`,
		`INSERT INTO participant (case_id, municipality_id, joined_at) SELECT c.id, o.id, now() FROM casefile c, organisation o WHERE o.kind = 'municipality' AND (c.id + o.id) % 3 = 0`,
		`UPDATE participant SET left_at = now(), left_why = 'It left' WHERE case_id % 7 = 0`,
		`INSERT INTO case_reference (case_id, organisation_id, case_number) SELECT c.id, o.id, '2020/' || c.id || '-' || o.id FROM casefile c, organisation o WHERE (c.id + o.id) % 2 = 0`,
		`ANALYZE`,
	} {
		if _, err := pool.Exec(t.Context(), fill); err != nil {
			t.Fatal(err)
		}
	}
	asked := &asking{Querier: pool, pool: pool}
	if _, err := (Filter{Text: "datasenter", reading: readingOf(t, "secretariat", "region")}).list(t.Context(), asked, whole, "region", cursor{math.MaxInt32, math.MaxInt32}, 51); err != nil {
		t.Fatal(err)
	}
	plan := asked.plan(t)
	for _, way := range []string{"Index Scan Backward using casefile_number_unique", "Index Scan using case_reference_number", "using participant_pkey"} {
		if !strings.Contains(plan, way) {
			t.Errorf("the plan has no %s:\n%s", way, plan)
		}
	}
	for _, detour := range []string{"Sort Key: c.year", "Seq Scan on casefile", "Seq Scan on participant p"} {
		if strings.Contains(plan, detour) {
			t.Errorf("the plan has %s:\n%s", detour, plan)
		}
	}
	if _, err := (Filter{Text: "datasenter", reading: readingOf(t, "chief_executive", "3401")}).list(t.Context(), asked, whole, "region", cursor{math.MaxInt32, math.MaxInt32}, 51); err != nil {
		t.Fatal(err)
	}
	if plan := asked.plan(t); !strings.Contains(plan, "Index Scan using casefile_pkey on casefile c_2 ") || strings.Contains(plan, "Seq Scan on casefile") {
		t.Errorf("the cases that were left are looked for by\n%s", plan)
	}
}

// Whoever may read few of a region's many cases has those looked at, and not the
// region walked through: whatever they ask for.
func TestFewCasesOfManyAreFoundWithoutAWalk(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	for _, fill := range []string{
		`INSERT INTO organisation (key, kind, name, created_at) SELECT 'region', 'region', 'Region', now() UNION ALL
			SELECT (3400 + i)::text, 'municipality', 'Municipality ' || i, now() FROM generate_series(1, 2) i`,
		`INSERT INTO casefile (region_id, year, serial, title, summary, kind, state, publicity, legal_basis, shielded_title, created_at, modified_at)
			SELECT o.id, 2020, i, 'Datasenter', '', 'other', 'preparing', CASE WHEN i % 3 = 0 THEN 'exempt' ELSE 'public' END, CASE WHEN i % 3 = 0 THEN 'offl. § 13' ELSE '' END,
				CASE WHEN i % 3 = 0 THEN 'Sak' ELSE '' END, '2020-03-01', CASE WHEN i < 4 THEN timestamptz '2024-02-12' ELSE '2020-03-01' END
			FROM organisation o, generate_series(1, 3000) i WHERE o.kind = 'region'`,
		`INSERT INTO participant (case_id, municipality_id, joined_at) SELECT c.id, o.id, now() FROM casefile c, organisation o WHERE o.key = '3402' OR o.key = '3401' AND c.serial < 4`,
		`ANALYZE`,
	} {
		if _, err := pool.Exec(t.Context(), fill); err != nil {
			t.Fatal(err)
		}
	}
	few, seat, all := readingOf(t, "chief_executive", "3401"), readingOf(t, "seat", "region"), readingOf(t, "secretariat", "region")
	for name, tt := range map[string]struct {
		f    Filter
		want int
	}{
		"a municipality of three":          {Filter{reading: few}, 3},
		"its exempt ones":                  {Filter{Publicity: Exempt, reading: few}, 1},
		"its cases in a state":             {Filter{State: Preparing, reading: few}, 3},
		"its cases with a word":            {Filter{Text: "datasenter", reading: few}, 3},
		"a seat, which reads none exempt":  {Filter{Publicity: Exempt, reading: seat}, 0},
		"all of a municipality's":          {Filter{Municipality: "3401", reading: all}, 3},
		"what has changed":                 {Filter{ModifiedSince: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), reading: all}, 3},
		"what was created in another year": {Filter{To: time.Date(2019, 12, 31, 0, 0, 0, 0, time.UTC), reading: all}, 0},
		"a state without cases":            {Filter{State: Active, reading: all}, 0},
	} {
		asked := &asking{Querier: pool, pool: pool}
		found, err := tt.f.list(t.Context(), asked, whole, "region", cursor{math.MaxInt32, math.MaxInt32}, 51)
		if err != nil {
			t.Fatal(err)
		}
		if pages := asked.pages(t); len(found) != tt.want || pages > 200 {
			t.Errorf("%s: %d cases were found, and %d pages read", name, len(found), pages)
		}
	}
}

// pages is how many pages of the database the statement reads.
func (a *asking) pages(t *testing.T) (n int) {
	t.Helper()
	var line string
	plan, err := pgdb.All[string](t.Context(), a.pool, "explain", "EXPLAIN (ANALYZE, BUFFERS) "+a.sql, a.args...)
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(plan, func(l string) bool { return strings.Contains(l, "Buffers: shared") }); i >= 0 {
		line = plan[i]
	} else {
		t.Fatal("the plan does not say how many pages it read")
	}
	for _, read := range regexp.MustCompile(`(?:hit|read)=(\d+)`).FindAllStringSubmatch(line, -1) {
		pages, _ := strconv.Atoi(read[1])
		n += pages
	}
	return n
}

// asking keeps the statement that was asked last.
type asking struct {
	pgdb.Querier
	pool *pgxpool.Pool
	sql  string
	args []any
}

func (a *asking) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	a.sql, a.args = sql, args
	return a.Querier.Query(ctx, sql, args...) //nolint:rowserrcheck // whoever asked checks
}

// plan is how PostgreSQL carries the statement out whatever its arguments are, as
// it does for the service.
func (a *asking) plan(t *testing.T) string {
	t.Helper()
	named, ok := a.args[0].(pgx.QueryRewriter)
	if !ok {
		t.Fatalf("the arguments are %T", a.args[0])
	}
	sql, args, err := named.RewriteQuery(t.Context(), nil, a.sql, a.args)
	if err != nil {
		t.Fatal(err)
	}
	nothing := strings.TrimSuffix(strings.Repeat("NULL, ", len(args)), ", ")
	conn, err := a.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for _, set := range []string{"SET plan_cache_mode = force_generic_plan", "DEALLOCATE ALL", "PREPARE search AS " + sql} {
		if _, err := conn.Exec(t.Context(), set, pgx.QueryExecModeSimpleProtocol); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := conn.Query(t.Context(), fmt.Sprintf("EXPLAIN EXECUTE search(%s)", nothing), pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// readingOf is what somebody with an office in an organisation reads of the region.
func readingOf(t *testing.T, office, organisation string) reading.Reading {
	t.Helper()
	policy, err := authz.Load(policies.Model, policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	return reading.Of(policy, authn.Actor{Roles: []authn.Role{{Office: office, Organisation: organisation}}}, "region", workday.MustDate("2024-02-12"))
}
