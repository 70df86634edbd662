package app

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/caseindex"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/platform/pgdb"
)

// recount plans the reminders of an organisation anew, in the transaction that changes
// its calendar.
func recount(ctx context.Context, tx pgx.Tx, now time.Time, organisation string) error {
	cases, err := caseindex.PartOf(ctx, tx, organisation)
	if err != nil {
		return err
	}
	return reminder.Recount(ctx, tx, now, organisation, cases)
}

// collect makes daily digests of the letters that wait for them, until ctx ends, unless
// this machine's clock is wrong.
func (a *App) collect(ctx context.Context) {
	a.every(ctx, collectPause, "letters cannot be collected", func(ctx context.Context) error {
		if err := a.clock.Check(ctx); err != nil {
			return err
		}
		return a.notices.Collect(ctx)
	})
}

// collectPause is how often it is looked whether letters have waited long enough.
const collectPause = 5 * time.Second

// turn lets what an operator entered ahead of organisations come into force on its
// day, until ctx ends.
func (a *App) turn(ctx context.Context) {
	a.every(ctx, time.Minute, "what is dated ahead of organisations cannot come into force", a.organisations.Turn)
}

// forgetKeys removes the idempotency keys whose time is up, until ctx ends.
func (a *App) forgetKeys(ctx context.Context) {
	a.every(ctx, time.Hour, "idempotency keys cannot be forgotten", func(ctx context.Context) error {
		_, err := pgdb.ForgetKeys(ctx, a.pool)
		return err
	})
}

// every does something now, and again after each pause, until ctx ends; trouble is
// what the log says when that fails. Every instance may; none has to on time.
func (a *App) every(ctx context.Context, pause time.Duration, trouble string, do func(context.Context) error) {
	clock := time.NewTicker(pause)
	defer clock.Stop()
	for {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			a.log.Error(trouble, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
		}
	}
}
