package feed

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/caseindex"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// selectFeed reads feeds f with what they are of. Of a case it reads no more than its
// row: what the case is named by is asked of casefile.
const selectFeed = `
	SELECT f.id, f.kind, coalesce(f.case_id, 0) AS case_id, coalesce(f.body_id, 0) AS body_id, coalesce(f.organisation_id, 0) AS organisation_id,
		'' AS region, '' AS number, coalesce(o.key, '') AS organisation, coalesce(o.name, '') AS organisation_name, coalesce(b.key, '') AS body, coalesce(b.name, '') AS body_name,
		p.id::text AS person, p.language, f.created_at, f.last_used_at, f.revoked_at, f.revision
	FROM feed f JOIN person p ON p.id = f.person_id
	LEFT JOIN body b ON b.id = f.body_id LEFT JOIN organisation o ON o.id = coalesce(f.organisation_id, b.organisation_id) `

// bySecret finds the feed of an address, that is not revoked.
func bySecret(ctx context.Context, q pgdb.Querier, secret string) (*Feed, error) {
	return one(ctx, q, `WHERE f.hash = $1 AND f.revoked_at IS NULL`, hashed(secret))
}

// own finds a feed of a person.
func own(ctx context.Context, q pgdb.Querier, person string, id int64, lock string) (*Feed, error) {
	return one(ctx, q, `WHERE f.person_id = $1 AND f.id = $2`+lock, person, id)
}

func one(ctx context.Context, q pgdb.Querier, where string, args ...any) (*Feed, error) {
	f, err := pgdb.Pointer[Feed](ctx, q, "find a feed", selectFeed+where, args...)
	if err != nil {
		return nil, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	return f, nameCases(ctx, q, []*Feed{f})
}

// list is a page of the feeds of a person, the newest first.
func list(ctx context.Context, q pgdb.Querier, person string, p request.Page) (request.List[*Feed], error) {
	before := int64(1<<62 - 1)
	if err := p.After(&before); err != nil {
		return request.List[*Feed]{}, err
	}
	found, err := pgdb.Pointers[Feed](ctx, q, "list feeds", selectFeed+fmt.Sprintf(`
		WHERE f.person_id = $1 AND f.id < $2 ORDER BY f.id DESC LIMIT %d`, request.Bound(p.Limit+1)), person, before)
	if err != nil {
		return request.List[*Feed]{}, err
	}
	page := request.Cut(found, p, func(f *Feed) any { return f.ID })
	return page, nameCases(ctx, q, page.Items)
}

// nameCases fills in the names of the cases of feeds: one statement, and none where
// they have none.
func nameCases(ctx context.Context, q pgdb.Querier, feeds []*Feed) error {
	ids := []int64{}
	for _, f := range feeds {
		if f.CaseID != 0 {
			ids = append(ids, f.CaseID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	names, err := caseindex.Asked().Names(ctx, q, ids)
	for _, f := range feeds {
		if f.CaseID != 0 {
			f.Region, f.Case = names[f.CaseID].Region, names[f.CaseID].Number
		}
	}
	return err
}

// standing counts the feeds of a person that are not revoked.
func standing(ctx context.Context, q pgdb.Querier, person string) (int, error) {
	return pgdb.One[int](ctx, q, "count feeds", `SELECT count(*)::int FROM feed WHERE person_id = $1 AND revoked_at IS NULL`, person)
}

func insert(ctx context.Context, tx pgx.Tx, f *Feed, secret string, now time.Time) (int64, error) {
	return pgdb.One[int64](ctx, tx, "keep a feed", `
		INSERT INTO feed (person_id, hash, kind, case_id, body_id, organisation_id, created_at)
		VALUES (@person, @hash, @kind, nullif(@case::bigint, 0), nullif(@body::bigint, 0), nullif(@organisation::bigint, 0), @now) RETURNING id`,
		pgx.StrictNamedArgs{
			"person": f.Person, "hash": hashed(secret), "kind": f.Kind, "case": f.CaseID, "body": f.BodyID, "organisation": f.OrganisationID, "now": now,
		})
}

func revoke(ctx context.Context, tx pgx.Tx, id int64, now time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE feed SET revoked_at = $2, revision = revision + 1 WHERE id = $1`, id, now); err != nil {
		return fmt.Errorf("revoke a feed: %w", err)
	}
	return nil
}

// used notes that a feed was asked for. Whoever finds it being noted already leaves it
// at that, and waits for nobody.
func used(ctx context.Context, q pgdb.Querier, id int64, now time.Time) error {
	_, err := q.Exec(ctx, `
		UPDATE feed SET last_used_at = $2 WHERE id = (SELECT id FROM feed WHERE id = $1 AND revoked_at IS NULL FOR NO KEY UPDATE SKIP LOCKED)`, id, now)
	if err != nil {
		return fmt.Errorf("note the use of a feed: %w", err)
	}
	return nil
}

// milestone is one of a timeline, with a day.
type milestone struct {
	ID              int64           `db:"id"`
	Case            int64           `db:"case_id"`
	Key             string          `db:"key"`
	Title           string          `db:"title"`
	Kind            string          `db:"kind"`
	Due             workday.Date    `db:"due"`
	PerMunicipality bool            `db:"per_municipality"`
	Responsible     *authority.Post `db:"responsible"`
	Withdrawn       *time.Time      `db:"withdrawn_at"`
	Revision        int             `db:"revision"`
	ChangedAt       time.Time       `db:"changed_at"`
}

// atMost is how many milestones a feed shows: the earliest of what it looks at.
const atMost = `2000`

const selectMilestone = `
	SELECT m.id, m.case_id, m.key, m.title, m.kind, m.due, m.per_municipality, m.responsible, m.withdrawn_at, m.revision, m.changed_at FROM dated_milestone m `

const inWindow = ` AND m.due BETWEEN @from AND @to ORDER BY m.due, m.id LIMIT ` + atMost

// milestonesOf are the milestones of a case.
func milestonesOf(ctx context.Context, q pgdb.Querier, caseID int64, from, to workday.Date) ([]milestone, error) {
	return pgdb.All[milestone](ctx, q, "read the milestones of a case", selectMilestone+`WHERE m.case_id = @case`+inWindow,
		pgx.StrictNamedArgs{"case": caseID, "from": from, "to": to})
}

// milestonesIn are the milestones of the cases that go on in which an organisation has
// a part.
func milestonesIn(ctx context.Context, q pgdb.Querier, organisation int64, from, to workday.Date) ([]milestone, error) {
	return pgdb.All[milestone](ctx, q, "read the milestones of an organisation", selectMilestone+`
		WHERE m.case_id = ANY(array(SELECT x.case_id FROM case_party x WHERE x.organisation_id = @organisation))`+inWindow,
		pgx.StrictNamedArgs{"organisation": organisation, "from": from, "to": to})
}

// milestonesFor are the milestones that a person may answer for: by name, or, in the
// cases that go on of their organisations, by one of their offices, in a body, or
// where nobody is named.
func milestonesFor(ctx context.Context, q pgdb.Querier, person string, organisations, offices []string, from, to workday.Date) ([]milestone, error) {
	return pgdb.All[milestone](ctx, q, "read the milestones that somebody may answer for", selectMilestone+`
		WHERE (m.responsible->>'person' = @person::uuid::text
			OR m.case_id = ANY(array(SELECT x.case_id FROM case_party x WHERE x.organisation = ANY(@organisations::text[])))
				AND (m.responsible IS NULL OR m.responsible->>'office' = ANY(@offices::text[]) OR m.responsible ? 'body'))`+inWindow,
		pgx.StrictNamedArgs{"person": person, "organisations": organisations, "offices": offices, "from": from, "to": to})
}

// bodiesOf are the bodies of an organisation.
func bodiesOf(ctx context.Context, q pgdb.Querier, organisation int64) ([]int64, error) {
	return pgdb.All[int64](ctx, q, "find the bodies of an organisation", `SELECT id FROM body WHERE organisation_id = $1`, organisation)
}
