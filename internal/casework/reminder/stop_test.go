package reminder_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

func TestADeadlineThatStopsSendsNothingMore(t *testing.T) {
	t.Parallel()
	other := answer()
	other.Municipality, other.Asked[0].Organisation = "3418", "3418"
	ref := answer().Ref
	for name, c := range map[string]struct {
		stop func(ledger, pgx.Tx, time.Time) error
		left int // rows of the other municipality that are still planned
	}{
		"because the one asked has acted": {func(l ledger, tx pgx.Tx, now time.Time) error {
			return reminder.Stop(l.t.Context(), tx, now, ref, message.Verbatim("answered"))
		}, 4},
		"because its municipality has left": {func(l ledger, tx pgx.Tx, now time.Time) error {
			return reminder.StopCase(l.t.Context(), tx, now, 1, "3417", message.Verbatim("left"))
		}, 3}, // all but the step that goes to the one that left
		"because the case is withdrawn": {func(l ledger, tx pgx.Tx, now time.Time) error {
			return reminder.StopCase(l.t.Context(), tx, now, 1, "", message.Verbatim("withdrawn"))
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			elsewhere := answer()
			elsewhere.Case = 2
			l.plan(answer(), other, elsewhere)
			for range 2 { // stopping again changes nothing
				l.in(func(tx pgx.Tx, now time.Time) error { return c.stop(l, tx, now) })
			}
			if n := len(l.rows(reminder.Filter{Municipality: "3417", State: reminder.Cancelled})); n != 4 {
				t.Errorf("%d rows are cancelled, want 4", n)
			}
			if n := len(l.rows(reminder.Filter{Municipality: "3418", State: reminder.Planned})); n != c.left {
				t.Errorf("%d rows of the other municipality are planned, want %d", n, c.left)
			}
			l.Clock.Set(eight("2024-02-19"))
			l.send()
			l.told("chief_executive@3417", "reminder") // of the other case
		})
	}
}

func TestAnEmailThatWaitsIsNotSentOnceItsDeadlineHasStopped(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(l ledger, tx pgx.Tx, now time.Time) error
		want   int
	}{
		"because the one asked has acted": {func(l ledger, tx pgx.Tx, now time.Time) error {
			return reminder.Stop(l.t.Context(), tx, now, answer().Ref, message.Verbatim("answered"))
		}, 1},
		"because it was moved": {func(l ledger, tx pgx.Tx, now time.Time) error {
			d := answer()
			d.Due = workday.MustDate("2024-03-22")
			return reminder.Plan(l.t.Context(), tx, now, d)
		}, 1},
		"but it is when the day is the same": {func(l ledger, tx pgx.Tx, now time.Time) error {
			return reminder.Plan(l.t.Context(), tx, now, answer())
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			l.plan(answer())
			l.Clock.Set(eight("2024-02-19"))
			l.send()
			l.in(func(tx pgx.Tx, now time.Time) error { return c.change(l, tx, now) })
			var skipped int
			if err := l.Pool.QueryRow(t.Context(), `SELECT count(*) FROM letter WHERE channel = 'email' AND state = 'skipped'`).Scan(&skipped); err != nil {
				t.Fatal(err)
			}
			if skipped != c.want {
				t.Errorf("%d e-mails are skipped, want %d", skipped, c.want)
			}
		})
	}
}

func TestWhatIsBeingCancelledIsNotSent(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	l.Clock.Set(eight("2024-02-19"))
	l.in(func(tx pgx.Tx, now time.Time) error {
		if err := reminder.Stop(t.Context(), tx, now, answer().Ref, message.Verbatim("answered")); err != nil {
			return err
		}
		l.send() // in the middle of the other transaction
		return nil
	})
	l.told("chief_executive@3417")
	l.states("cancelled", "cancelled", "cancelled", "cancelled")
}
