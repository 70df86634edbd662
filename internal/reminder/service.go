package reminder

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"forankring.no/forankring/internal/notice"
	"forankring.no/forankring/internal/workday"
)

// Service dispatches reminders.
type Service struct {
	log     *slog.Logger
	pool    *pgxpool.Pool
	now     func() time.Time
	jobs    *river.Client[pgx.Tx]
	notices *notice.Service
}

// New builds the service.
func New(log *slog.Logger, pool *pgxpool.Pool, now func() time.Time, jobs *river.Client[pgx.Tx], notices *notice.Service) *Service {
	return &Service{log: log, pool: pool, now: now, jobs: jobs, notices: notices}
}

// Plan plans the reminders of a deadline, in the transaction that makes or
// moves it; what was not sent of the deadline before is replaced. The caller
// holds the lock of the case. It fails on an addressee that can never be
// reached in form; that nobody holds the post shows when it is sent.
func Plan(ctx context.Context, tx pgx.Tx, now time.Time, d Deadline) error {
	if err := d.check(); err != nil {
		return err
	}
	before, err := end(ctx, tx, byRef, "replaced", whyReplaced, d.args(now))
	if err != nil {
		return err
	}
	var owed []string
	for _, c := range before {
		if c.Due == d.Due {
			owed = append(owed, c.Step)
		}
	}
	return insert(ctx, tx, now, d, d.plan(workday.Norway(), now, owed))
}

// Stop cancels what was not sent of a deadline, because it is done, withdrawn,
// or the one asked has acted (rule 6.5). A deadline that was never planned, or
// has stopped before, is left alone.
func Stop(ctx context.Context, tx pgx.Tx, now time.Time, ref Ref, why string) error {
	_, err := end(ctx, tx, byRef, "stopped", why, ref.args(now))
	return err
}

// StopCase cancels what was not sent in a case; with a municipality, only its
// deadlines.
func StopCase(ctx context.Context, tx pgx.Tx, now time.Time, caseID int64, municipality, why string) error {
	_, err := end(ctx, tx, `case_id = @case AND (@municipality = '' OR municipality = @municipality)`, "stopped", why,
		pgx.StrictNamedArgs{"case": caseID, "municipality": municipality, "now": now})
	return err
}
