package plans

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/testkit/pgtest"
)

func TestAPlanThatReadsAGrowingTableWholeIsFound(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	_, err := pool.Exec(t.Context(), `
		INSERT INTO organisation (key, kind, name, created_at) VALUES ('1001', 'municipality', 'Nordvik', now());
		INSERT INTO person (id, home_id, name, created_at) SELECT gen_random_uuid(), o.id, 'Kari ' || n, now() FROM organisation o, generate_series(1, 100) n;
		ANALYZE`, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	j, err := newJudge(t.Context(), conn.Conn())
	if err != nil {
		t.Fatal(err)
	}
	for statement, offences := range map[string]int{
		"SELECT name FROM person WHERE email = $1":                                                           1, // no index has it
		"SELECT name FROM person WHERE id = $1":                                                              0, // though the table is small
		"SELECT name FROM person ORDER BY name, id LIMIT 10":                                                 0, // the beginning of an index
		"SELECT name FROM person WHERE phone = $1 ORDER BY name, id LIMIT 10":                                1, // as far as it takes
		"SELECT name FROM organisation WHERE name = $1":                                                      0, // does not grow
		"UPDATE person SET phone = '' WHERE lower(email) = $1":                                               1,
		"SELECT p.name FROM person p JOIN organisation o ON o.id = p.home_id WHERE o.key = $1 AND p.id > $2": 0,
	} {
		found, err := j.offences(t.Context(), Statement{SQL: statement, By: []string{"test"}})
		if err != nil || len(found) != offences {
			t.Errorf("%s: %d offences (%v), want %d: %+v", statement, len(found), err, offences, found)
		}
	}
}
