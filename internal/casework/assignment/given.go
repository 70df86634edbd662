package assignment

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Given are all assignments of a case, whatever became of them, and what its
// municipalities contribute besides people.
func Given(ctx context.Context, q pgdb.Querier, c *casefile.Case) ([]Assignment, []*Contribution, error) {
	named, err := assignments(ctx, q, c, "")
	if err != nil {
		return nil, nil, err
	}
	recorded, err := contributions(ctx, q, c, "")
	return named, recorded, err
}
