package admission

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

const selectAdmission = `
	SELECT a.id, o.key AS organisation, o.name AS organisation_name, p.id::text AS person, p.name,
		CASE WHEN a.state = '` + Asked + `' THEN n.key ELSE h.key END AS home, n.key AS home_now, a.kind, a.percent, a.reason, a.state,
		a.asked_by::text AS asked_by, a.asked_for::text AS asked_for, a.asked_at, a.answered_by::text AS answered_by, a.answered_at, a.revision
	FROM admission a JOIN organisation o ON o.id = a.organisation_id JOIN person p ON p.id = a.person_id
	JOIN organisation h ON h.id = a.home_id JOIN organisation n ON n.id = p.home_id `

// of is true for the admissions that concern an organisation: it asked, it is the
// home, or it was when it was answered.
const of = `@organisation IN (o.key, n.key, h.key)`

func load(ctx context.Context, q pgdb.Querier, where string, args pgx.StrictNamedArgs) (*Admission, error) {
	a, err := pgdb.Pointer[Admission](ctx, q, "find an admission", selectAdmission+where, args)
	return a, pgdb.NotFound(err, httpapi.ErrNotFound)
}

// loadAt reads an admission that concerns an organisation; lock is "" or a
// locking clause.
func loadAt(ctx context.Context, q pgdb.Querier, ref Ref, lock string) (*Admission, error) {
	return load(ctx, q, `WHERE a.id = @id AND `+of+lock, pgx.StrictNamedArgs{"id": ref.Admission, "organisation": ref.Organisation})
}

// loadOwn reads an admission of a person.
func loadOwn(ctx context.Context, q pgdb.Querier, person string, id int64, lock string) (*Admission, error) {
	return load(ctx, q, `WHERE a.id = @id AND a.person_id = @person`+lock, pgx.StrictNamedArgs{"id": id, "person": person})
}

// locked locks the person and the admission: of two answers at once the later
// meets the earlier, and whoever takes the person in meanwhile waits for it.
const locked = ` FOR NO KEY UPDATE OF p, a`

func list(ctx context.Context, q pgdb.Querier, where string, args pgx.StrictNamedArgs, p request.Page) (request.List[*Admission], error) {
	before := int64(1<<63 - 1)
	if err := p.After(&before); err != nil {
		return request.List[*Admission]{}, err
	}
	args["before"], args["limit"] = before, p.Limit+1
	found, err := pgdb.Pointers[Admission](ctx, q, "list admissions", selectAdmission+`WHERE a.id < @before AND `+where+` ORDER BY a.id DESC LIMIT @limit`, args)
	if err != nil {
		return request.List[*Admission]{}, err
	}
	return request.Cut(found, p, func(a *Admission) any { return a.ID }), nil
}

// homeOf locks a person and says whose they are.
func homeOf(ctx context.Context, tx pgx.Tx, id string) (string, error) {
	home, err := pgdb.One[string](ctx, tx, "find a person's home", `
		SELECT n.key FROM person p JOIN organisation n ON n.id = p.home_id WHERE p.id = $1 FOR NO KEY UPDATE OF p`, id)
	return home, pgdb.NotFound(err, person.ErrUnknownPerson.On("/person", person.MsgUnknown))
}

func insert(ctx context.Context, tx pgx.Tx, organisation int64, in AdmissionInput, by authn.Actor, now time.Time) (int64, error) {
	id, err := pgdb.One[int64](ctx, tx, "insert an admission", `
		INSERT INTO admission (organisation_id, person_id, home_id, kind, percent, reason, state, asked_by, asked_for, asked_at)
		SELECT @organisation, p.id, p.home_id, @as, @percent, @reason, '`+Asked+`', @by, @behalf, @now FROM person p WHERE p.id = @person RETURNING id`,
		pgx.StrictNamedArgs{"organisation": organisation, "person": in.Person, "as": in.As, "percent": in.Percent, "reason": in.Reason, "by": by.Person, "behalf": by.For(), "now": now})
	return id, pgdb.Refuse(err, map[string]*fault.Error{"admission_one_asked": ErrAsked})
}

// keepAnswer stores the answer that the rule gave, and the home as it is then.
func keepAnswer(ctx context.Context, tx pgx.Tx, a *Admission) error {
	_, err := tx.Exec(ctx, `
		UPDATE admission SET state = $2, answered_by = $3, answered_at = $4, revision = revision + 1,
			home_id = (SELECT id FROM organisation WHERE key = $5)
		WHERE id = $1`, a.ID, a.State, a.AnsweredBy, a.AnsweredAt, a.Home)
	if err != nil {
		return fmt.Errorf("answer an admission: %w", err)
	}
	return nil
}

// replace declines the agreements in whose place the one that is now given stands:
// the older one of the same kind; for a home that moves there all of them, and what
// is still asked, since nobody needs to agree any more (rule 1.2). It answers with
// their identifiers.
func replace(ctx context.Context, tx pgx.Tx, a *Admission) ([]int64, error) {
	return pgdb.All[int64](ctx, tx, "replace agreements", `
		UPDATE admission SET state = '`+Declined+`', answered_by = $5, answered_at = $6, revision = revision + 1
		WHERE organisation_id = (SELECT id FROM organisation WHERE key = $1) AND person_id = $2 AND id <> $3
			AND CASE WHEN $4 = '`+Home+`' THEN kind <> $4 AND state <> '`+Declined+`' ELSE kind = $4 AND state = '`+Confirmed+`' END
		RETURNING id`, a.Organisation, a.Person, a.ID, a.As, a.AnsweredBy, a.AnsweredAt)
}

// Must refuses to take a person in as something unless the organisation is their
// home, or they or their home have agreed, and keeps the agreement from being
// taken back until the transaction ends (rule 1.2). Whoever takes a seat of their
// own accord agrees by it: by is who acts.
func Must(ctx context.Context, tx pgx.Tx, organisation int64, id, as, by string) error {
	found, err := pgdb.One[struct {
		Home   string `db:"home"`
		Agreed bool   `db:"agreed"`
	}](ctx, tx, "look for an admission", `
		SELECT h.key AS home, p.home_id = @organisation OR a.id IS NOT NULL OR p.id::text = @by AS agreed
		FROM person p JOIN organisation h ON h.id = p.home_id LEFT JOIN LATERAL (
			SELECT id FROM admission WHERE organisation_id = @organisation AND person_id = p.id AND kind = @as AND state = '`+Confirmed+`' LIMIT 1 FOR SHARE) a ON true
		WHERE p.id = @person`,
		pgx.StrictNamedArgs{"organisation": organisation, "person": id, "as": as, "by": by})
	if err != nil {
		return pgdb.NotFound(err, person.ErrUnknownPerson.On("/person", person.MsgUnknown))
	}
	if !found.Agreed {
		return person.ErrNotAgreed.With(person.MsgNotAgreed.With(found.Home, person.Tie(as)))
	}
	return nil
}

// employable are the percentages up to which an organisation may employ people
// whose home is elsewhere, by person. The caller has locked the people.
func employable(ctx context.Context, q pgdb.Querier, organisation int64, people []string) (map[string]int, error) {
	if len(people) == 0 {
		return nil, nil
	}
	found, err := pgdb.All[struct {
		Person  string `db:"person"`
		Percent int    `db:"percent"`
	}](ctx, q, "find agreements to employ", `
		SELECT person_id::text AS person, percent FROM admission
		WHERE organisation_id = $1 AND person_id IN (SELECT unnest($2::uuid[])) AND kind = '`+Employment+`' AND state = '`+Confirmed+`'`, organisation, people)
	percent := map[string]int{}
	for _, f := range found {
		percent[f.Person] = f.Percent
	}
	return percent, err
}
