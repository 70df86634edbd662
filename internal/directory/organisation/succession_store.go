package organisation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// related are the successors of the organisation o, or those that it succeeds.
func related(of, to string) string {
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object('key', x.key, 'name', x.name) ORDER BY x.key), '[]')
		FROM succession s JOIN organisation x ON x.id = s.` + to + ` WHERE s.` + of + ` = o.id)`
}

// keepSuccession notes that an organisation is no more from a day on, and who
// goes on.
func keepSuccession(ctx context.Context, tx pgx.Tx, o *Organisation, successors []int64, on workday.Date, now time.Time) error {
	b := &pgx.Batch{}
	b.Queue(`UPDATE organisation SET ended_on = $2, revision = revision + 1 WHERE id = $1`, o.ID, on)
	b.Queue(`INSERT INTO succession (organisation_id, successor_id, at) SELECT $1, unnest($2::bigint[]), $3`, o.ID, successors, now)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("keep a succession: %w", err)
	}
	return nil
}

// lockRegions locks the regions of municipalities, which are locked already: what
// is in them of the municipalities ends with these.
func lockRegions(ctx context.Context, tx pgx.Tx, municipalities map[string]*Organisation) error {
	ids := make([]int64, 0, len(municipalities))
	for _, o := range municipalities {
		ids = append(ids, o.ID)
	}
	_, err := pgdb.All[int64](ctx, tx, "lock the regions of municipalities", `
		SELECT r.id FROM organisation r WHERE r.id IN (SELECT region_id FROM membership WHERE municipality_id = ANY($1)) ORDER BY r.id FOR NO KEY UPDATE OF r`, ids)
	return err
}

// endedMembership is a membership that has ended with its municipality, or a
// proposal that is declined with it.
type endedMembership struct {
	Region string        `db:"region"`
	State  string        `db:"state"`
	Was    *workday.Date `db:"was"`
	To     *workday.Date `db:"to_date"`
}

func (m endedMembership) changes() audit.Changes {
	if m.State == Proposed {
		return audit.Changes{"state": {Old: Proposed, New: "declined"}}
	}
	return audit.Changes{"to": {Old: m.Was, New: m.To}}
}

// endMemberships ends the memberships of a municipality on its day: one that began
// since ends today, and one that has not begun ends as it begins, and counts for
// nothing. What was only proposed is declined.
func endMemberships(ctx context.Context, e *Ending) ([]endedMembership, error) {
	ended, err := pgdb.All[endedMembership](ctx, e.Tx, "end memberships", `
		WITH gone AS (DELETE FROM membership m WHERE m.municipality_id = $1 AND m.confirmed_at IS NULL RETURNING m.*),
		planned AS (
			SELECT m.*, CASE WHEN from_date < $2 THEN $2 WHEN from_date < $3 THEN $3 ELSE from_date END AS ends FROM membership m
			WHERE municipality_id = $1 AND confirmed_at IS NOT NULL),
		ended AS (
			UPDATE membership m SET to_date = p.ends, revision = m.revision + 1 FROM planned p
			WHERE m.region_id = p.region_id AND m.municipality_id = p.municipality_id AND m.from_date = p.from_date
				AND (p.to_date IS NULL OR p.to_date > p.ends)
			RETURNING m.*, p.to_date AS was)
		SELECT r.key AS region, x.state, x.was, x.to_date FROM (
			SELECT region_id, from_date, to_date, NULL::date AS was, '`+Proposed+`' AS state FROM gone
			UNION ALL SELECT region_id, from_date, to_date, was, '`+Confirmed+`' FROM ended) x
		JOIN organisation r ON r.id = x.region_id ORDER BY r.key, x.from_date`, e.Ended.ID, e.On, workday.Today(e.Now))
	return ended, err
}
