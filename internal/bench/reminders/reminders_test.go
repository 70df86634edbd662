package reminders_test

import (
	"log/slog"
	"testing"
	"time"

	"forankring.no/forankring/internal/bench/reminders"
	"forankring.no/forankring/internal/testkit/apptest"
)

// What is measured is what it says: everything planned is dispatched, by both, and
// delivered.
func TestRemindersAreMeasuredOnWhatTheySay(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	const due = 12
	b, err := reminders.Open(t.Context(), slog.New(slog.DiscardHandler), w.Pool, "", reminders.Size{Deadlines: 80, Due: due, Window: 100 * time.Millisecond, Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	count := func(sql string) (n int) {
		t.Helper()
		if err := w.Pool.QueryRow(t.Context(), sql).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const marked = `FROM deadline d JOIN reminder r ON r.deadline_id = d.id WHERE d.key LIKE 'bench/%'`
	planned, err := b.Plan(t.Context())
	if err != nil || planned.Rows != 80*7 || planned.Took <= 0 {
		t.Fatalf("planned %+v, %v", planned, err)
	}
	rates, err := b.Dispatch(t.Context(), reminders.Queue{MaxWorkers: 5, FetchCooldown: 5 * time.Millisecond})
	if err != nil || len(rates.Dispatch) != 1 || len(rates.River) != 1 || rates.Dispatch[0] <= 0 || rates.River[0] <= 0 {
		t.Fatalf("dispatched %+v, %v", rates, err)
	}
	if n := count(`SELECT count(*) ` + marked + ` AND r.state = 'queued'`); n != 2*due {
		t.Errorf("%d were dispatched, want %d by each", n, due)
	}
	if n := count(`SELECT count(*) FROM letter l WHERE l.source IN (SELECT 'deadline:' || d.id || ':' || r.step ` + marked + `)`); n != 2*2*due {
		t.Errorf("%d letters were written, want one in the inbox and one by mail for each", n)
	}
	median, p99, err := b.Lateness(t.Context())
	if err != nil || median < 0 || p99 < median || p99 > time.Minute {
		t.Errorf("late by %v and %v, %v", median, p99, err)
	}
	letters, limit, err := b.Delivery(t.Context(), 2)
	if err != nil || len(letters) != 1 || letters[0] <= 0 || limit[0] <= 0 {
		t.Errorf("delivered %v, limit %v, %v", letters, limit, err)
	}
	if n := count(`SELECT count(*) FROM letter WHERE channel = 'email' AND state = 'queued'`); n != 0 {
		t.Errorf("%d letters wait", n)
	}
}
