package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// insert writes the letters that are not there yet, and says which e-mails are
// to be sent now: others wait for a daily digest. A Message-ID is made of what is sent to whom: should two copies of
// the database send the same letter, its reader's mail server knows it. The order
// keeps two that tell the same people from waiting for each other.
func insert(ctx context.Context, tx pgx.Tx, notices []Notice, domain string, now time.Time) ([]int64, error) {
	var sources, people, kinds []string
	var cases []int64
	var params []map[string]string
	var late, copies []bool
	var addresses, addressesOf, secrets []string
	for _, n := range notices {
		if n.Params == nil {
			n.Params = map[string]string{}
		}
		sources, people, kinds = append(sources, n.Source), append(people, n.Person), append(kinds, string(n.Kind))
		cases, params, late = append(cases, n.Case), append(params, n.Params), append(late, n.Late)
		addresses, addressesOf, copies = append(addresses, n.Address), append(addressesOf, n.AddressOf), append(copies, n.Copy)
		secrets = append(secrets, n.Secret)
	}
	written, err := pgdb.All[int64](ctx, tx, "write letters", `
		INSERT INTO letter (source, person_id, channel, kind, case_id, params, late, address, address_of, secret, state, why, waits_until, message_id, created_at, delivered_at)
		SELECT n.source, n.person, c.channel, n.kind, nullif(n.case_id, 0), n.params, n.late, CASE WHEN c.channel = '`+Email+`' THEN n.address ELSE '' END,
			CASE WHEN c.channel = '`+Email+`' AND n.address <> '' THEN n.address_of ELSE '' END, CASE WHEN c.channel = '`+Email+`' THEN n.secret ELSE '' END,
			CASE WHEN c.channel = '`+Inbox+`' THEN '`+Delivered+`' WHEN n.address = '' AND (coalesce(p.email, '') = '' OR m.off) THEN '`+Skipped+`' ELSE '`+Queued+`' END,
			CASE WHEN c.channel = '`+Inbox+`' OR n.address <> '' THEN '' WHEN coalesce(p.email, '') = '' THEN @no_address WHEN m.off THEN @muted ELSE '' END,
			CASE WHEN c.channel = '`+Email+`' AND n.address = '' AND coalesce(p.email, '') <> '' AND NOT m.off AND m.collected THEN m.next END,
			CASE WHEN c.channel = '`+Email+`' THEN
				left(encode(sha256(convert_to(concat_ws(chr(10), n.source, n.person, n.address, n.kind, n.case_id, n.params), 'UTF8')), 'hex'), 40) || '@' || @domain END,
			@now, CASE WHEN c.channel = '`+Inbox+`' THEN @now::timestamptz END
		FROM unnest(@sources::text[], @people::uuid[], @kinds::text[], @cases::bigint[], @params::jsonb[], @late::boolean[], @addresses::text[], @addresses_of::text[], @copies::boolean[], @secrets::text[])
			AS n(source, person, kind, case_id, params, late, address, address_of, copied, secret)
		CROSS JOIN (VALUES ('`+Inbox+`'), ('`+Email+`')) AS c(channel)
		LEFT JOIN person p ON p.id = n.person
		LEFT JOIN LATERAL (SELECT n.kind = ANY(o.email_off) AND n.kind = ANY(@mutable::text[]) AS off,
			n.kind = ANY(o.digest) AND n.kind = ANY(@mutable::text[]) AS collected, `+nextDigest+` AS next FROM notice_preference o WHERE o.person_id = n.person) m ON true
		WHERE c.channel = '`+Email+`' OR NOT n.copied
		ORDER BY n.source, n.person, c.channel
		ON CONFLICT (source, person_id, channel) DO NOTHING
		RETURNING CASE WHEN state = '`+Queued+`' AND waits_until IS NULL THEN id ELSE 0 END`,
		pgx.StrictNamedArgs{
			"sources": sources, "people": people, "kinds": kinds, "cases": cases, "params": params, "late": late, "addresses": addresses, "addresses_of": addressesOf, "copies": copies, "secrets": secrets,
			"no_address": msgNoAddress, "muted": msgMuted, "mutable": mutable(), "domain": domain, "now": now,
		})
	if err != nil {
		return nil, err
	}
	var queued []int64
	for _, id := range written {
		if id != 0 {
			queued = append(queued, id)
		}
	}
	return queued, nil
}

const selectInbox = `
	SELECT l.id, l.kind, l.params, l.late, l.created_at, l.read_at, l.revision
	FROM letter l
	WHERE l.person_id = @person AND l.channel = '` + Inbox + `'`

func inbox(ctx context.Context, q pgdb.Querier, person string, f filter, p request.Page) (request.List[InboxNotice], error) {
	before := int64(1<<63 - 1)
	if err := p.After(&before); err != nil {
		return request.List[InboxNotice]{}, err
	}
	found, err := pgdb.All[InboxNotice](ctx, q, "list notices", selectInbox+`
		AND l.id < @before
		AND (@unread = '' OR (l.read_at IS NULL) = (@unread = 'true'))
		AND (@kind = '' OR l.kind = @kind)
		ORDER BY l.id DESC LIMIT @limit`,
		pgx.StrictNamedArgs{"person": person, "before": before, "unread": f.Unread, "kind": f.Kind, "limit": p.Limit + 1})
	if err != nil {
		return request.List[InboxNotice]{}, err
	}
	return request.Cut(found, p, func(n InboxNotice) any { return n.ID }), nil
}

func load(ctx context.Context, q pgdb.Querier, person string, id int64, lock string) (*InboxNotice, error) {
	n, err := pgdb.Pointer[InboxNotice](ctx, q, "find a notice", selectInbox+` AND l.id = @id`+lock, pgx.StrictNamedArgs{"person": person, "id": id})
	return n, pgdb.NotFound(err, httpapi.ErrNotFound)
}

func markRead(ctx context.Context, tx pgx.Tx, n *InboxNotice, now time.Time) error {
	err := tx.QueryRow(ctx, `UPDATE letter SET read_at = $2, revision = revision + 1 WHERE id = $1 RETURNING read_at, revision`, n.ID, now).
		Scan(&n.ReadAt, &n.Revision)
	if err != nil {
		return fmt.Errorf("mark a notice as read: %w", err)
	}
	return nil
}

// mailing is an e-mail with what is needed to send it now.
type mailing struct {
	ID        int64             `db:"id"`
	Kind      Kind              `db:"kind"`
	Params    map[string]string `db:"params"`
	State     string            `db:"state"`
	Late      bool              `db:"late"`
	MessageID string            `db:"message_id"`
	Name      string            `db:"name"`
	Address   string            `db:"email"`
	Language  string            `db:"language"`
	Secret    string            `db:"secret"`
	Attempts  int               `db:"attempts"`
	Round     int               `db:"round"`
	Case      int64             `db:"case_id"`
	// Items are what it tells of, where it is a digest.
	Items []item `db:"-"`
	// Shields are those of the cases that it is about, by their rows.
	Shields map[int64]Shield `db:"-"`
}

// shieldOf is the shield of a case, nil for none.
func (m mailing) shieldOf(caseID int64) *Shield {
	if sh, ok := m.Shields[caseID]; ok {
		return &sh
	}
	return nil
}

func partMailing(p *pgdb.Parts, id int64, add func(mailing)) {
	pgdb.Part(p, "find a letter", add, `
		SELECT l.id, l.kind, l.params, l.state, l.late, l.message_id, p.name, coalesce(nullif(l.address, ''), p.email) AS email, p.language, l.secret, l.attempts, l.round, coalesce(l.case_id, 0) AS case_id
		FROM letter l JOIN person p ON p.id = l.person_id WHERE l.id = $1 AND l.channel = '`+Email+`'`, id)
}

// countPost counts what has not arrived. What waits for a digest waits to be sent from
// its time on.
func countPost(ctx context.Context, q pgdb.Querier, now time.Time) (post, error) {
	return pgdb.One[post](ctx, q, "count letters", `
		SELECT count(*) FILTER (WHERE state = '`+Queued+`' AND waits_until IS NULL) AS waiting, count(*) FILTER (WHERE state = '`+Failed+`') AS failed,
			count(*) FILTER (WHERE state = '`+Queued+`' AND waits_until IS NOT NULL AND digest_id IS NULL) AS collected,
			min(CASE WHEN waits_until IS NULL THEN coalesce(sent_again_at, created_at) WHEN digest_id IS NULL AND waits_until <= $1 THEN waits_until END) FILTER (WHERE state = '`+Queued+`') AS oldest
		FROM letter WHERE channel = '`+Email+`' AND state IN ('`+Queued+`', '`+Failed+`')`, now)
}

// Skip keeps the e-mails of sources that no longer hold from being sent, in the
// transaction that ends them, and those that failed from being sent again. What was
// sent, and what lies in an inbox, stays; one that is on its way to the mail server in
// this moment may arrive.
func Skip(ctx context.Context, tx pgx.Tx, now time.Time, sources []string, why string) error {
	_, err := tx.Exec(ctx, `
		WITH over AS (
			UPDATE letter_failure f SET ended_at = $3, ended_as = '`+endedOver+`', revision = f.revision + 1
			FROM letter l WHERE l.id = f.letter_id AND f.ended_at IS NULL AND l.source = ANY($1) AND l.channel = '`+Email+`' AND l.state = '`+Failed+`')
		UPDATE letter SET state = '`+Skipped+`', why = $2, secret = '', settled_at = $3, revision = revision + 1
		WHERE source = ANY($1) AND channel = '`+Email+`' AND (state = '`+Queued+`' OR state = '`+Failed+`' AND digest_id IS NOT NULL)`, sources, why, now)
	if err != nil {
		return fmt.Errorf("skip letters: %w", err)
	}
	return nil
}

// keepAttempt keeps how an attempt ended that was not the last in vain. Only a letter
// that is still queued is touched: a second worker changes nothing. What a digest tells
// of becomes what the digest becomes.
func keepAttempt(ctx context.Context, q pgdb.Querier, m mailing, attempt int, state string, why message.Text, now time.Time) error {
	_, err := q.Exec(ctx, `
		WITH own AS (
			UPDATE letter SET state = @state, why = @why, attempts = @attempt, revision = revision + 1,
				secret = CASE WHEN @state = '`+Queued+`' THEN secret ELSE '' END,
				settled_at = CASE WHEN @state <> '`+Queued+`' THEN @now::timestamptz END,
				delivered_at = CASE WHEN @state = '`+Delivered+`' THEN @now::timestamptz END
			WHERE id = @id AND state = '`+Queued+`' AND round = @round RETURNING id)
		UPDATE letter l SET state = @state, why = @why, revision = l.revision + 1, settled_at = @now, delivered_at = CASE WHEN @state = '`+Delivered+`' THEN @now::timestamptz END
		FROM own WHERE l.digest_id = own.id AND l.state = '`+Queued+`' AND @state <> '`+Queued+`'`,
		pgx.StrictNamedArgs{"id": m.ID, "round": m.Round, "attempt": attempt, "state": state, "why": why, "now": now})
	if err != nil {
		return fmt.Errorf("note that letter %d is %s: %w", m.ID, state, err)
	}
	return nil
}
