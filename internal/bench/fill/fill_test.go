package fill_test

import (
	"errors"
	"io"
	"testing"
	"time"

	"forankring.no/forankring/internal/bench/fill"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// What is filled follows the schema: it holds every constraint, and has what the
// scenarios ask for.
func TestASmallDatabaseIsFilled(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	size := fill.Whole().Percent(1)
	w, err := fill.Fill(t.Context(), pool, size, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if w.Cases != size.Cases || w.LiveOfChief < 30 || w.LiveOfBusy != 400 || w.Events < size.Events || w.Ledger < size.Events {
		t.Errorf("the filled database has %+v", w)
	}
	for name, found := range map[string]string{"a chief executive": w.Chief, "a named person": w.Named, "a case of twenty": w.CaseOfTwenty, "a case with an open version": w.CaseOpen} {
		if found == "" {
			t.Errorf("there is not %s", name)
		}
	}
	if w.OpenAnswers < 1000 || w.OpenReleases < 50 {
		t.Errorf("%d answers and %d releases are waited for", w.OpenAnswers, w.OpenReleases)
	}
	before := pgtest.Count(t, pool, "SELECT count(*) FROM reminder")
	if err := fill.Pending(t.Context(), pool, 1000, size.Now.AddDate(0, 1, 0), 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	if more := pgtest.Count(t, pool, "SELECT count(*) FROM reminder") - before; more != 1000 {
		t.Errorf("%d reminders more are planned, want 1000", more)
	}
	if _, err := fill.Fill(t.Context(), pool, size, io.Discard); !errors.Is(err, fill.ErrNotEmpty) {
		t.Errorf("a database in use is filled: %v", err)
	}
}

func TestASizeThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	size := fill.Whole()
	size.Cases = 5_000 // of twenty regions, of which one has 400 live cases
	if _, err := fill.Fill(t.Context(), pgtest.New(t), size, io.Discard); err == nil {
		t.Error("a region has fewer cases than live ones")
	}
}
