package demo_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/demo"
	"forankring.no/forankring/internal/platform/config"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// play runs the story once on a database and gives back what it printed.
func play(t *testing.T, url, dir string) string {
	t.Helper()
	cfg, err := config.Load([]string{"DATABASE_URL=" + url, "FORANKRING_ADDR=127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := demo.Run(t.Context(), cfg, demo.Options{Once: true, Dir: dir}, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	return out.String()
}

func TestTheStoryIsPlayedAndThenGoesOnWithoutDoubles(t *testing.T) {
	t.Parallel()
	url, dir := pgtest.URL(t), t.TempDir()
	first := play(t, url, dir)
	for _, want := range []string{
		"returns version 1", "is told what is missing", "resources/3418/business-adviser", "starts the case: the gate is open",
		"Council clerk, Åsnes: records that the council adopted it", "signs the minutes", "Item 2, [-lokale-]{+regionale+}", "asks the council again", "records the board's decision in the case: item 03/2024",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the story does not tell: %s", want)
		}
	}
	if !strings.Contains(first, "53 of the matrix' 54 cells are met") {
		t.Errorf("in the last matrix not all is met but for the council that is asked again:\n%s", first)
	}
	for i, after := range strings.Split(first, "benefit   mandate")[1:] {
		if rows, _, _ := strings.Cut(after, "\n\n"); i > 0 && !strings.Contains(rows, " *") {
			t.Errorf("a matrix is printed in which nothing changed:%s", rows)
		}
	}
	pool, err := pgdb.Open(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	if now := operatorsTime(t, pool); now.Format(time.DateOnly) != "2025-06-26" {
		t.Errorf("beside the demo an operator acts at %s, in another time than the story's", now)
	}
	count := func() (n [4]int) {
		err := pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM audit_event), (SELECT count(*) FROM person), (SELECT count(*) FROM assignment), (SELECT count(*) FROM deadline)`).
			Scan(&n[0], &n[1], &n[2], &n[3])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	if again := play(t, url, dir); !regexp.MustCompile(`^The story was told before; it goes on from 2025-06-26, \d\d:\d\d\.\n\S.*\n$`).MatchString(again) {
		t.Errorf("the second run tells more than one line:\n%s", again)
	}
	if after := count(); after != before {
		t.Errorf("events, people, assignments, deadlines: %v after the first run, %v after the second", before, after)
	}
}

func operatorsTime(t *testing.T, pool *pgxpool.Pool) time.Time {
	t.Helper()
	now, err := demo.Now(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	return now()
}

func TestAnOperatorActsInTheRealTimeWhereNoDemoIs(t *testing.T) {
	t.Parallel()
	pool, err := pgdb.Open(t.Context(), pgtest.URL(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	if now := operatorsTime(t, pool); time.Since(now).Abs() > time.Hour {
		t.Errorf("an operator acts at %s", now)
	}
}
