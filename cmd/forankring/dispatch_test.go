package main

import (
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// Two instances send; one is killed in the middle of it, again and again. The
// other has sent everything within five seconds (rule 6.4): it waits neither for
// the next minute nor for a rescue.
func TestAfterAKillAnotherInstanceDispatches(t *testing.T) {
	t.Parallel()
	const due = 1500
	url := pgtest.URL(t)
	pool, err := pgdb.Open(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	overdueDeadlines(t, pool, due)
	// Nobody has an address: what is measured is the dispatch.
	if _, err := pool.Exec(t.Context(), `UPDATE person SET email = ''`); err != nil {
		t.Fatal(err)
	}
	environ := []string{"DATABASE_URL=" + url, "FORANKRING_MAIL_FOLDER=" + t.TempDir()}
	survivor := serve(t, environ)
	var took []time.Duration
	for range apptest.Rounds(400) / 4 {
		victim := serve(t, environ)
		sendAnew(t, pool)
		until(t, pool, func(left int) bool { return left < due })
		victim.kill()
		killed := time.Now()
		until(t, pool, func(left int) bool { return left == 0 })
		took = append(took, time.Since(killed))
	}
	if err := survivor.stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	slices.Sort(took)
	if worst := took[len(took)-1]; worst > 5*time.Second {
		t.Errorf("after a kill it took %s until all was sent", worst)
	}
	t.Logf("%d kills, %d reminders due each time: sent after %s (median), %s (longest)", len(took), due, took[len(took)/2], took[len(took)-1])
}

// sendAnew makes every reminder due that was sent.
func sendAnew(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	_, err := pool.Exec(t.Context(), `
		WITH told AS (DELETE FROM letter)
		UPDATE reminder SET state = 'planned', why = '', reached = '{}', late = false, sent_at = NULL WHERE due_at <= now()`)
	if err != nil {
		t.Fatal(err)
	}
}

// until waits for what may be said of how many due reminders are left to send.
func until(t *testing.T, pool *pgxpool.Pool, enough func(left int) bool) {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for left := -1; left < 0 || !enough(left); <-look.C { // until the test program's own limit
		err := pool.QueryRow(t.Context(), `SELECT count(*) FROM reminder WHERE state = 'planned' AND due_at <= now()`).Scan(&left)
		if err != nil {
			t.Fatal(err)
		}
	}
}
