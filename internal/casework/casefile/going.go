package casefile

import (
	"context"

	"forankring.no/forankring/internal/platform/pgdb"
)

// TakingPart are the municipalities that take part in some case which goes on, by
// number.
func TakingPart(ctx context.Context, q pgdb.Querier) ([]string, error) {
	return pgdb.All[string](ctx, q, "find the municipalities that take part", `
		SELECT DISTINCT m.key FROM participant p JOIN casefile c ON c.id = p.case_id JOIN organisation m ON m.id = p.municipality_id
		WHERE p.left_at IS NULL AND c.state NOT IN ('draft', 'closed', 'withdrawn') ORDER BY m.key`)
}
