package office

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

const selectOffice = `
	SELECT f.id, o.key AS organisation, o.name AS organisation_name, f.kind, p.id::text AS person, p.name, f.from_at, f.to_at,
		f.decided_on, f.case_number, f.ended_why, f.appointed_by::text AS appointed_by, f.appointed_for::text AS appointed_for, f.created_at, f.revision
	FROM office f JOIN organisation o ON o.id = f.organisation_id JOIN person p ON p.id = f.person_id `

// Find reads an appointment in whatever organisation, also one that has ended.
func Find(ctx context.Context, q pgdb.Querier, id int64) (*Office, error) {
	return oneOffice(ctx, q, `WHERE f.id = $1`, id)
}

// HeldBy are the offices that a person holds at a moment, in whatever
// organisation.
func HeldBy(ctx context.Context, q pgdb.Querier, person string, at time.Time) ([]*Office, error) {
	return offices(ctx, q, `WHERE f.person_id = $1 AND f.from_at <= $2 AND (f.to_at IS NULL OR f.to_at > $2) ORDER BY f.id`, person, at)
}

// HeldWithin says whether a person holds an office in an organisation at some
// moment of a period.
func HeldWithin(ctx context.Context, q pgdb.Querier, organisation int64, kind, person string, from time.Time, to *time.Time) (bool, error) {
	return pgdb.One[bool](ctx, q, "look for an office", `
		SELECT EXISTS (SELECT FROM office WHERE organisation_id = $1 AND kind = $2 AND person_id = $3 AND tstzrange(from_at, to_at) && tstzrange($4, $5))`,
		organisation, kind, person, from, to)
}

func loadOffice(ctx context.Context, q pgdb.Querier, organisation string, id int64) (*Office, error) {
	return oneOffice(ctx, q, `WHERE o.key = $1 AND f.id = $2`, organisation, id)
}

// Lock reads an appointment of an organisation and locks it, so that nobody
// ends it meanwhile.
func Lock(ctx context.Context, tx pgx.Tx, organisation string, id int64) (*Office, error) {
	return oneOffice(ctx, tx, `WHERE o.key = $1 AND f.id = $2 FOR NO KEY UPDATE OF f`, organisation, id)
}

// lockOwnOffice finds an office by its holder.
func lockOwnOffice(ctx context.Context, tx pgx.Tx, person string, id int64) (*Office, error) {
	return oneOffice(ctx, tx, `WHERE f.person_id = $1 AND f.id = $2 FOR NO KEY UPDATE OF f`, person, id)
}

// lockChiefExecutive finds the chief executive in office at a moment.
func lockChiefExecutive(ctx context.Context, tx pgx.Tx, municipality string, at time.Time) (*Office, error) {
	return oneOffice(ctx, tx, `WHERE o.key = $1 AND f.kind = 'chief_executive' AND f.from_at <= $2 AND (f.to_at IS NULL OR f.to_at > $2)
		FOR NO KEY UPDATE OF f`, municipality, at)
}

func oneOffice(ctx context.Context, q pgdb.Querier, where string, args ...any) (*Office, error) {
	found, err := offices(ctx, q, where, args...)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, httpapi.ErrNotFound
	}
	return found[0], nil
}

func offices(ctx context.Context, q pgdb.Querier, where string, args ...any) ([]*Office, error) {
	return pgdb.Pointers[Office](ctx, q, "find offices", selectOffice+where, args...)
}

func heldOffices(ctx context.Context, q pgdb.Querier, f filter, p request.Page) (request.List[*Office], error) {
	var after int64
	if err := p.After(&after); err != nil {
		return request.List[*Office]{}, err
	}
	found, err := offices(ctx, q, `
		WHERE o.key = @organisation AND f.id > @after AND f.from_at <= @at AND (f.to_at IS NULL OR f.to_at > @at)
		  AND (@kind = '' OR f.kind = @kind) AND (@person = '' OR f.person_id = nullif(@person, '')::uuid)
		ORDER BY f.id LIMIT @limit`,
		pgx.StrictNamedArgs{"organisation": f.Organisation, "after": after, "at": f.At, "kind": f.Kind, "person": f.Person, "limit": p.Limit + 1})
	if err != nil {
		return request.List[*Office]{}, err
	}
	return request.Cut(found, p, func(f *Office) any { return f.ID }), nil
}

func insertOffice(ctx context.Context, tx pgx.Tx, organisation int64, a appointment, by authn.Actor, now time.Time) (int64, error) {
	id, err := pgdb.One[int64](ctx, tx, "insert an office", `
		INSERT INTO office (organisation_id, kind, person_id, from_at, to_at, decided_on, case_number, appointed_by, appointed_for, created_at)
		VALUES (@organisation, @kind, @person, @from, @to, @decided, @case, nullif(@by, '')::uuid, nullif(@behalf, '')::uuid, @now) RETURNING id`,
		pgx.StrictNamedArgs{
			"organisation": organisation, "kind": a.kind, "person": a.person, "from": a.from, "to": a.to,
			"decided": a.decidedOn, "case": a.caseNumber, "by": by.Person, "behalf": by.OnBehalfOf, "now": now,
		})
	return id, pgdb.Refuse(err, map[string]*fault.Error{
		"office_person_id_fkey":      person.ErrUnknownPerson.On("/person", person.MsgUnknown),
		"office_once":                ErrAlreadyHeld.On("/person", msgHolds),
		"office_one_chief_executive": ErrChiefExecutive,
	})
}

// MustNotHaveAppointed refuses that people are appointed by somebody whom one of
// them appointed to an office that that one holds in the organisation; whoever has
// a substitute for it, and the substitute, count alike (rules 1.4, 1.5).
func MustNotHaveAppointed(ctx context.Context, q pgdb.Querier, organisation int64, by authn.Actor, at time.Time, people ...string) error {
	owed, err := WhoAppointed(ctx, q, organisation, by, at, people)
	if err == nil && len(owed) > 0 {
		err = ErrMutualAppointment
	}
	return err
}

// WhoAppointed are those of some people who appointed the actor to an office that
// the actor holds in the organisation (rule 1.5).
func WhoAppointed(ctx context.Context, q pgdb.Querier, organisation int64, by authn.Actor, at time.Time, people []string) ([]string, error) {
	return pgdb.All[string](ctx, q, "look for an appointment the other way", `
		SELECT p.id::text FROM unnest($2::uuid[]) AS p(id)
		WHERE EXISTS (SELECT FROM held_office($4) f WHERE f.organisation_id = $1 AND f.person_id = ANY($3::uuid[]) AND p.id IN (f.appointed_by, f.appointed_for))`,
		organisation, people, by.Behind(), at)
}

// keepEnd stores the end that the rule gave the office.
func keepEnd(ctx context.Context, tx pgx.Tx, f *Office) error {
	_, err := tx.Exec(ctx, `UPDATE office SET to_at = $2, ended_why = $3, revision = revision + 1 WHERE id = $1`, f.ID, f.To, f.EndedWhy)
	if err != nil {
		return fmt.Errorf("end office: %w", err)
	}
	return nil
}

// addressesOf are the addresses of an organisation's offices after one of them,
// by their kinds; an office without one is there too.
func addressesOf(ctx context.Context, q pgdb.Querier, o *organisation.Organisation, after string, limit int) ([]*ContactAddress, error) {
	return pgdb.Pointers[ContactAddress](ctx, q, "list office addresses", `
		SELECT $1 AS organisation, k.kind, coalesce(a.email, '') AS email, coalesce(a.revision, 0) AS revision
		FROM unnest($2::text[]) AS k(kind) LEFT JOIN office_address a ON a.kind = k.kind AND a.organisation_id = $3
		WHERE k.kind > $4 ORDER BY k.kind LIMIT $5`, o.Key, KindsOf(o.Kind), o.ID, after, limit)
}

func addressOf(ctx context.Context, q pgdb.Querier, o *organisation.Organisation, kind string) (*ContactAddress, error) {
	if err := mustHave(o, kind); err != nil {
		return nil, err
	}
	return pgdb.Pointer[ContactAddress](ctx, q, "find an office address", `
		SELECT $1 AS organisation, $2 AS kind, coalesce(max(email), '') AS email, coalesce(max(revision), 0) AS revision
		FROM office_address WHERE organisation_id = $3 AND kind = $2`, o.Key, kind, o.ID)
}

func keepAddress(ctx context.Context, tx pgx.Tx, organisation int64, kind, email string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO office_address (organisation_id, kind, email) VALUES ($1, $2, $3)
		ON CONFLICT (organisation_id, kind) DO UPDATE SET email = excluded.email, revision = office_address.revision + 1`, organisation, kind, email)
	if err != nil {
		return fmt.Errorf("set an office address: %w", err)
	}
	return nil
}

// Contacts are the contact addresses of offices, named such as 3417/chief_executive;
// who has none is not among them.
func Contacts(ctx context.Context, q pgdb.Querier, offices []string) (map[string]string, error) {
	found, err := pgdb.All[struct {
		Of    string `db:"of"`
		Email string `db:"email"`
	}](ctx, q, "find contact addresses", `
		SELECT o.key || '/' || a.kind AS of, a.email
		FROM unnest($1::text[]) asked(office) JOIN organisation o ON o.key = split_part(asked.office, '/', 1)
		JOIN office_address a ON a.organisation_id = o.id AND a.kind = split_part(asked.office, '/', 2) AND a.email <> ''`, offices)
	all := map[string]string{}
	for _, f := range found {
		all[f.Of] = f.Email
	}
	return all, err
}
