package person

import (
	"context"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Belonging are those of some people who have their home or an employment in an
// organisation on a day: one statement, however many.
func Belonging(ctx context.Context, q pgdb.Querier, organisation int64, people []string, on workday.Date) ([]string, error) {
	return pgdb.All[string](ctx, q, "look for people", `
		SELECT p.id::text FROM person p WHERE p.id = ANY($2::uuid[]) AND (p.home_id = $1
			OR EXISTS (SELECT FROM employed_on($3) e WHERE e.person_id = p.id AND e.municipality_id = $1))`, organisation, people, on)
}
