package proposal

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

const columns = `
	v.version, v.hash, v.reason, v.written_by::text AS written_by, v.written_for::text AS written_for, v.written_at, v.version::bigint AS revision`

var withItems = columns + `, ` + pgdb.RowsOf[Item](`
	SELECT i.number, i.text FROM proposal_item i WHERE i.case_id = v.case_id AND i.version = v.version ORDER BY i.number`) + ` AS items`

// newest is above the number of every version.
const newest = math.MaxInt32

// Newest is the newest version of the proposed resolution of a case; nil where
// nothing is proposed.
func Newest(ctx context.Context, q pgdb.Querier, caseID int64) (*Version, error) {
	return newestUntil(ctx, q, caseID, nil)
}

// At is Newest as the reader of a case may know it.
func At(ctx context.Context, q pgdb.Querier, c *casefile.Case) (*Version, error) {
	return newestUntil(ctx, q, c.ID, c.Past.Moment())
}

func newestUntil(ctx context.Context, q pgdb.Querier, caseID int64, until *time.Time) (*Version, error) {
	v, err := upTo(ctx, q, caseID, newest, until)
	if err != nil || v.Number == 0 {
		return nil, err
	}
	return v, nil
}

// Find is a version of the proposed resolution of a case by its number. It refuses a
// number that none has.
func Find(ctx context.Context, q pgdb.Querier, caseID int64, number int) (*Version, error) {
	return numbered(ctx, q, caseID, number, nil)
}

// numbered is Find for whoever may know of the case only as it stood at a moment.
func numbered(ctx context.Context, q pgdb.Querier, caseID int64, number int, until *time.Time) (*Version, error) {
	v, err := upTo(ctx, q, caseID, number, until)
	if err == nil && v.Number != number {
		return nil, httpapi.ErrNotFound
	}
	return v, err
}

// upTo is the newest version that has no higher number and was not written after a
// moment, with what it changed; version 0 where there is none.
func upTo(ctx context.Context, q pgdb.Querier, caseID int64, number int, until *time.Time) (*Version, error) {
	found, err := pgdb.Pointers[Version](ctx, q, "read the proposed resolution", `
		SELECT `+withItems+` FROM proposal_version v
		WHERE v.case_id = $1 AND v.version <= $2 AND v.written_at <= coalesce($3, 'infinity'::timestamptz) ORDER BY v.version DESC LIMIT 2`, caseID, number, until)
	if err != nil {
		return nil, err
	}
	v := &Version{Items: []Item{}}
	if len(found) > 0 {
		v = found[0]
	}
	v.Changes = []ItemChange{}
	if len(found) > 1 {
		v.Changes = Compare(found[1].Items, v.Items)
	}
	return v, nil
}

// page lists the versions of a case, the newest first.
func page(ctx context.Context, q pgdb.Querier, c *casefile.Case, p request.Page) (request.List[Summary], error) {
	before := newest
	if err := p.After(&before); err != nil {
		return request.List[Summary]{}, err
	}
	found, err := pgdb.All[Summary](ctx, q, "list proposed resolutions", `
		SELECT `+columns+`, (SELECT count(*) FROM proposal_item i WHERE i.case_id = v.case_id AND i.version = v.version)::int AS items
		FROM proposal_version v
		WHERE v.case_id = @case AND v.version < @before AND v.written_at <= coalesce(@until, 'infinity'::timestamptz) ORDER BY v.version DESC LIMIT @limit`,
		pgx.StrictNamedArgs{"case": c.ID, "before": before, "until": c.Past.Moment(), "limit": p.Limit + 1})
	if err != nil {
		return request.List[Summary]{}, err
	}
	return request.Cut(found, p, func(v Summary) any { return v.Number }), nil
}

// insert stores a version: one statement, however many its items are.
func insert(ctx context.Context, tx pgx.Tx, caseID int64, v *Version) error {
	_, err := tx.Exec(ctx, `
		WITH v AS (
			INSERT INTO proposal_version (case_id, version, hash, reason, written_by, written_for, written_at)
			VALUES (@case, @version, @hash, @reason, @by, @for, @at) RETURNING case_id, version)
		INSERT INTO proposal_item (case_id, version, number, text)
		SELECT v.case_id, v.version, i.number, i.text FROM v, unnest(@texts::text[]) WITH ORDINALITY AS i (text, number)`, pgx.StrictNamedArgs{
		"case": caseID, "version": v.Number, "hash": v.Hash, "reason": v.Reason, "by": v.WrittenBy, "for": v.WrittenFor, "at": v.WrittenAt, "texts": texts(v.Items),
	})
	if err != nil {
		return fmt.Errorf("insert a proposed resolution: %w", err)
	}
	return nil
}

// writtenBy notes who writes a version, for whom and when.
func (v *Version) writtenBy(actor authn.Actor, now time.Time) {
	v.WrittenBy, v.WrittenAt = &actor.Person, &now
	if actor.OnBehalfOf != "" {
		v.WrittenFor = &actor.OnBehalfOf
	}
}

// PartTexts adds to the parts of a read the items of all versions of the proposed
// resolution of a case, without who wrote them and why.
func PartTexts(p *pgdb.Parts, caseID int64, add func(version int, items []Item)) {
	type row struct {
		Version int    `db:"version"`
		Items   []Item `db:"items"`
	}
	pgdb.Part(p, "read the proposed resolutions", func(r row) { add(r.Version, r.Items) }, `SELECT v.version, `+pgdb.RowsOf[Item](`
		SELECT i.number, i.text FROM proposal_item i WHERE i.case_id = v.case_id AND i.version = v.version ORDER BY i.number`)+` AS items
		FROM proposal_version v WHERE v.case_id = $1 ORDER BY v.version`, caseID)
}
