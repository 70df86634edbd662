package fill

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Pending adds deadlines of live cases with so many planned reminders in all,
// seven for each, due from a moment on and spread evenly over a time.
func Pending(ctx context.Context, pool *pgxpool.Pool, reminders int, from time.Time, over time.Duration) error {
	_, err := pool.Exec(ctx, `
		WITH going AS (
			SELECT c.id, c.year || '-' || c.serial AS number, c.title, r.key AS region, row_number() OVER (ORDER BY c.id) - 1 AS at, count(*) OVER () AS among
			FROM casefile c JOIN organisation r ON r.id = c.region_id WHERE c.state IN ('preparing', 'active')
		), added AS (
			INSERT INTO deadline (case_id, kind, key, municipality, version, title, due, zone, params, created_at, call)
			SELECT g.id, 'milestone', 'pending-' || k, '', 1, 'Delmål ' || k, ($2::timestamptz + $3::interval * k / ($1 / 7 + 1))::date + 1, 'Europe/Oslo',
				jsonb_build_object('path', '/v1/regions/' || g.region || '/cases/' || g.number || '/milestones/pending-' || k, 'region', g.region, 'case_number', g.number, 'case_title', g.title),
				now(), 'timeline:complete'
			FROM generate_series(1, $1 / 7 + 1) k JOIN going g ON g.at = k % g.among
			RETURNING id, params->>'region' AS region
		), counted AS (
			SELECT *, row_number() OVER (ORDER BY id) AS k FROM added
		)
		INSERT INTO reminder (deadline_id, step, addressee, due_at, state, planned_at)
		SELECT a.id, s.name, jsonb_build_object('office', s.office, 'organisation', a.region), $2::timestamptz + $3::interval * ((a.k - 1) * 7 + s.nr) / ($1 + 7), 'planned', now()
		FROM counted a, (VALUES (0, '14_working_days_before', 'secretariat'), (1, '2_working_days_before', 'secretariat'), (2, 'on_the_day', 'secretariat'),
			(3, '1_working_day_after', 'secretariat'), (4, '3_working_days_after', 'secretariat'), (5, '5_working_days_after', 'secretariat'),
			(6, '5_working_days_after', 'board_chair')) AS s (nr, name, office)
		WHERE (a.k - 1) * 7 + s.nr < $1`, reminders, from, over)
	if err != nil {
		return fmt.Errorf("plan %d reminders: %w", reminders, err)
	}
	_, err = pool.Exec(ctx, "ANALYZE reminder, deadline")
	return err
}
