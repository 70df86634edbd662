//go:build faults

package faults_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/testkit/apptest"
)

// Two instances dispatch and send while one after the other is killed at a random
// moment, to a mail server that stalls, cuts the line after it took a letter, and
// refuses for now and for good; what failed for good is sent again (rules 6.4, 6.6).
func TestKilledBesideAMailServerThatMisbehavesItLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	const each = 30
	kills := apptest.Rounds(100)
	c := newCluster(t, folder(t, "misbehaving"), nil)
	r := settle(t, c.migrated(current()))
	m := startMail(t)
	m.behave("vary")
	env := environ(c.served(), append(m.settings(), "FORANKRING_WORKERS=4", "FORANKRING_SMTP_TIMEOUT=1s")...)
	instances := []*instance{serve(t, current(), env), serve(t, current(), env)}
	began, letters := time.Now(), 0
	for k := range kills {
		r.passed(each)
		letters += each
		before := m.heard()
		eventually(t, time.Minute, "a letter was shown to the mail server since the last kill", func() bool { return m.heard() > before })
		pause(t.Context(), rand.N(1500*time.Millisecond))
		instances[k%2].kill()
		r.later()
		instances[k%2] = serve(t, current(), env)
	}
	took := time.Since(began)
	m.behave("take")
	again := 0
	eventually(t, 5*time.Minute, "every letter was delivered, those that failed for good after they were sent again", func() bool {
		r.later()
		again += r.sendAgain()
		var waiting, dispatched int
		if err := r.pool.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE state <> 'delivered'), count(*) FILTER (WHERE source LIKE 'deadline:%') FROM letter WHERE channel = 'email'`).Scan(&waiting, &dispatched); err != nil {
			t.Fatal(err)
		}
		return waiting == 0 && dispatched == letters
	})
	ledger := r.messages(letters)
	all, different := m.letters()
	if taken := m.distinct(); !slices.Equal(taken, ledger) {
		t.Errorf("the ledger has %d letters, and the mail server %d different ones", len(ledger), len(taken))
	}
	m.mu.Lock()
	t.Logf("%d kills in %s: %d letters (%d of them tell of failures), %d of them sent again after they had failed for good; the mail server took %d, %d of them again under the same Message-ID, stalled %d times, refused %d times for now and %d times for good",
		kills, took.Round(time.Second), len(ledger), len(ledger)-letters, again, all, all-different, m.stalled, m.refused, m.denied)
	m.mu.Unlock()
	for _, i := range instances {
		i.stop()
	}
}

// heard is how often the mail server has answered a letter, or has not.
func (m *mailServer) heard() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.took) + m.stalled + m.refused + m.denied
}

// distinct are the Message-IDs that it took, in order.
func (m *mailServer) distinct() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Compact(slices.Sorted(slices.Values(m.took)))
}

// sendAgain sends again what failed for good, as an operator does, and says how many
// letters that were.
func (r *region) sendAgain() (n int) {
	r.t.Helper()
	d, err := app.OpenDirectory(r.pool, time.Now, "")
	if err != nil {
		r.t.Fatal(err)
	}
	failed, err := d.Letters.EveryFailure(r.t.Context(), 0)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, f := range failed {
		if err := d.Letters.SendAgainByOperator(r.t.Context(), f.ID); err != nil {
			r.t.Fatal(err)
		}
		n++
	}
	return n
}

// messages are the Message-IDs of the ledger's letters, in order, in brackets as
// letters have them. It fails the test where one stands twice, or is missing, or where
// one was sent again that had not failed.
func (r *region) messages(letters int) []string {
	r.t.Helper()
	var deadlines, doubled, unended, others int
	err := r.pool.QueryRow(context.WithoutCancel(r.t.Context()), `SELECT count(*) FILTER (WHERE source LIKE 'deadline:%'),
		(SELECT count(*) FROM (SELECT FROM letter GROUP BY source, person_id, channel HAVING count(*) > 1) twice),
		(SELECT count(*) FROM letter_failure WHERE ended_at IS NULL),
		(SELECT count(*) FROM letter l WHERE l.round <> (SELECT count(*) FROM letter_failure f WHERE f.letter_id = l.id))
		FROM letter WHERE channel = 'email'`).Scan(&deadlines, &doubled, &unended, &others)
	if err != nil {
		r.t.Fatal(err)
	}
	if deadlines != letters || doubled != 0 || unended != 0 || others != 0 {
		r.t.Errorf("of %d letters %d are in the ledger, %d stand there twice, %d wait to be sent again, and %d were sent again without having failed", letters, deadlines, doubled, unended, others)
	}
	rows, err := r.pool.Query(r.t.Context(), `SELECT '<' || message_id || '>' FROM letter WHERE channel = 'email' ORDER BY message_id COLLATE "C"`)
	if err != nil {
		r.t.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		r.t.Fatal(err)
	}
	return ids
}
