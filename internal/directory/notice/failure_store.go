package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// keepFailed keeps that a letter that is still queued failed for good, and puts it on
// the list of whoever keeps its address; nobody keeps one that a person had before.
func keepFailed(ctx context.Context, tx pgx.Tx, m mailing, attempt int, c Cause, answer string, now time.Time) (*failed, error) {
	// Of an address it is told once, however many fail there at the same time.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('letter_failure ' || $1, 0))`, m.Address); err != nil {
		return nil, fmt.Errorf("hold an address: %w", err)
	}
	found, err := pgdb.All[failed](ctx, tx, "keep that a letter failed", `
		WITH settled AS (
			UPDATE letter SET state = '`+Failed+`', why = @why, attempts = @attempt, secret = '', settled_at = @now, revision = revision + 1
			WHERE id = @id AND state = '`+Queued+`' AND round = @round
			RETURNING id, person_id, kind, address, address_of),
		told AS (
			UPDATE letter l SET state = '`+Failed+`', why = @why, settled_at = @now, revision = l.revision + 1
			FROM settled s WHERE l.digest_id = s.id AND l.state = '`+Queued+`'),
		kept AS (
			INSERT INTO letter_failure (letter_id, person_id, organisation_id, office, address, cause, answer, coded, attempts, failed_at)
			SELECT s.id, s.person_id, coalesce(o.id, p.home_id), split_part(s.address_of, '/', 2), @address, @cause, @answer, @coded, @attempt, @now
			FROM settled s JOIN person p ON p.id = s.person_id LEFT JOIN organisation o ON o.key = split_part(s.address_of, '/', 1)
			WHERE s.address = '' OR s.address_of <> ''
			RETURNING id, person_id, organisation_id, office, address)
		SELECT k.id, coalesce((SELECT min(f.id) FROM letter_failure f
				WHERE f.organisation_id = k.organisation_id AND f.ended_at IS NULL AND (f.person_id, f.office, f.address) = (k.person_id, k.office, k.address)), k.id) AS first,
			o.key AS organisation, k.person_id::text AS person, p.name, k.office, k.address, (SELECT kind FROM settled) AS kind
		FROM kept k JOIN organisation o ON o.id = k.organisation_id JOIN person p ON p.id = k.person_id`,
		pgx.StrictNamedArgs{
			"id": m.ID, "round": m.Round, "attempt": attempt, "why": c.why(), "cause": c, "answer": answer, "address": m.Address, "coded": m.Secret != "", "now": now,
		})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// selectFailure reads failed letters f, with the person's own address as it is now.
// One at a person's own address is theirs alone who keep it now.
const selectFailure = `
	SELECT f.id, f.letter_id, f.person_id::text AS person, p.name, l.kind, f.office, f.address, CASE WHEN f.office = '' THEN p.email ELSE '' END AS present,
		f.cause, f.answer, f.coded, f.attempts, l.created_at, f.failed_at, f.ended_at, coalesce(f.ended_as, '') AS ended_as, o.key AS organisation, f.revision
	FROM letter_failure f JOIN letter l ON l.id = f.letter_id JOIN person p ON p.id = f.person_id JOIN organisation o ON o.id = f.organisation_id `

// failures are a page of those that wait in an organisation, the oldest first.
func failures(ctx context.Context, q pgdb.Querier, organisation string, p request.Page) (request.List[*FailedLetter], error) {
	var after int64
	if err := p.After(&after); err != nil {
		return request.List[*FailedLetter]{}, err
	}
	found, err := pgdb.Pointers[FailedLetter](ctx, q, "list failed letters", selectFailure+fmt.Sprintf(`
		WHERE f.organisation_id = (SELECT id FROM organisation WHERE key = $1) AND f.ended_at IS NULL AND f.id > $2 ORDER BY f.id LIMIT %d`, request.Bound(p.Limit+1)),
		organisation, after)
	if err != nil {
		return request.List[*FailedLetter]{}, err
	}
	return request.Cut(found, p, func(f *FailedLetter) any { return f.ID }), nil
}

// failureOf reads a failed letter of an organisation, those too that have ended.
func failureOf(ctx context.Context, q pgdb.Querier, ref failureRef, lock string) (*FailedLetter, error) {
	f, err := pgdb.Pointer[FailedLetter](ctx, q, "find a failed letter", selectFailure+`WHERE o.key = $1 AND f.id = $2`+lock, ref.Organisation, ref.Letter)
	return f, pgdb.NotFound(err, httpapi.ErrNotFound)
}

// everyFailure are those that wait anywhere, the oldest first, for operators.
func everyFailure(ctx context.Context, q pgdb.Querier, after int64) ([]*FailedLetter, error) {
	return pgdb.Pointers[FailedLetter](ctx, q, "list failed letters", selectFailure+`WHERE f.ended_at IS NULL AND f.id > $1 ORDER BY f.id LIMIT 200`, after)
}

// anyFailure finds a failed letter for an operator.
func anyFailure(ctx context.Context, tx pgx.Tx, id int64) (*FailedLetter, error) {
	f, err := pgdb.Pointer[FailedLetter](ctx, tx, "find a failed letter", selectFailure+`WHERE f.id = $1`+lockedFailure, id)
	return f, pgdb.NotFound(err, httpapi.ErrNotFound)
}

const lockedFailure = ` FOR NO KEY UPDATE OF f, l`

// resend queues a failed letter anew, under the same Message-ID: to the address that
// stands now, with as many attempts as at first. What an older job does of it counts
// no more. By is whoever sends it again, "" for an operator.
func resend(ctx context.Context, tx pgx.Tx, f *FailedLetter, by string, now time.Time) (round int, err error) {
	return pgdb.One[int](ctx, tx, "send a letter again", `
		WITH ended AS (
			UPDATE letter_failure SET ended_at = @now, ended_as = '`+endedSentAgain+`', sent_again_by = nullif(@by, '')::uuid, revision = revision + 1 WHERE id = @failure),
		told AS (
			UPDATE letter SET state = '`+Queued+`', why = '', sent_again_at = @now, settled_at = NULL, revision = revision + 1 WHERE digest_id = @letter AND state = '`+Failed+`')
		UPDATE letter SET state = '`+Queued+`', why = '', attempts = 0, round = round + 1, sent_again_at = @now, settled_at = NULL, revision = revision + 1,
			address = CASE WHEN @office = '' THEN '' ELSE @address END
		WHERE id = @letter RETURNING round`,
		pgx.StrictNamedArgs{"failure": f.ID, "letter": f.Letter, "office": f.Office, "address": f.Present, "by": by, "now": now})
}

// MoveFailures puts what failed at a person's own address on the list of their home:
// it is called in the transaction in which they move (rule 1.2).
func MoveFailures(ctx context.Context, tx pgx.Tx, person string) error {
	_, err := tx.Exec(ctx, `
		UPDATE letter_failure f SET organisation_id = p.home_id, revision = f.revision + 1
		FROM person p WHERE p.id = f.person_id AND f.person_id = $1 AND f.office = '' AND f.organisation_id <> p.home_id`, person)
	if err != nil {
		return fmt.Errorf("move failed letters: %w", err)
	}
	return nil
}

// passFailuresOn puts what failed in an organisation that is no more on the list of
// another; what went to its offices is over.
func passFailuresOn(ctx context.Context, tx pgx.Tx, from, to int64, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE letter_failure SET revision = revision + 1, organisation_id = CASE WHEN office = '' THEN $2 ELSE organisation_id END,
			ended_at = CASE WHEN office <> '' THEN $3::timestamptz END, ended_as = CASE WHEN office <> '' THEN '`+endedOver+`' END
		WHERE organisation_id = $1 AND ended_at IS NULL`, from, to, now)
	if err != nil {
		return fmt.Errorf("pass failed letters on: %w", err)
	}
	return nil
}

// countFailures counts what waits to be sent again, by cause.
func countFailures(ctx context.Context, q pgdb.Querier) (map[Cause]int64, error) {
	found, err := pgdb.All[struct {
		Cause   Cause `db:"cause"`
		Letters int64 `db:"letters"`
	}](ctx, q, "count failed letters", `SELECT cause, count(*) AS letters FROM letter_failure WHERE ended_at IS NULL GROUP BY cause`)
	all := map[Cause]int64{}
	for _, f := range found {
		all[f.Cause] = f.Letters
	}
	return all, err
}

// Unmended is an address at which letters have failed that wait to be sent again.
type Unmended struct {
	First        int64     `db:"first"`
	Organisation string    `db:"organisation"`
	Name         string    `db:"name"`
	Office       string    `db:"office"`
	Letters      int       `db:"letters"`
	Since        time.Time `db:"since"`
}

// unmended are the addresses that organisations keep at which letters have failed.
func unmended(ctx context.Context, q pgdb.Querier, organisations []string) ([]Unmended, error) {
	return pgdb.All[Unmended](ctx, q, "find addresses to mend", `
		SELECT min(f.id) AS first, o.key AS organisation, p.name, f.office, count(*)::int AS letters, min(f.failed_at) AS since
		FROM organisation o JOIN letter_failure f ON f.organisation_id = o.id AND f.ended_at IS NULL JOIN person p ON p.id = f.person_id
		WHERE o.key = ANY($1) GROUP BY o.key, p.id, p.name, f.office, f.address ORDER BY min(f.id) LIMIT 200`, organisations)
}
