package migrations_test

import (
	"testing"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// A constraint that is added without reading the rows that are there holds for the
// next ones alone, until a later migration validates it.
func TestEveryConstraintHoldsForEveryRow(t *testing.T) {
	t.Parallel()
	open, err := pgdb.All[string](t.Context(), pgtest.New(t), "look for constraints that were never validated",
		`SELECT conrelid::regclass || '.' || conname FROM pg_constraint WHERE NOT convalidated`)
	if err != nil || len(open) > 0 {
		t.Errorf("%q hold for new rows alone (%v)", open, err)
	}
}
