//go:build faults

package faults_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Two instances answer, dispatch and send while one after the other is killed
// at a random moment (rules 6.4, 9.1).
func TestKilledAgainAndAgainItLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	kills := apptest.Rounds(100)
	letters := 40 * kills
	c := newCluster(t, folder(t, "kill"), nil)
	r := settle(t, c.migrated(current()))
	r.passed(letters)
	m := startMail(t)
	env := environ(c.served(), append(m.settings(), "FORANKRING_WORKERS=4")...)
	instances, through := make([]*instance, 2), &fleet{}
	restart := func(n int) {
		instances[n] = serve(t, current(), env)
		through.set(n, instances[n].addr)
	}
	restart(0)
	restart(1)
	began := time.Now()
	w := r.write(through, 4)
	for k := range kills {
		// Not before something was acknowledged since the last one: else it would
		// be the start that is killed, again and again.
		before := w.so()
		eventually(t, time.Minute, "something was acknowledged since the last kill", func() bool { return w.so() > before+4 })
		pause(t.Context(), rand.N(400*time.Millisecond))
		if k%4 == 3 {
			m.behave([]string{"refuse", "cut"}[rand.N(2)])
		}
		instances[k%2].kill()
		r.later()
		restart(k % 2)
		m.behave("take")
	}
	w.end()
	took := time.Since(began)
	r.later()
	for n := range instances { // who takes over what the last one was at
		instances[n].stop()
		restart(n)
	}
	r.delivered(m, letters, 5*time.Minute)
	cases := r.holds(w)
	all, different := m.letters()
	t.Logf("%d kills in %s: %s; %d cases are there; %d letters, handed over %d times, %d of them again under the same Message-ID", kills, took.Round(time.Second), w, cases, different, all, all-different)
	for _, i := range instances {
		i.stop()
	}
}

// later lets the time pass after which the queue gives a killed instance's jobs,
// and its leadership, to another, and what failed is tried again.
func (r *region) later() {
	r.t.Helper()
	for _, statement := range []string{
		`UPDATE river_job SET attempted_at = attempted_at - interval '1 hour' WHERE id IN (SELECT id FROM river_job WHERE state = 'running' ORDER BY id FOR UPDATE SKIP LOCKED)`,
		`UPDATE river_job SET scheduled_at = now() WHERE id IN (SELECT id FROM river_job WHERE state IN ('retryable', 'scheduled') AND scheduled_at > now() ORDER BY id FOR UPDATE SKIP LOCKED)`,
		`DELETE FROM river_leader`,
	} {
		if _, err := r.pool.Exec(r.t.Context(), statement); err != nil {
			r.t.Fatal(err)
		}
	}
}

// delivered waits until the ledger says that all letters were delivered, and
// fails the test unless the mail server has the same ones.
func (r *region) delivered(m *mailServer, letters int, limit time.Duration) {
	r.t.Helper()
	count := func() (rows, done, doubled int) {
		err := r.pool.QueryRow(context.WithoutCancel(r.t.Context()), `SELECT count(*), count(*) FILTER (WHERE state = 'delivered'),
			(SELECT count(*) FROM (SELECT FROM letter GROUP BY source, person_id, channel HAVING count(*) > 1) twice)
			FROM letter WHERE channel = 'email'`).Scan(&rows, &done, &doubled)
		if err != nil {
			r.t.Fatal(err)
		}
		return rows, done, doubled
	}
	retried := time.Now()
	eventually(r.t, limit, "all letters were delivered", func() bool {
		if time.Since(retried) > time.Second {
			r.later()
			retried = time.Now()
		}
		_, done, _ := count()
		return done >= letters
	})
	rows, done, doubled := count()
	if rows != letters || done != letters || doubled != 0 {
		r.t.Errorf("of %d letters in the ledger (want %d) %d are delivered and %d stand there twice", rows, letters, done, doubled)
	}
	if _, different := m.letters(); different != letters {
		r.t.Errorf("the mail server has %d different letters, want %d", different, letters)
	}
}
