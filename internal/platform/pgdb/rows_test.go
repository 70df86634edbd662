package pgdb_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// town is a row by name: the order of the columns does not matter.
type town struct {
	Name   string `db:"name"`
	Number int    `db:"number"`
}

const towns = `(VALUES (3417, 'Grue', 'N'), (3418, 'Åsnes', 'N'), (3401, 'Kongsvinger', 'S')) AS t (number, name, half)`

func TestRowsComeByTheNamesOfTheirColumnsAndInTheirOrder(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	ctx := t.Context()
	want := []town{{"Kongsvinger", 3401}, {"Grue", 3417}}
	const statement = `SELECT number, name FROM ` + towns + ` WHERE number <= @most ORDER BY number`
	got, err := pgdb.All[town](ctx, pool, "find towns", statement, pgx.StrictNamedArgs{"most": 3417})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v (%v), want %v", got, err, want)
	}
	pointers, err := pgdb.Pointers[town](ctx, pool, "find towns", statement, pgx.StrictNamedArgs{"most": 3417})
	if err != nil || len(pointers) != 2 || *pointers[0] != want[0] || *pointers[1] != want[1] {
		t.Errorf("got %v (%v), want %v", pointers, err, want)
	}
	one, err := pgdb.Pointer[town](ctx, pool, "find a town", `SELECT name, number FROM `+towns+` WHERE number = $1`, 3418)
	if err != nil || *one != (town{"Åsnes", 3418}) {
		t.Errorf("got %v (%v)", one, err)
	}
	none, err := pgdb.All[town](ctx, pool, "find towns", statement, pgx.StrictNamedArgs{"most": 0})
	if err != nil || none == nil || len(none) != 0 {
		t.Errorf("no rows are %#v (%v), want an empty list", none, err)
	}
}

func TestASingleColumnIsItsValue(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	ctx := t.Context()
	if got, err := pgdb.All[string](ctx, pool, "find names", `SELECT name FROM `+towns+` ORDER BY name`); err != nil || strings.Join(got, " ") != "Grue Kongsvinger Åsnes" {
		t.Errorf("got %v (%v)", got, err)
	}
	if got, err := pgdb.One[int64](ctx, pool, "count", `SELECT count(*) FROM `+towns); err != nil || got != 3 {
		t.Errorf("got %v (%v)", got, err)
	}
	day := workday.MustDate("2026-03-01")
	if got, err := pgdb.One[workday.Date](ctx, pool, "find the day", `SELECT $1::date`, day); err != nil || got != day {
		t.Errorf("got %v (%v), want %v", got, err, day)
	}
	if got, err := pgdb.One[*string](ctx, pool, "find nothing", `SELECT NULL::text`); err != nil || got != nil {
		t.Errorf("got %v (%v), want nil", got, err)
	}
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if got, err := pgdb.One[time.Time](ctx, pool, "find the moment", `SELECT $1::timestamptz`, at); err != nil || !got.Equal(at) {
		t.Errorf("got %v (%v), want %v", got, err, at)
	}
}

func TestNoRowIsRecognisedAndASecondOneRefused(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	gone := fault.New(fault.NotFound, "test.gone", "It is gone", "It is not there.")
	one, err := pgdb.Pointer[town](t.Context(), pool, "find a town", `SELECT name, number FROM `+towns+` WHERE number = 0`)
	if !errors.Is(err, pgx.ErrNoRows) || !errors.Is(pgdb.NotFound(err, gone), gone) || one != nil {
		t.Errorf("no row is %v (%v)", one, err)
	}
	two, err := pgdb.One[int](t.Context(), pool, "find a town", `SELECT number FROM `+towns)
	if !errors.Is(err, pgx.ErrTooManyRows) || two != 0 {
		t.Errorf("three rows are one: %v (%v)", two, err)
	}
}

func TestAnErrorSaysOnceWhatWasBeingDone(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	ctx := t.Context()
	const broken = `SELECT 1/(number - number) AS number, name FROM ` + towns
	const extra = `SELECT number, name, half FROM ` + towns
	const fewer = `SELECT number FROM ` + towns
	for _, statement := range []string{broken, extra, fewer, `SELEKT`, `SELECT $1`} {
		_, all := pgdb.All[town](ctx, pool, "find towns", statement)
		_, one := pgdb.One[town](ctx, pool, "find towns", statement)
		_, related := pgdb.Related[string, town](ctx, pool, "find towns", strings.Replace(statement, "SELECT", "SELECT name,", 1))
		b := &pgx.Batch{}
		pgdb.Queue(b, "find towns", func(town) { t.Error("a row of a failed statement was added") }, statement)
		for _, err := range []error{all, one, related} {
			if err == nil || !strings.HasPrefix(err.Error(), "find towns: ") || strings.Count(err.Error(), "find towns") != 1 {
				t.Errorf("%s: %v", statement, err)
			}
		}
		if err := pool.SendBatch(ctx, b).Close(); err == nil {
			t.Errorf("%s is taken in a batch", statement)
		}
	}
}

func TestRelatedRowsComeByTheirKeyInTheirOrder(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	ctx := t.Context()
	halves, err := pgdb.Related[string, town](ctx, pool, "find towns", `SELECT half, name, number FROM `+towns+` ORDER BY number DESC`)
	if err != nil || !slices.Equal(halves["N"], []town{{"Åsnes", 3418}, {"Grue", 3417}}) || len(halves["S"]) != 1 || len(halves) != 2 {
		t.Errorf("got %v (%v)", halves, err)
	}
	// A key may be a column of the row too.
	if same, err := pgdb.Related[int, town](ctx, pool, "find towns", `SELECT number AS key, number, name FROM `+towns); err != nil || same[3417][0].Number != 3417 {
		t.Errorf("got %v (%v)", same, err)
	}
	numbers, err := pgdb.ByKey[string, int](ctx, pool, "find numbers", `SELECT name, number FROM `+towns)
	if err != nil || !maps.Equal(numbers, map[string]int{"Grue": 3417, "Åsnes": 3418, "Kongsvinger": 3401}) {
		t.Errorf("got %v (%v)", numbers, err)
	}
	if _, err := pgdb.ByKey[string, int](ctx, pool, "find numbers", `SELECT half, number FROM `+towns); err == nil || !strings.Contains(err.Error(), "two rows of the key N") {
		t.Errorf("two rows of one key: %v", err)
	}
}

func TestABatchHandsOverTheRowsOfEachStatement(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	var found []town
	var names []string
	b := &pgx.Batch{}
	pgdb.Queue(b, "find towns", func(one town) { found = append(found, one) }, `SELECT name, number FROM `+towns+` WHERE half = $1 ORDER BY number`, "N")
	pgdb.Queue(b, "find names", func(name string) { names = append(names, name) }, `SELECT name FROM `+towns+` WHERE half = @half`, pgx.StrictNamedArgs{"half": "S"})
	if err := pool.SendBatch(t.Context(), b).Close(); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(found, []town{{"Grue", 3417}, {"Åsnes", 3418}}) || !slices.Equal(names, []string{"Kongsvinger"}) {
		t.Errorf("got %v and %v", found, names)
	}
}
