package demo_test

import (
	"regexp"
	"strings"
	"testing"

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
		"returned version 1", "is told what is missing", "resources/3418/business-adviser", "starts the case: the gate is open",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the story does not tell: %s", want)
		}
	}
	if rows := regexp.MustCompile(`(?m)^    \S+ +met +met +met +met +met +$`).FindAllString(first, -1); len(rows) < 6 {
		t.Errorf("the last matrix is not all met:\n%s", first)
	}
	pool, err := pgdb.Open(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	count := func() (n [4]int) {
		err := pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM audit_event), (SELECT count(*) FROM person), (SELECT count(*) FROM assignment), (SELECT count(*) FROM deadline)`).
			Scan(&n[0], &n[1], &n[2], &n[3])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	if again := play(t, url, dir); strings.Contains(again, "2024-0") && !strings.Contains(again, "done before") {
		t.Errorf("the second run acts again:\n%s", again)
	}
	if after := count(); after != before {
		t.Errorf("events, people, assignments, deadlines: %v after the first run, %v after the second", before, after)
	}
}
