package organisation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

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

// endMemberships ends the memberships of a municipality on a day, and drops those
// that would have begun later or were only proposed. It says of which regions the
// municipality was a member until then.
func endMemberships(ctx context.Context, tx pgx.Tx, municipality int64, on workday.Date) (regions []string, err error) {
	_, err = tx.Exec(ctx, `DELETE FROM membership WHERE municipality_id = $1 AND (confirmed_at IS NULL OR from_date >= $2)`, municipality, on)
	if err != nil {
		return nil, fmt.Errorf("drop memberships: %w", err)
	}
	return pgdb.All[string](ctx, tx, "end memberships", `
		UPDATE membership m SET to_date = $2, revision = m.revision + 1 FROM organisation r
		WHERE r.id = m.region_id AND m.municipality_id = $1 AND (m.to_date IS NULL OR m.to_date > $2) RETURNING r.key`, municipality, on)
}
