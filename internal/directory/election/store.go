package election

import (
	"context"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// membersOn are the municipalities of a region on a day.
func membersOn(ctx context.Context, q pgdb.Querier, region int64, on workday.Date) ([]string, error) {
	return pgdb.All[string](ctx, q, "list the members of a region", `
		SELECT t.key FROM member_on($2) m JOIN organisation t ON t.id = m.municipality_id WHERE m.region_id = $1`, region, on)
}
