package meetingcalendar_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Among many bodies with many meetings, a page of a region's calendar and an import
// take what they need over the index by body and day, whatever they are asked.
func TestCalendarsAreReadOverTheirIndexes(t *testing.T) {
	t.Parallel()
	asked, listen := apptest.Listen(t)
	w := apptest.New(t, listen)
	w.Exec(`INSERT INTO organisation (key, kind, name, created_at) SELECT (5000 + n)::text, 'municipality', 'Municipality ' || n, now() FROM generate_series(1, 350) n`)
	w.Exec(`INSERT INTO body (organisation_id, key, kind, name, decides, created_at)
		SELECT o.id, 'utvalg-' || n, 'committee', 'Utvalg ' || n, true, now() FROM organisation o, generate_series(1, 5) n`)
	w.Exec(`INSERT INTO planned_meeting (body_id, on_date, zone, source, uid, created_at, changed_at)
		SELECT b.id, '2020-01-01'::date + 10 * n, 'Europe/Oslo', 'acos', 'm' || n, now(), now() FROM body b, generate_series(1, 40) n`)
	w.Exec(`ANALYZE`)
	before := asked.N()
	w.Do("reader@3417", "GET", ofRegion+"?from=2020-03-01&to=2022-12-31&limit=5", nil).Is(200)
	w.Do("reader@3417", "GET", ofRegion+"?from=2020-03-01&to=2022-12-31&body_kind=committee&municipality=3417&state=planned", nil).Is(200)
	imported(w, "source=acos&replaces_from=2024-04-01&replaces_to=2024-06-30", csv("14.03.2024;18:00;Styremøte;;a")).Is(200)
	conn, err := w.Pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(t.Context(), `SET plan_cache_mode = force_generic_plan`); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, q := range asked.Since(before) {
		if !strings.Contains(q.SQL, "FROM planned_meeting") || !strings.Contains(q.SQL, "ORDER BY m.on_date, m.id") {
			continue
		}
		seen++
		sql, args, err := q.Arguments[0].(pgx.QueryRewriter).RewriteQuery(t.Context(), nil, q.SQL, nil)
		if err != nil {
			t.Fatal(err)
		}
		nulls := strings.TrimSuffix(strings.Repeat("NULL,", len(args)), ",")
		results, err := conn.Conn().PgConn().Exec(t.Context(), "DEALLOCATE ALL; PREPARE asked AS "+sql+"; EXPLAIN EXECUTE asked("+nulls+")").ReadAll()
		if err != nil {
			t.Fatalf("%v: %s", err, sql)
		}
		var lines []string
		for _, row := range results[len(results)-1].Rows {
			lines = append(lines, string(row[0]))
		}
		plan := strings.Join(lines, "\n")
		if strings.Contains(plan, "Seq Scan on planned_meeting") || strings.Contains(plan, "Seq Scan on organisation o") || !strings.Contains(plan, "planned_meeting_day") {
			t.Errorf("%s\nis planned as\n%s", q.SQL, plan)
		}
	}
	if seen != 3 {
		t.Errorf("%d statements read calendars", seen)
	}
}
