package pgdb_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/pgtest"
)

type half struct {
	Half string `db:"half"`
	town
	Since *workday.Date  `db:"since"`
	At    time.Time      `db:"at"`
	Other []string       `db:"other"`
	More  map[string]int `db:"more"`
	Why   message.Text   `db:"why"`
	Not   int            `db:"-"`
	Plain int64
}

func TestPartsAreReadAsIfEachStoodAlone(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	var found []town
	var names []string
	var numbers []int64
	var halves []half
	var p pgdb.Parts
	pgdb.Part(&p, "find towns", func(x town) { found = append(found, x) }, `SELECT name, number, half FROM `+towns+` WHERE number <= @most ORDER BY number DESC`, pgx.StrictNamedArgs{"most": 3417})
	pgdb.Part(&p, "find names", func(x string) { names = append(names, x) }, `SELECT name FROM `+towns+` WHERE number = ANY($1) AND half = $2 ORDER BY name`, []int{3417, 3418, 3401}, "N")
	pgdb.Part(&p, "find none", func(x int64) { numbers = append(numbers, x) }, `SELECT 1::bigint WHERE false`)
	pgdb.Part(&p, "find halves", func(x half) { halves = append(halves, x) }, `
		SELECT 7::bigint AS plain, '{"a": 2}'::jsonb AS more, array['x', 'y'] AS other, '2024-02-29'::date AS since, '2024-03-01T12:00:00Z'::timestamptz AS at,
			number, half, name, '' AS why FROM `+towns+` WHERE name = @name`, pgx.StrictNamedArgs{"name": "Grue"})
	if err := p.Read(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	if want := []town{{"Grue", 3417}, {"Kongsvinger", 3401}}; !slices.Equal(found, want) {
		t.Errorf("towns %v, want %v", found, want)
	}
	if strings.Join(names, " ") != "Grue Åsnes" || numbers != nil {
		t.Errorf("names %v, numbers %v", names, numbers)
	}
	leap := workday.Date{}
	if err := leap.UnmarshalText([]byte("2024-02-29")); err != nil {
		t.Fatal(err)
	}
	if len(halves) != 1 {
		t.Fatalf("halves %+v", halves)
	}
	if h := halves[0]; h.town != (town{"Grue", 3417}) || h.Half != "N" || *h.Since != leap || !h.At.Equal(time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)) ||
		strings.Join(h.Other, " ") != "x y" || h.More["a"] != 2 || h.Plain != 7 {
		t.Errorf("half %+v", h)
	}
}

func TestPartsSayWhatCouldNotBeRead(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	for name, statement := range map[string]string{
		"a column that is not there":  `SELECT name FROM ` + towns,
		"a statement that cannot run": `SELECT 1/number AS number, name FROM (VALUES (0, '')) AS t (number, name)`,
		"a column that is null":       `SELECT NULL::int AS number, 'x' AS name`,
	} {
		var p pgdb.Parts
		pgdb.Part(&p, "find towns", func(town) { t.Errorf("%s: a row came", name) }, statement)
		if err := p.Read(t.Context(), pool); err == nil || !strings.Contains(err.Error(), "find towns: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	var none pgdb.Parts
	if err := none.Read(t.Context(), nil); err != nil {
		t.Errorf("nothing to read: %v", err)
	}
	pgdb.Part(&none, "find a town", func(town) {}, `SELECT name, number FROM `+towns+` WHERE number = @number`, pgx.StrictNamedArgs{"key": 1})
	if err := none.Read(t.Context(), pool); err == nil || !strings.Contains(err.Error(), "find a town: ") {
		t.Errorf("an argument without a name: %v", err)
	}
}
