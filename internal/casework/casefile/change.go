package casefile

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Frame runs the acts in a case, each in one transaction.
type Frame struct {
	Pool *pgxpool.Pool
	Now  func() time.Time
	// Hold keeps a region's settings as they are while an act runs that they
	// decide, where there are such. It waits before the act's Now is read.
	Hold func(ctx context.Context, tx pgx.Tx, region string) error
}

// Change is one act in a case: the transaction, the case, which is locked until
// it ends, who acts, and when. Nothing that decides changes after Now, which
// follows the last act in the case, also where the clock of this instance is a
// little behind.
type Change struct {
	Tx   pgx.Tx
	Case *Case
	// Party is the municipality whose part in the case the act is about; nil
	// where it is about the whole case.
	Party *Participant
	Actor authn.Actor
	// Operator is the command of an operator who acts, where no person does.
	Operator string
	Now      time.Time

	events  []audit.Event
	revises bool
	err     error
}

// Do runs an act on a whole case, which it locks. What the act records is
// written with it, or nothing is.
func Do[T any](ctx context.Context, f Frame, actor authn.Actor, ref Ref, act func(*Change) (T, error)) (T, error) {
	return pgdb.InTx(ctx, f.Pool, func(tx pgx.Tx) (none T, err error) {
		c, err := Lock(ctx, tx, ref)
		if err != nil {
			return none, err
		}
		ch := &Change{Tx: tx, Case: c, Actor: actor}
		if err := f.begin(ctx, ch); err != nil {
			return none, err
		}
		return run(ctx, ch, act)
	})
}

// DoPart is Do for an act about one municipality's part in the case.
func DoPart[T any](ctx context.Context, f Frame, actor authn.Actor, at PartyRef, act func(*Change) (T, error)) (T, error) {
	return pgdb.InTx(ctx, f.Pool, func(tx pgx.Tx) (none T, err error) {
		ch, err := f.BeginPart(ctx, tx, actor, at)
		if err != nil {
			return none, err
		}
		return run(ctx, ch, act)
	})
}

// Begin begins an act on a whole case, which is read without its papers and stays
// locked, in a transaction that is open already; whoever calls it ends with Trace.
func (f Frame) Begin(ctx context.Context, tx pgx.Tx, actor authn.Actor, ref Ref) (*Change, error) {
	c, err := LockParties(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	ch := &Change{Tx: tx, Case: c, Actor: actor}
	return ch, f.begin(ctx, ch)
}

// BeginPart begins an act about one municipality's part in a case, which is read
// without its papers and stays locked, in a transaction that is open already;
// whoever calls it ends with Trace. It refuses a case that is over, and a
// municipality that does not take part in it.
func (f Frame) BeginPart(ctx context.Context, tx pgx.Tx, actor authn.Actor, at PartyRef) (*Change, error) {
	ch, err := f.Begin(ctx, tx, actor, at.Ref)
	if err != nil {
		return nil, err
	}
	if err := ch.Case.Alive(); err != nil {
		return nil, err
	}
	ch.Party, err = ch.Case.Party(at.Municipality)
	return ch, err
}

func (f Frame) begin(ctx context.Context, ch *Change) error {
	if f.Hold != nil {
		if err := f.Hold(ctx, ch.Tx, ch.Case.Region); err != nil {
			return err
		}
	}
	ch.Now = ch.Case.Following(f.Now())
	return nil
}

func run[T any](ctx context.Context, ch *Change, act func(*Change) (T, error)) (T, error) {
	answer, err := act(ch)
	if err != nil {
		return answer, err
	}
	return answer, ch.Trace(ctx)
}

// Record notes an event of the act: when, by whom and in which case is filled
// in, and the changes are kept as they are now. An event without
// changes is none: the act changed nothing.
func (ch *Change) Record(e audit.Event) {
	e.At, e.Case = ch.Now, ch.Case.ID
	if e.Actor.Person == "" {
		e.Actor = ch.Actor
	}
	if e.Operator == "" {
		e.Operator = ch.Operator
	}
	if len(e.Changes) == 0 {
		return
	}
	frozen, err := e.Changes.Frozen()
	e.Changes, ch.err = frozen, errors.Join(ch.err, err)
	ch.events = append(ch.events, e)
}

// Revise notes that the case's own resource changes, and with it its tag.
func (ch *Change) Revise() { ch.revises = true }

// Trace writes what was recorded until now, and that the case changed. An act
// calls it before it reads again what it answers with; else it follows the act.
func (ch *Change) Trace(ctx context.Context) error {
	if ch.err != nil || len(ch.events) == 0 {
		return ch.err
	}
	if err := audit.Record(ctx, ch.Tx, ch.events...); err != nil {
		return err
	}
	ch.events = nil
	if ch.revises {
		ch.revises = false
		return revise(ctx, ch.Tx, ch.Case.ID, ch.Now)
	}
	return touch(ctx, ch.Tx, ch.Case.ID, ch.Now)
}
