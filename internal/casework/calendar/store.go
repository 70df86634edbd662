package calendar

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// kept is a calendar with what its statements need.
type kept struct {
	Calendar
	head
}

// head is what a calendar is known by.
type head struct {
	OrganisationID int64  `db:"organisation_id"`
	BodyID         *int64 `db:"body_id"`
	// Last is the number of its last entry, Change that of its own last change, and
	// Above that of the one of which it inherits.
	Last   int64 `db:"last"`
	Change int64 `db:"change"`
	Above  int64 `db:"above"`
}

const (
	// ofPlace joins an organisation o with the body b of a place.
	ofPlace = `organisation o LEFT JOIN body b ON b.organisation_id = o.id AND b.key = @body`
	inPlace = `o.key = @organisation AND (@body = '' OR b.id IS NOT NULL)`
	// changes are those of a calendar c, numbered.
	ofOwn   = `SELECT coalesce(max(c.number), 0) FROM calendar_change c WHERE c.organisation_id = o.id AND c.body_id IS NOT DISTINCT FROM b.id`
	ofAbove = `SELECT coalesce(max(c.number), 0) FROM calendar_change c WHERE c.organisation_id = o.id AND c.body_id IS NULL AND b.id IS NOT NULL`
	// changed finds the change that an entry came by, or went.
	changed = `SELECT FROM calendar_change c WHERE c.organisation_id = e.organisation_id AND c.body_id IS NOT DISTINCT FROM e.body_id AND c.number = e.`
)

// noMoment asks for what stands.
var noMoment time.Time

// load reads a calendar with all that applies in it, as it stands, or as it stood at
// a moment, in one statement.
func load(ctx context.Context, q pgdb.Querier, of place, at time.Time) (*kept, error) {
	args := pgx.StrictNamedArgs{"organisation": of.Organisation, "body": of.Body}
	then, standing := ``, `e.until IS NULL`
	if !at.IsZero() {
		args["at"] = at
		then, standing = ` AND c.made_at <= @at`, `EXISTS (`+changed+`since AND c.made_at <= @at) AND (e.until IS NULL OR EXISTS (`+changed+`until AND c.made_at > @at))`
	}
	var heads []head
	k := &kept{Calendar: Calendar{Organisation: of.Organisation, Body: of.Body, Entries: []*CalendarEntry{}}}
	var p pgdb.Parts
	pgdb.Part(&p, "find a calendar", func(h head) { heads = append(heads, h) }, `
		SELECT o.id AS organisation_id, b.id AS body_id, (`+ofOwn+then+`)::bigint AS change, (`+ofAbove+then+`)::bigint AS above,
			(SELECT coalesce(max(e.number), 0) FROM calendar_entry e WHERE e.organisation_id = o.id AND e.body_id IS NOT DISTINCT FROM b.id)::bigint AS last
		FROM `+ofPlace+` WHERE `+inPlace, args)
	pgdb.Part(&p, "read its entries", func(e CalendarEntry) { k.Entries = append(k.Entries, &e) }, `
		SELECT o.key AS organisation, coalesce(w.key, '') AS body, e.number::bigint AS number, e.kind, e.first_day, e.last_day, e.name, e.since::bigint AS revision
		FROM `+ofPlace+` JOIN calendar_entry e ON e.organisation_id = o.id AND (e.body_id IS NULL OR e.body_id = b.id) LEFT JOIN body w ON w.id = e.body_id
		WHERE `+inPlace+` AND `+standing+` ORDER BY e.first_day, e.last_day, w.key NULLS FIRST, e.number`, args)
	if err := p.Read(ctx, q); err != nil {
		return nil, err
	}
	if len(heads) == 0 {
		return nil, httpapi.ErrNotFound
	}
	k.head = heads[0]
	k.Revision = k.Change + k.Above
	return k, nil
}

// made is a change as it is written down.
type made struct {
	by     authn.Actor
	at     time.Time
	reason string
}

// save writes the next change of a calendar: the entry numbered before goes, and
// after comes; either may be nil. The rule has seen to it that after fits, and the
// table holds it too.
func save(ctx context.Context, tx pgx.Tx, k *kept, m made, before, after *CalendarEntry) error {
	b := &pgx.Batch{}
	b.Queue(`INSERT INTO calendar_change (organisation_id, body_id, number, reason, made_by, made_for, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		k.OrganisationID, k.BodyID, k.Change+1, m.reason, m.by.Person, m.by.For(), m.at)
	if before != nil {
		b.Queue(`UPDATE calendar_entry SET until = $4 WHERE organisation_id = $1 AND body_id IS NOT DISTINCT FROM $2 AND number = $3 AND until IS NULL`,
			k.OrganisationID, k.BodyID, before.Number, k.Change+1)
	}
	if after != nil {
		b.Queue(`INSERT INTO calendar_entry (organisation_id, body_id, number, kind, first_day, last_day, name, since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			k.OrganisationID, k.BodyID, after.Number, after.Kind, after.FirstDay, after.LastDay, after.Name, k.Change+1)
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("change a calendar: %w", pgdb.Refuse(err, map[string]*fault.Error{"calendar_entry_one_day": ErrOverlap, "calendar_entry_one_recess": ErrOverlap}))
	}
	return nil
}

// changesOf lists the changes of a calendar's own entries, the newest first.
func changesOf(ctx context.Context, q pgdb.Querier, of place, p request.Page) (request.List[*CalendarChange], error) {
	var before int64
	if err := p.After(&before); err != nil {
		return request.List[*CalendarChange]{}, err
	}
	args := pgx.StrictNamedArgs{"organisation": of.Organisation, "body": of.Body}
	from := ``
	if !p.First() {
		from, args["before"] = ` AND c.number < @before`, before
	}
	const state = `CASE WHEN %[1]s.number IS NOT NULL THEN jsonb_build_object('kind', %[1]s.kind, 'first_day', %[1]s.first_day, 'last_day', %[1]s.last_day, 'name', %[1]s.name) END`
	found, err := pgdb.Pointers[CalendarChange](ctx, q, "list the changes of a calendar", `
		SELECT c.number::bigint, c.made_at, c.made_by::text, c.made_for::text, c.reason, coalesce(a.number, w.number)::bigint AS entry, `+
		fmt.Sprintf(state, "w")+` AS before, `+fmt.Sprintf(state, "a")+` AS after
		FROM `+ofPlace+` JOIN calendar_change c ON c.organisation_id = o.id AND c.body_id IS NOT DISTINCT FROM b.id
		LEFT JOIN calendar_entry w ON w.organisation_id = c.organisation_id AND w.body_id IS NOT DISTINCT FROM c.body_id AND w.until = c.number
		LEFT JOIN calendar_entry a ON a.organisation_id = c.organisation_id AND a.body_id IS NOT DISTINCT FROM c.body_id AND a.since = c.number
		WHERE `+inPlace+from+` ORDER BY c.number DESC LIMIT `+strconv.Itoa(request.Bound(p.Limit)), args)
	if err != nil {
		return request.List[*CalendarChange]{}, err
	}
	return request.Cut(found, p, func(c *CalendarChange) any { return c.Number }), nil
}
