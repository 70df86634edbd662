package person

import (
	"context"

	"forankring.no/forankring/internal/platform/pgdb"
)

// AtHome are those of some people whose home an organisation is: one statement,
// however many.
func AtHome(ctx context.Context, q pgdb.Querier, organisation int64, people []string) ([]string, error) {
	return pgdb.All[string](ctx, q, "look for people", `SELECT id::text FROM person WHERE id = ANY($2::uuid[]) AND home_id = $1`, organisation, people)
}
