package pgdb_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// The first call reads the statement, the others remember it.
func TestARememberedStatementTakesItsArgumentsByTheirNames(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	const statement = `SELECT @b::text || @a::text || @b::text || '@a'`
	for _, tt := range []struct {
		args       pgx.StrictNamedArgs
		want, fail string
	}{
		{args: pgx.StrictNamedArgs{"a": "1", "b": "2"}, want: "212@a"},
		{args: pgx.StrictNamedArgs{"a": "2", "b": "1"}, want: "121@a"},
		{args: pgx.StrictNamedArgs{"a": "2"}, fail: "argument"},
		{args: pgx.StrictNamedArgs{"a": "2", "c": "1"}, fail: "argument"},
		{args: pgx.StrictNamedArgs{"a": "2", "b": "1", "c": "3"}, fail: "argument"},
		{args: pgx.StrictNamedArgs{"a": "3", "b": "4"}, want: "434@a"},
	} {
		got, err := pgdb.One[string](t.Context(), pool, "put together", statement, tt.args)
		if got != tt.want || (tt.fail == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), tt.fail) {
			t.Errorf("%v: %q, %v", tt.args, got, err)
		}
		batch, queued := &pgx.Batch{}, ""
		pgdb.Queue(batch, "put together", func(s string) { queued = s }, statement, tt.args)
		if err := pool.SendBatch(t.Context(), batch).Close(); queued != tt.want || (tt.fail == "") != (err == nil) {
			t.Errorf("%v in a batch: %q, %v", tt.args, queued, err)
		}
	}
	if _, err := pgdb.One[string](t.Context(), pool, "put together", `SELECT @one::text`, pgx.StrictNamedArgs{}); err == nil {
		t.Error("a statement that nobody has read is run without its argument")
	}
}

func BenchmarkNamedArguments(b *testing.B) {
	pool := pgtest.New(b)
	statement := `SELECT @a::int -- ` + strings.Repeat("x", 4000)
	for b.Loop() {
		if _, err := pgdb.One[int](b.Context(), pool, "ask", statement, pgx.StrictNamedArgs{"a": 1}); err != nil {
			b.Fatal(err)
		}
	}
}
