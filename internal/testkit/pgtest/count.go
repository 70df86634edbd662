package pgtest

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Count is the one number that a query answers with.
func Count(t testing.TB, pool *pgxpool.Pool, sql string, args ...any) (n int) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
