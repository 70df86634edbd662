package pgdb_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// What is set on a connection itself would be lost, or would befall others, where
// connections are shared.
func TestBehindAPoolerTheLimitsAreThoseOfTheRole(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	if _, err := pgdb.OpenPooled(t.Context(), url); err == nil || !strings.Contains(err.Error(), "SET lock_timeout = '5s'") {
		t.Errorf("without limits: %v", err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	name := pgx.Identifier{conn.Config().Database}.Sanitize()
	for _, limit := range []string{"lock_timeout = '4s'", "statement_timeout = '14s'", "idle_in_transaction_session_timeout = '30s'"} {
		if _, err := conn.Exec(t.Context(), "ALTER DATABASE "+name+" SET "+limit); err != nil {
			t.Fatal(err)
		}
	}
	pool, err := pgdb.OpenPooled(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	var limit string
	var prepared int
	for range 2 {
		if err := pool.QueryRow(t.Context(), `SELECT current_setting('lock_timeout'), (SELECT count(*) FROM pg_prepared_statements) FROM unnest($1::int[])`, []int{1}).Scan(&limit, &prepared); err != nil {
			t.Fatal(err)
		}
	}
	if limit != "4s" || prepared != 0 {
		t.Errorf("the limit is %s, and %d statements stay prepared", limit, prepared)
	}
}
