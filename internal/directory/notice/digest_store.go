package notice

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/pgdb"
)

// waits is the condition that a row of letter waits for a digest.
const waits = `state = '` + Queued + `' AND waits_until IS NOT NULL AND digest_id IS NULL`

// nextDigest is the moment of the next digest of the preferences o, as daily.next has it.
const nextDigest = `(((@now::timestamptz AT TIME ZONE o.zone)::date + o.digest_at
	+ CASE WHEN (@now::timestamptz AT TIME ZONE o.zone)::time < o.digest_at THEN interval '0' ELSE interval '1 day' END) AT TIME ZONE o.zone)`

// anyWaiting says whether something has waited long enough. It reads the first entry of
// an index.
func anyWaiting(ctx context.Context, q pgdb.Querier, now time.Time) (bool, error) {
	return pgdb.One[bool](ctx, q, "look for waiting letters",
		`SELECT coalesce((SELECT waits_until FROM letter WHERE `+waits+` ORDER BY waits_until, person_id LIMIT 1) <= $1, false)`, now)
}

// waiting are people for whom letters have waited long enough, whom nobody else writes
// to in this moment.
func waiting(ctx context.Context, tx pgx.Tx, now time.Time) ([]collecting, error) {
	return pgdb.All[collecting](ctx, tx, "find who waits for a digest", `
		SELECT o.person_id::text AS person, to_char(o.digest_at, 'HH24:MI') AS digest_at, o.zone,
			(SELECT min(l.waits_until) FROM letter l WHERE l.person_id = o.person_id AND `+waits+`) AS until
		FROM notice_preference o WHERE o.person_id = ANY(array(
			SELECT DISTINCT w.person_id FROM (SELECT person_id FROM letter WHERE `+waits+` AND waits_until <= $1 ORDER BY waits_until, person_id LIMIT `+strconv.Itoa(together)+`) w))
		ORDER BY o.person_id FOR UPDATE OF o SKIP LOCKED`, now)
}

// made is the digest of a person, 0 where there was one on the day already.
type made struct {
	ID     int64  `db:"id"`
	Person string `db:"person"`
}

// digests makes one letter for each person, of all that waits for them; of whoever had
// one on that day it makes none, and leaves what waits.
func digests(ctx context.Context, tx pgx.Tx, c collected, domain string, now time.Time) ([]made, error) {
	if len(c.people) == 0 {
		return nil, nil
	}
	return pgdb.All[made](ctx, tx, "write digests", `
		WITH asked AS (SELECT * FROM unnest(@people::uuid[], @days::text[]) AS a(person, day)),
		written AS (
			INSERT INTO letter (source, person_id, channel, kind, params, late, state, message_id, created_at)
			SELECT 'digest:' || a.day, a.person, '`+Email+`', '`+string(digestKind)+`', '{}', false, '`+Queued+`',
				left(encode(sha256(convert_to(concat_ws(chr(10), 'digest', a.day, a.person), 'UTF8')), 'hex'), 40) || '@' || @domain, @now
			FROM asked a ORDER BY a.person
			ON CONFLICT (source, person_id, channel) DO NOTHING RETURNING id, person_id),
		told AS (
			UPDATE letter l SET digest_id = w.id, revision = l.revision + 1
			FROM written w WHERE l.person_id = w.person_id AND l.state = '`+Queued+`' AND l.waits_until IS NOT NULL AND l.digest_id IS NULL)
		SELECT coalesce(w.id, 0) AS id, a.person::text AS person FROM asked a LEFT JOIN written w ON w.person_id = a.person`,
		pgx.StrictNamedArgs{"people": c.people, "days": c.days, "domain": domain, "now": now})
}

// putOff lets what waits for people wait until later.
func putOff(ctx context.Context, tx pgx.Tx, later map[string]time.Time) error {
	if len(later) == 0 {
		return nil
	}
	people, until := make([]string, 0, len(later)), make([]time.Time, 0, len(later))
	for person, at := range later {
		people, until = append(people, person), append(until, at)
	}
	_, err := tx.Exec(ctx, `
		UPDATE letter l SET waits_until = greatest(l.waits_until, p.until) FROM unnest($1::uuid[], $2::timestamptz[]) AS p(person, until)
		WHERE l.person_id = p.person AND l.state = '`+Queued+`' AND l.waits_until IS NOT NULL AND l.digest_id IS NULL`, people, until)
	if err != nil {
		return fmt.Errorf("put digests off: %w", err)
	}
	return nil
}

// release lets the waiting letters of a person go out by themselves, but those of some
// kinds, and says which they are.
func release(ctx context.Context, tx pgx.Tx, person string, but []Kind) ([]int64, error) {
	return pgdb.All[int64](ctx, tx, "release waiting letters", `
		UPDATE letter SET waits_until = NULL, revision = revision + 1
		WHERE person_id = $1 AND `+waits+` AND kind <> ALL($2::text[]) RETURNING id`, person, but)
}

// item is a letter that a digest tells of.
type item struct {
	Kind   Kind              `db:"kind"`
	Case   int64             `db:"case_id"`
	Params map[string]string `db:"params"`
	Late   bool              `db:"late"`
}

// partItems are the letters that a digest tells of, and that still hold.
func partItems(p *pgdb.Parts, digest int64, add func(item)) {
	pgdb.Part(p, "find what a digest tells of", add, `
		SELECT kind, coalesce(case_id, 0) AS case_id, params, late FROM letter WHERE digest_id = $1 AND state = '`+Queued+`' ORDER BY id`, digest)
}
