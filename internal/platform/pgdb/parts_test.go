package pgdb_test

import (
	"slices"
	"strconv"
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

func TestWhatCanBeAskedOnlyThenIsReadNext(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	var names []string
	var p pgdb.Parts
	pgdb.Part(&p, "find the first town", func(x town) {
		pgdb.Part(p.Next(), "find the others", func(name string) { names = append(names, name) }, `SELECT name FROM `+towns+` WHERE number <> $1 ORDER BY name`, x.Number)
	}, `SELECT name, number FROM `+towns+` ORDER BY number LIMIT 1`)
	p.Then(func() { names = append(names, "before") })
	if err := p.Read(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(names, " "); got != "before Grue Åsnes" {
		t.Errorf("read is %q", got)
	}
}

// What is found of the first row holds for the others, whichever of their columns are
// null; and a column that is itself null has no rows.
func TestAColumnHoldsRows(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	type visit struct {
		Note  *string       `db:"note"`
		Day   *workday.Date `db:"day"`
		Count int           `db:"count"`
	}
	type place struct {
		Name   string   `db:"name"`
		Visits []visit  `db:"visits"`
		Notes  []string `db:"notes"`
		None   []visit  `db:"none"`
	}
	found, err := pgdb.One[place](t.Context(), pool, "find a place", `
		SELECT 'Grue' AS name, `+pgdb.RowsOf[visit](`
			SELECT x.count, x.day, x.note, 1 AS other FROM (VALUES (1, NULL::date, NULL), (2, '2024-02-29', 'a'), (3, NULL, 'b')) AS x(count, day, note) ORDER BY x.count DESC`)+` AS visits, `+
		pgdb.RowsOf[string](`SELECT 'one'`)+` AS notes, NULL::record[] AS none`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range found.Visits {
		text := strconv.Itoa(v.Count)
		if v.Note != nil {
			text += *v.Note
		}
		if v.Day != nil {
			text += v.Day.String()
		}
		got = append(got, text)
	}
	if want := []string{"3b", "2a2024-02-29", "1"}; !slices.Equal(got, want) || !slices.Equal(found.Notes, []string{"one"}) || found.None != nil {
		t.Errorf("visits %v, want %v; notes %v, none %v", got, want, found.Notes, found.None)
	}
}
