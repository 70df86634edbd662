package app_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

func (s *served) text(path string) string {
	s.t.Helper()
	answer, err := http.DefaultClient.Do(s.request("GET", path, ""))
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d, %v", path, answer.StatusCode, err)
	}
	return string(text)
}

// Rule 6.7: an operator sees what is late, what waits, what hangs and what
// failed.
func TestAnOperatorSeesWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.Exec(`INSERT INTO deadline (case_id, kind, key, call, version, due, zone, created_at) VALUES (1, 'milestone', 'm', 'milestone_part:complete', 1, '2024-02-12', 'Europe/Oslo', now())`)
	s.Exec(`INSERT INTO reminder (deadline_id, step, addressee, due_at, state, planned_at)
		SELECT id, 'on_the_day', jsonb_build_object('n', n), $1, 'planned', now() FROM deadline, generate_series(1, 3) n`, apptest.Start.Add(-90*time.Second))
	s.Exec(`INSERT INTO letter (source, person_id, channel, kind, params, late, state, why, message_id, created_at)
		SELECT n::text, $1, 'email', 'reminder', '{}', false, CASE WHEN n > 2 THEN 'failed' ELSE 'queued' END, CASE WHEN n > 2 THEN 'refused' ELSE '' END, n || '@x', $2
		FROM generate_series(1, 3) n`, apptest.Person("clerk@3417"), apptest.Start.Add(-time.Hour))
	s.Exec(`INSERT INTO river_job (kind, args, max_attempts, state, queue, attempted_at, scheduled_at) VALUES
		('x', '{}', 1, 'running', 'letters', now() - interval '6 minutes', now()), ('x', '{}', 1, 'running', 'letters', now(), now()),
		('x', '{}', 1, 'available', 'default', NULL, now() - interval '100 seconds'), ('x', '{}', 1, 'available', 'default', NULL, now())`)
	metrics := s.text("/metrics")
	for _, want := range []string{
		"forankring_reminders_due 3\n", "forankring_reminders_oldest_due_seconds 90\n", "forankring_reminders_lateness_seconds 0\n",
		`forankring_letters{state="queued"} 2`, `forankring_letters{state="failed"} 1`, "forankring_letters_oldest_seconds 3600\n", "forankring_mail_breaker 0\n",
		`forankring_queue_jobs{queue="letters",state="running"} 2`, `forankring_queue_hanging_jobs{queue="letters"} 1`,
		`forankring_queue_jobs{queue="default",state="available"} 2`, `forankring_queue_oldest_seconds{queue="default"} 10`,
		`forankring_pool_connections{state="most"}`, `forankring_readable{of="queue"} 1`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics do not say %q", want)
		}
	}
	ready := s.text("/readyz")
	for _, want := range []string{"ok\n", "warning: reminders are late: 3 are due, the oldest for 1m30s\n", "warning: jobs hang: 1 in the queue letters\n"} {
		if !strings.Contains(ready, want) {
			t.Errorf("readiness does not say %q: %s", want, ready)
		}
	}
	if t.Failed() {
		t.Log(metrics)
	}
}
