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

// TakesPartIn are the cases that go on in which a municipality takes part.
func TakesPartIn(ctx context.Context, q pgdb.Querier, municipality int64) ([]Ref, error) {
	return pgdb.All[Ref](ctx, q, "find the cases of a municipality", `
		SELECT r.key AS region, c.year || '-' || c.serial AS number FROM participant p JOIN casefile c ON c.id = p.case_id JOIN organisation r ON r.id = c.region_id
		WHERE p.municipality_id = $1 AND p.left_at IS NULL AND c.state NOT IN ('draft', 'closed', 'withdrawn') ORDER BY r.key, c.year, c.serial`, municipality)
}
