//go:build faults

package faults_test

import (
	"testing"
	"time"
)

// A mail server that takes letters and never answers delays nothing but letters.
func TestAMailServerThatHangsDelaysNothingElse(t *testing.T) {
	t.Parallel()
	const hanging = 100
	c := newCluster(t, folder(t, "stall"), nil)
	r := settle(t, c.migrated(current()))
	m := startMail(t)
	m.behave("stall")
	r.passed(hanging)
	i := serve(t, current(), environ(c.served(), m.settings()...))
	eventually(t, time.Minute, "letters hang", func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		return m.stalled > 0
	})
	w := r.write(fleetOf(i), 2)
	r.passed(50)
	waited := eventually(t, 20*time.Second, "reminders that fall due meanwhile are dispatched, and lie in the inbox", func() bool {
		var planned, inbox int
		if err := r.pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM reminder r JOIN deadline d ON d.id = r.deadline_id WHERE d.case_id = 1000000 AND r.state = 'planned' AND r.due_at < now()),
			(SELECT count(*) FROM letter WHERE channel = 'inbox')`).Scan(&planned, &inbox); err != nil {
			t.Fatal(err)
		}
		return planned == 0 && inbox >= hanging+50
	})
	if waited > 5*time.Second {
		t.Errorf("reminders that fell due while the mail server hung waited for %s", waited)
	}
	w.end()
	r.holds(w)
	if w.longest > 5*time.Second {
		t.Errorf("a request waited for %s", w.longest)
	}
	t.Logf("with %d letters and a mail server that hangs: 50 reminders dispatched within %s; %s", hanging, waited.Round(time.Millisecond), w)
	m.behave("take")
	i.kill()
}
