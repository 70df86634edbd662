package authority

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// selectSubstitute reads substitutes as they stand at @at, on the day @today:
// a is what counts then, h the office of whoever is acted for and holds it then.
const selectSubstitute = `
	SELECT s.id, o.key AS organisation, o.name AS organisation_name, s.office,
		jsonb_build_object('person', s.holder_id, 'name', holder.name) AS holder, a.on_behalf_of::text,
		s.person_id::text AS person, p.name, s.acts,
		s.cases,
		s.source, s.decided_on, s.case_number, s.from_at, s.to_at, s.review_on, s.set_by::text, s.ended_why,
		a.id IS NOT NULL AS in_force, h.person_id::text AS principal,
		coalesce((SELECT name FROM person WHERE id = h.person_id), '') AS principal_name, s.created_at, s.revision
	FROM substitute s
	JOIN organisation o ON o.id = s.organisation_id
	JOIN person holder ON holder.id = s.holder_id
	JOIN person p ON p.id = s.person_id
	LEFT JOIN (` + acting + `) a ON a.id = s.id
	LEFT JOIN held_office(@at) h ON h.organisation_id = s.organisation_id AND h.kind = s.office
		AND (h.kind = '` + office.ChiefExecutive + `' OR h.person_id = s.holder_id) `

func substitutes(ctx context.Context, q pgdb.Querier, now time.Time, where string, args pgx.StrictNamedArgs) ([]*Substitute, error) {
	all := pgx.StrictNamedArgs{"at": now, "today": workday.Today(now)}
	maps.Copy(all, args)
	return pgdb.Pointers[Substitute](ctx, q, "find substitutes", selectSubstitute+where, all)
}

func one(ctx context.Context, q pgdb.Querier, now time.Time, where string, args pgx.StrictNamedArgs) (*Substitute, error) {
	found, err := substitutes(ctx, q, now, where, args)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, httpapi.ErrNotFound
	}
	return found[0], nil
}

func load(ctx context.Context, q pgdb.Querier, organisation string, id int64, now time.Time) (*Substitute, error) {
	return one(ctx, q, now, `WHERE o.key = @organisation AND s.id = @id`, pgx.StrictNamedArgs{"organisation": organisation, "id": id})
}

// find reads a substitute in whatever organisation.
func find(ctx context.Context, q pgdb.Querier, id int64, now time.Time) (*Substitute, error) {
	return one(ctx, q, now, `WHERE s.id = @id`, pgx.StrictNamedArgs{"id": id})
}

func list(ctx context.Context, q pgdb.Querier, f filter, p request.Page, now time.Time) (request.List[*Substitute], error) {
	return page(ctx, q, p, now, `
		o.key = @organisation AND (@office = '' OR s.office = @office) AND (@person = '' OR s.person_id = nullif(@person, '')::uuid)
		AND CASE @ended::text
			WHEN 'true' THEN s.to_at <= @moment
			WHEN 'false' THEN s.to_at IS NULL OR s.to_at > @moment
			ELSE s.from_at <= @moment AND (s.to_at IS NULL OR s.to_at > @moment) END`,
		pgx.StrictNamedArgs{"organisation": f.Organisation, "office": f.Office, "person": f.Person, "ended": f.Ended, "moment": f.At})
}

// listOwn lists what concerns a person, who acts or is acted for, and has not ended.
// Either is looked up over an index of its own.
func listOwn(ctx context.Context, q pgdb.Querier, person string, p request.Page, now time.Time) (request.List[*Substitute], error) {
	return page(ctx, q, p, now, `
		s.id = ANY (array(
			SELECT x.id FROM substitute x WHERE x.person_id = @person
			UNION SELECT x.id FROM held_office(@at) f JOIN substitute x ON x.organisation_id = f.organisation_id AND x.office = f.kind
			WHERE f.person_id = @person AND (f.kind = '`+office.ChiefExecutive+`' OR x.holder_id = f.person_id)))
		AND (s.to_at IS NULL OR s.to_at > @at)`, pgx.StrictNamedArgs{"person": person})
}

func page(ctx context.Context, q pgdb.Querier, p request.Page, now time.Time, where string, args pgx.StrictNamedArgs) (request.List[*Substitute], error) {
	var after int64
	if err := p.After(&after); err != nil {
		return request.List[*Substitute]{}, err
	}
	args["after"], args["limit"] = after, p.Limit+1
	found, err := substitutes(ctx, q, now, `WHERE s.id > @after AND `+where+` ORDER BY s.id LIMIT @limit`, args)
	if err != nil {
		return request.List[*Substitute]{}, err
	}
	return request.Cut(found, p, func(x *Substitute) any { return x.ID }), nil
}

// standing are the edges of an office in an organisation that count at some
// moment from the given one on. The present chief executive is nobody's
// substitute, though they were one before. The caller has locked the
// organisation.
func standing(ctx context.Context, tx pgx.Tx, organisation int64, kind string, from, now time.Time) ([]edge, error) {
	return pgdb.All[edge](ctx, tx, "find standing substitutes", `
		SELECT s.holder_id::text AS holder, s.person_id::text AS person, s.acts, s.cases, s.from_at, s.to_at FROM substitute s
		WHERE s.organisation_id = $1 AND s.office = $2 AND (s.to_at IS NULL OR s.to_at > $3)
			AND NOT EXISTS (SELECT FROM held_office($4) f WHERE f.organisation_id = s.organisation_id AND f.kind = s.office AND f.person_id = s.person_id
				AND f.kind = '`+office.ChiefExecutive+`')
		ORDER BY s.id`, organisation, kind, from, now)
}

// mustCloseNoCircle refuses an edge by which people would act for each other in a
// circle, over whatever offices and organisations: the holder for the substitute
// at some moment at which the substitute acts for the holder, themselves or
// through others (rule 1.4). Whom a council named is left out: they act in one
// case, in the place of somebody who may not. What would close a circle
// together is set one after the other: a lock is held until the transaction
// ends.
func mustCloseNoCircle(ctx context.Context, tx pgx.Tx, e edge) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('substitutes', 0))`); err != nil {
		return fmt.Errorf("hold the substitutes: %w", err)
	}
	closes, err := pgdb.One[bool](ctx, tx, "look for a circle of substitutes", `
		WITH RECURSIVE edge AS (
			SELECT coalesce(h.person_id, s.holder_id) AS holder, s.person_id AS person, tstzrange(s.from_at, s.to_at) AS during
			FROM substitute s
			LEFT JOIN LATERAL held_office(greatest(s.from_at, @from)) h ON s.office = '`+office.ChiefExecutive+`' AND h.kind = s.office AND h.organisation_id = s.organisation_id
			WHERE s.source <> 'council' AND tstzrange(s.from_at, s.to_at) && tstzrange(@from, @to)),
		chain AS (
			SELECT person, during * tstzrange(@from, @to) AS during, ARRAY[holder, person] AS people FROM edge WHERE holder = @person::uuid
			UNION ALL
			SELECT n.person, n.during * c.during, c.people || n.person FROM chain c JOIN edge n ON n.holder = c.person AND n.during && c.during
			WHERE n.person <> ALL (c.people) AND c.person <> @holder::uuid)
		SELECT EXISTS (SELECT FROM chain WHERE person = @holder::uuid)`,
		pgx.StrictNamedArgs{"from": e.From, "to": e.To, "holder": e.Holder, "person": e.Person})
	if err == nil && closes {
		err = ErrCycle.On("/person", msgCircle)
	}
	return err
}

func insert(ctx context.Context, tx pgx.Tx, organisation int64, office, source, by string, e edge, review *workday.Date, now time.Time) (int64, error) {
	return pgdb.One[int64](ctx, tx, "insert a substitute", `
		INSERT INTO substitute (organisation_id, office, holder_id, person_id, acts, cases, source, from_at, to_at, review_on, set_by, created_at)
		VALUES (@organisation, @office, @holder, @person, @acts, @cases, @source, @from, @to, @review, @by, @now) RETURNING id`,
		pgx.StrictNamedArgs{
			"organisation": organisation, "office": office, "holder": e.Holder, "person": e.Person, "acts": e.Acts, "cases": e.Cases,
			"source": source, "from": e.From, "to": e.To, "review": review, "by": by, "now": now,
		})
}

// keepEnd stores the end that the rule gave the substitute.
func keepEnd(ctx context.Context, tx pgx.Tx, x *Substitute) error {
	_, err := tx.Exec(ctx, `UPDATE substitute SET to_at = $2, ended_why = $3, revision = revision + 1 WHERE id = $1`, x.ID, x.To, x.EndedWhy)
	if err != nil {
		return fmt.Errorf("end a substitute: %w", err)
	}
	return nil
}

// reviewDue is true for the substitutes whose day of review has come, and no end.
const reviewDue = `s.review_on <= @today AND s.source <> 'council' AND (s.to_at IS NULL OR s.to_at > @at)`

// keepReview stores the next day of review.
func keepReview(ctx context.Context, tx pgx.Tx, id int64, on workday.Date) error {
	_, err := tx.Exec(ctx, `UPDATE substitute SET review_on = $2, revision = revision + 1 WHERE id = $1`, id, on)
	if err != nil {
		return fmt.Errorf("renew a substitute: %w", err)
	}
	return nil
}
