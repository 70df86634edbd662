package migrations_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/testkit/pgtest"
)

// What an owner declares for others to join costs them nothing: PostgreSQL puts
// the statement in the place of the call, and can use the tables' indexes.
func TestAPlanSeesThroughTheFunctionsThatOthersJoin(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	for _, call := range []string{"member_on(current_date)", "employed_on(current_date)", "held_office(now())", "held_seat(now())",
		"public_case(current_date)", "exempt_case(current_date)", "public_share(current_date)", "public_paper(current_date)"} {
		rows, err := pool.Query(t.Context(), "EXPLAIN SELECT * FROM "+call)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		if plan := strings.Join(lines, "\n"); strings.Contains(plan, "Function Scan") {
			t.Errorf("%s is called for its rows:\n%s", call, plan)
		}
	}
}
