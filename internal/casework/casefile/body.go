package casefile

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// OpenTo lets the members of bodies read a case from now on, also while it is exempt: it
// was sent to them (rule 2.5). Once open, it stays so.
func OpenTo(ctx context.Context, tx pgx.Tx, c *Case, bodies []int64, now time.Time) error {
	if len(bodies) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO case_body (case_id, body_id, sent_at) SELECT $1, unnest($2::bigint[]), $3 ON CONFLICT DO NOTHING`, c.ID, bodies, now)
	if err != nil {
		return fmt.Errorf("open a case to bodies: %w", err)
	}
	return nil
}
