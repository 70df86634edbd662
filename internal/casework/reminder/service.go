package reminder

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/identity"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// Service dispatches reminders.
type Service struct {
	log     *slog.Logger
	pool    *pgxpool.Pool
	now     func() time.Time
	notices *notice.Service
	of      identity.Name
	may     func(context.Context) error
	runs    runs
}

// DispatchIf has the service ask before it dispatches: by a clock that is wrong
// it would send too early, or too late. It is set before the service ticks.
func (s *Service) DispatchIf(may func(context.Context) error) { s.may = may }

// New builds the service of an installation: it sends nothing of a database that
// is not its own.
func New(log *slog.Logger, pool *pgxpool.Pool, now func() time.Time, of identity.Name, notices *notice.Service) *Service {
	return &Service{log: log, pool: pool, now: now, notices: notices, of: of}
}

// Plan plans the reminders of a deadline, in the transaction that makes or
// moves it; what was not sent of the deadline before is replaced. An e-mail
// that waits for the mail server is skipped if it names another day, and else
// goes out: its step is not sent again. The caller holds the lock of the case.
// It fails on an addressee whose form is wrong; that nobody holds the post shows
// when it is sent.
func Plan(ctx context.Context, tx pgx.Tx, now time.Time, d Deadline) error {
	return PlanEach(ctx, tx, now, []Deadline{d})
}

// PlanEach is Plan for many deadlines of different names: the number of
// statements is the same however many.
func PlanEach(ctx context.Context, tx pgx.Tx, now time.Time, deadlines []Deadline) error {
	if len(deadlines) == 0 {
		return nil
	}
	refs, due := make([]Ref, len(deadlines)), map[Ref]workday.Date{}
	for i, d := range deadlines {
		if err := d.check(); err != nil {
			return err
		}
		refs[i], due[d.Ref] = d.Ref, d.Due
	}
	before, err := end(ctx, tx, byRefs, "replaced", msgReset.Stored(), refArgs(refs, now))
	if err != nil {
		return err
	}
	same, moved := map[Ref]history{}, []ended{}
	for _, e := range before {
		if e.Due == due[e.Ref] {
			same[e.Ref] = history{e.Steps, e.Told}
		} else {
			moved = append(moved, e)
		}
	}
	if err := skipLetters(ctx, tx, now, moved, msgReset.Stored()); err != nil {
		return err
	}
	return insert(ctx, tx, now, deadlines, same)
}

// Stop cancels what was not sent of a deadline, because it is done, withdrawn,
// or the one asked has acted (rule 6.5); also e-mails that wait for the mail
// server. A deadline that was never planned, or has stopped before, is left
// alone.
func Stop(ctx context.Context, tx pgx.Tx, now time.Time, ref Ref, why message.Text) error {
	return StopEach(ctx, tx, now, []Ref{ref}, why)
}

// StopEach is Stop for many deadlines: the number of statements is the same
// however many.
func StopEach(ctx context.Context, tx pgx.Tx, now time.Time, refs []Ref, why message.Text) error {
	if len(refs) == 0 {
		return nil
	}
	return stop(ctx, tx, now, byRefs, why, refArgs(refs, now))
}

// StopKind is Stop for every deadline of a kind that municipalities have in a
// case, whatever its key.
func StopKind(ctx context.Context, tx pgx.Tx, now time.Time, caseID int64, kind Kind, municipalities []string, why message.Text) error {
	if len(municipalities) == 0 {
		return nil
	}
	return stop(ctx, tx, now, `case_id = @case AND kind = @kind AND municipality = ANY(@municipalities)`, why,
		pgx.StrictNamedArgs{"case": caseID, "kind": kind, "municipalities": municipalities, "now": now})
}

// StopAbout is Stop for all deadlines about a meeting (AboutMeeting), in whichever cases.
func StopAbout(ctx context.Context, tx pgx.Tx, now time.Time, subject string, why message.Text) error {
	return stop(ctx, tx, now, `subject <> '' AND CASE WHEN subject LIKE 'meeting/%' THEN 0 ELSE case_id END = 0 AND subject = @subject`, why, pgx.StrictNamedArgs{"subject": subject, "now": now})
}

// StopCase is Stop for a whole case. With a municipality, it stops only that
// municipality's deadlines, and cancels what others would have sent to its
// offices and bodies.
func StopCase(ctx context.Context, tx pgx.Tx, now time.Time, caseID int64, municipality string, why message.Text) error {
	if municipality == "" {
		return stop(ctx, tx, now, `case_id = @case`, why, pgx.StrictNamedArgs{"case": caseID, "now": now})
	}
	err := stop(ctx, tx, now, `case_id = @case AND municipality = @municipality`, why,
		pgx.StrictNamedArgs{"case": caseID, "municipality": municipality, "now": now})
	if err != nil {
		return err
	}
	return spare(ctx, tx, now, caseID, municipality, why.Stored())
}

// stop ends the deadlines that where picks. The ledger keeps why in words.
func stop(ctx context.Context, tx pgx.Tx, now time.Time, where string, why message.Text, args pgx.StrictNamedArgs) error {
	stopped, err := end(ctx, tx, where, "stopped", why.Stored(), args)
	if err != nil {
		return err
	}
	return skipLetters(ctx, tx, now, stopped, why.Stored())
}

// skipLetters skips the e-mails that wait for the mail server, of deadlines that
// no longer stand. Where nothing was ever handed over there is none.
func skipLetters(ctx context.Context, tx pgx.Tx, now time.Time, list []ended, why string) error {
	var unsent []string
	for _, e := range list {
		if e.Handed {
			unsent = append(unsent, e.Sources...)
		}
	}
	if len(unsent) == 0 {
		return nil
	}
	return notice.Skip(ctx, tx, now, unsent, why)
}
