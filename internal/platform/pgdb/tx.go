package pgdb

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/trace"
)

// attempts bounds how often a use case is run again after a serialisation
// failure or a deadlock.
const attempts = 4

// InTx runs a use case in one transaction: all of it is kept, or none. Where the
// answer to COMMIT was lost, it ends in ErrOutcomeUnknown.
//
// It honours the terms of the request (package request): with an idempotency key
// the key, the effect and the answer are committed together, and a repeated
// key ends in a *Replay; a dry run checks deferred constraints and is rolled
// back. A use case that the database could not serialise, or that was given too
// little time for a lock because the pool is crowded, is run again, so it
// must not do anything outside the transaction. Last of all it asks again what
// Confirming put into the context.
func InTx[T any](ctx context.Context, pool *pgxpool.Pool, useCase func(pgx.Tx) (T, error)) (T, error) {
	began := time.Now()
	for attempt := 1; ; attempt++ {
		v, err := once(ctx, pool, useCase)
		for mayWaitOn(err, began) && ctx.Err() == nil {
			v, err = once(ctx, pool, useCase)
		}
		if attempt == attempts || !serialisation(err) {
			return v, err
		}
		select {
		case <-ctx.Done():
			return v, ctx.Err()
		case <-time.After(rand.N(time.Duration(attempt) * 20 * time.Millisecond)): //nolint:gosec // a pause is no secret
		}
	}
}

func once[T any](ctx context.Context, pool *pgxpool.Pool, useCase func(pgx.Tx) (T, error)) (v T, err error) {
	ctx, span := trace.Start(ctx, "transaction")
	defer func() { endSpan(span, err) }()
	tx, err := pool.Begin(ctx)
	if err != nil {
		return v, fmt.Errorf("begin: %w", err)
	}
	defer func() {
		// After a commit this does nothing; after anything else it must run
		// even when the request's own time is up.
		_ = tx.Rollback(context.WithoutCancel(ctx))
	}()
	terms := request.TermsOf(ctx)
	if err := claim(ctx, tx, terms); err != nil {
		return v, settled(ctx, tx, terms, err)
	}
	if v, err = useCase(tx); err != nil {
		return v, err
	}
	if confirm, ok := ctx.Value(confirmKey{}).(Confirmation); ok {
		if err := confirm(ctx, tx); err != nil {
			return v, err
		}
	}
	if terms.DryRun {
		if _, err := tx.Exec(ctx, "SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
			return v, fmt.Errorf("check constraints: %w", err)
		}
		return v, nil
	}
	if err := keep(ctx, tx, terms, v); err != nil {
		return v, err
	}
	return v, commit(ctx, tx, terms)
}

// commitTime is what a COMMIT may take. It has time of its own: a request whose
// time is up while the change is being kept should hear that it was kept.
const commitTime = 5 * time.Second

// commit keeps what was done. Where the database is lost meanwhile, nobody knows
// whether it was kept.
func commit(ctx context.Context, tx pgx.Tx, terms *request.Terms) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if tx.Conn().IsClosed() {
		return fmt.Errorf("commit: %w", pgconn.ErrConnClosed)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	defer cancel()
	err := tx.Commit(ctx)
	switch {
	case err == nil:
		terms.Kept = true
		return nil
	case undone(err):
		return fmt.Errorf("commit: %w", err)
	default:
		terms.Kept = true
		return fmt.Errorf("commit: %w: %w", ErrOutcomeUnknown, err)
	}
}

// Confirmation is asked at the end of a use case, within its transaction,
// whether the actor may still do what was done: a use case may have waited for
// a lock while an office ended (rule 1.3).
type Confirmation func(ctx context.Context, q Querier) error

type confirmKey struct{}

// Confirming lets the transactions under ctx be confirmed before they are
// committed.
func Confirming(ctx context.Context, c Confirmation) context.Context {
	return context.WithValue(ctx, confirmKey{}, c)
}

// Read runs reads that belong together in one read-only transaction: all its
// statements see the same state, whatever is written meanwhile.
func Read[T any](ctx context.Context, pool *pgxpool.Pool, read func(Querier) (T, error)) (v T, err error) {
	ctx, span := trace.Start(ctx, "read")
	defer func() { endSpan(span, err) }()
	tx, err := pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return v, fmt.Errorf("begin to read: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	return read(tx)
}

// endSpan ends the span of a transaction, and says how it ended. What was refused
// or answered before went as it should.
func endSpan(span trace.Span, err error) {
	span.Say("db.system.name", "postgresql")
	refused, isFault := fault.As(err)
	pg, isPg := errors.AsType[*pgconn.PgError](err)
	_, again := errors.AsType[*Replay](err)
	switch {
	case isFault:
		span.Say("forankring.code", refused.Code)
	case isPg:
		span.Say("db.response.status_code", pg.Code)
	}
	if err != nil && !again && (!isFault || Troubled(err)) {
		span.Fail()
	}
	span.End()
}

func serialisation(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == deadlock)
}
