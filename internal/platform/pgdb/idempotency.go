package pgdb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// KeyLife is how long an idempotency key and its answer are kept.
const KeyLife = 7 * 24 * time.Hour

// The faults of idempotency keys.
var (
	ErrKeyReused = fault.New(fault.Invalid, "idempotency.key_reused", "The idempotency key belongs to another request",
		"This Idempotency-Key was already used for a request with other content. Make a new key for a new request.")
	ErrKeyRunning = fault.New(fault.Conflict, "idempotency.in_progress", "The first request with this key is still running",
		"A request with this Idempotency-Key has not been answered yet. Repeat it shortly to get its answer.").After(time.Second)
)

// Replay is the end of a use case whose idempotency key was seen before: the
// answer that was given then.
type Replay struct{ Answer request.Answer }

// Error says that nothing went wrong.
func (*Replay) Error() string { return "answered before under the same idempotency key" }

// claim takes the key for this transaction, or finds what was answered. The
// lock is taken before the look: the look then sees all that was committed by
// an earlier holder. The row that it finds is locked too, for settled.
func claim(ctx context.Context, tx pgx.Tx, t *request.Terms) error {
	if t.Key == "" {
		return nil
	}
	var locked bool
	err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock(hashtextextended($1 || chr(10) || $2, 0))`,
		t.Caller, t.Key).Scan(&locked)
	if err != nil {
		return fmt.Errorf("lock the idempotency key: %w", err)
	}
	var fingerprint []byte
	var a request.Answer
	err = tx.QueryRow(ctx, `
		SELECT fingerprint, status, content_type, etag, location, body
		FROM idempotency_key WHERE caller = $1 AND key = $2 FOR NO KEY UPDATE`, t.Caller, t.Key).
		Scan(&fingerprint, &a.Status, &a.Type, &a.ETag, &a.Location, &a.Body)
	switch {
	case errors.Is(err, pgx.ErrNoRows) && locked:
		return nil
	case errors.Is(err, pgx.ErrNoRows):
		return ErrKeyRunning
	case err != nil:
		return fmt.Errorf("look up the idempotency key: %w", err)
	case !bytes.Equal(fingerprint, t.Fingerprint):
		return ErrKeyReused
	}
	return &Replay{Answer: a}
}

// settled ends the transaction of an answer that was given before. It is
// committed, not rolled back: as it has locked a row, the commit waits until the
// standbys that a primary waits for have all that was committed until now. The
// first answer may have been lost while that was still waited for, and must not
// be given again before.
func settled(ctx context.Context, tx pgx.Tx, t *request.Terms, err error) error {
	if _, again := errors.AsType[*Replay](err); !again {
		return err
	}
	if err := commit(ctx, tx, t); err != nil {
		return err
	}
	return err
}

// keep stores the answer with the key.
func keep(ctx context.Context, tx pgx.Tx, t *request.Terms, result any) error {
	if t.Key == "" {
		return nil
	}
	a, err := t.Render(result)
	if err != nil {
		return fmt.Errorf("render the answer: %w", err)
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO idempotency_key (caller, key, fingerprint, status, content_type, etag, location, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		t.Caller, t.Key, t.Fingerprint, a.Status, a.Type, a.ETag, a.Location, a.Body)
	if err != nil {
		return fmt.Errorf("keep the answer: %w", err)
	}
	return nil
}

// forgotten is how many keys are removed in one statement, which has its limit of
// time however many have gathered.
const forgotten = 5000

// ForgetKeys removes the keys whose time is up and says how many they were.
// Keys live in real time, whatever the domain's clock says. Two instances at once
// share the keys between them.
func ForgetKeys(ctx context.Context, q Querier) (all int64, err error) {
	for n := int64(forgotten); n == forgotten; all += n {
		tag, err := q.Exec(ctx, `
			DELETE FROM idempotency_key WHERE (caller, key) IN (
				SELECT caller, key FROM idempotency_key WHERE created_at < now() - make_interval(secs => $1)
				ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`, KeyLife.Seconds(), forgotten)
		if err != nil {
			return all, fmt.Errorf("forget idempotency keys: %w", err)
		}
		n = tag.RowsAffected()
	}
	return all, nil
}
