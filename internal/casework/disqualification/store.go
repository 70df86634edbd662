package disqualification

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

const selectOne = `
	SELECT d.id, d.number, o.key AS organisation, o.name AS organisation_name, d.person_id::text AS person, p.name, d.ground, d.basis, d.state,
		d.raised_by::text AS raised_by, d.raised_at, coalesce(d.decided_as, '') AS decided_as, d.decided_by::text AS decided_by, d.decided_at,
		coalesce(b.key, '') AS body, d.decided_on, d.case_number, d.from_at, d.to_at, d.withdrawn_by::text AS withdrawn_by, d.withdrawn_at, d.withdrawn_why, d.revision
	FROM disqualification d JOIN organisation o ON o.id = d.organisation_id JOIN person p ON p.id = d.person_id LEFT JOIN body b ON b.id = d.body_id
	WHERE d.case_id = @case `

func collect(ctx context.Context, q pgdb.Querier, c *casefile.Case, where string, args pgx.StrictNamedArgs) ([]*Disqualification, error) {
	args["case"] = c.ID
	list, err := pgdb.Pointers[Disqualification](ctx, q, "read disqualifications", selectOne+where, args)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(d *Disqualification) bool { return c.Past.Hides(d.RaisedAt) })
	for _, d := range list {
		d.Self = showDisqualification.Href(d.ref(c.Ref()))
		d.turn(c.Past)
	}
	return list, nil
}

// turn turns the question back to how it stood at a moment of the past: what was
// decided, ended or withdrawn later is not told (rule 1.1).
func (d *Disqualification) turn(p *reading.Past) {
	if p.HidesAny(d.WithdrawnAt) {
		d.State = reading.Was(p, d.Self, "state", d.State)
		d.WithdrawnAt, d.WithdrawnBy, d.WithdrawnWhy = nil, nil, ""
	}
	if p.HidesAny(d.DecidedAt) {
		d.State, d.DecidedAs, d.DecidedBy, d.DecidedAt, d.Body, d.DecidedOn, d.CaseNumber, d.From, d.To = Raised, "", nil, nil, "", nil, "", nil, nil
		d.Basis = cmp.Or(reading.Was(p, d.Self, "basis", d.Basis), d.Basis)
		return
	}
	d.To = reading.Was(p, d.Self, "to", d.To)
}

// find reads one within its case and organisation.
func find(ctx context.Context, q pgdb.Querier, c *casefile.Case, ref EachRef) (*Disqualification, error) {
	list, err := collect(ctx, q, c, `AND o.key = @organisation AND d.number = @number`,
		pgx.StrictNamedArgs{"organisation": ref.Organisation, "number": ref.Disqualification})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, httpapi.ErrNotFound
	}
	return list[0], nil
}

// raised is the question of a person that waits for a decision of an
// organisation in the case, nil where there is none.
func raised(ctx context.Context, q pgdb.Querier, c *casefile.Case, organisation, person string) (*Disqualification, error) {
	list, err := collect(ctx, q, c, `AND o.key = @organisation AND d.person_id = @person AND d.state = 'raised'`,
		pgx.StrictNamedArgs{"organisation": organisation, "person": person})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// page reads one page of a case's, in the order of their numbers. In the past they
// are picked by the states that they had then.
func page(ctx context.Context, q pgdb.Querier, c *casefile.Case, f ListRef, after, limit int) ([]*Disqualification, error) {
	state, most := f.State, limit
	if c.Past != nil {
		state, most = "", math.MaxInt32
	}
	list, err := collect(ctx, q, c, `
		AND d.number > @after AND (@state = '' OR d.state = @state) AND (@organisation = '' OR o.key = @organisation)
		AND (@person = '' OR d.person_id = nullif(@person, '')::uuid)
		ORDER BY d.number LIMIT @limit`, pgx.StrictNamedArgs{
		"after": after, "state": state, "organisation": f.Organisation, "person": f.Person, "limit": most,
	})
	list = slices.DeleteFunc(list, func(d *Disqualification) bool { return f.State != "" && string(d.State) != string(f.State) })
	return list[:min(limit, len(list))], err
}

// insert gives the question the next number of the case, whose row is locked.
func insert(ctx context.Context, tx pgx.Tx, c *casefile.Case, d *Disqualification) error {
	err := tx.QueryRow(ctx, `
		INSERT INTO disqualification (case_id, number, organisation_id, person_id, ground, basis, raised_by, raised_at,
			state, decided_as, decided_by, decided_at, from_at, to_at)
		SELECT @case, (SELECT coalesce(max(number), 0) + 1 FROM disqualification WHERE case_id = @case),
			o.id, @person, @ground, @basis, @raised_by, @raised_at, @state, nullif(@as, ''), @by, @at, @from, @to
		FROM organisation o WHERE o.key = @organisation
		RETURNING number`, pgx.StrictNamedArgs{
		"case": c.ID, "organisation": d.Organisation, "person": d.Person, "ground": d.Reason, "basis": d.Basis, "raised_by": d.RaisedBy, "raised_at": d.RaisedAt,
		"state": d.State, "as": d.DecidedAs, "by": d.DecidedBy, "at": d.DecidedAt, "from": d.From, "to": d.To,
	}).Scan(&d.Number)
	if err != nil {
		return fmt.Errorf("insert disqualification: %w", refuse(err))
	}
	return nil
}

// save writes what acts move. It refuses a body that the organisation does not
// have.
func save(ctx context.Context, tx pgx.Tx, d *Disqualification) error {
	tag, err := tx.Exec(ctx, `
		UPDATE disqualification d SET ground = @ground, basis = @basis, state = @state, decided_as = nullif(@as, ''), decided_by = @by, decided_at = @at,
			body_id = (SELECT id FROM body WHERE organisation_id = d.organisation_id AND key = @body),
			decided_on = @on, case_number = @number, from_at = @from, to_at = @to, withdrawn_by = @withdrawer, withdrawn_at = @withdrawn, withdrawn_why = @why, revision = revision + 1
		WHERE id = @id AND (@body = '' OR EXISTS (SELECT FROM body WHERE organisation_id = d.organisation_id AND key = @body))`, pgx.StrictNamedArgs{
		"id": d.ID, "ground": d.Reason, "basis": d.Basis, "state": d.State, "as": d.DecidedAs, "by": d.DecidedBy, "at": d.DecidedAt,
		"body": d.Body, "on": d.DecidedOn, "number": d.CaseNumber, "from": d.From, "to": d.To, "withdrawer": d.WithdrawnBy, "withdrawn": d.WithdrawnAt, "why": d.WithdrawnWhy,
	})
	if err != nil {
		return fmt.Errorf("save disqualification: %w", refuse(err))
	}
	if tag.RowsAffected() == 0 {
		return body.ErrUnknownBody.On("/body", casefile.MsgNoBody.With(d.Organisation, d.Body))
	}
	return nil
}

// has refuses a body that the organisation does not have; no body is none.
func has(ctx context.Context, q pgdb.Querier, organisation, key string) error {
	there, err := pgdb.One[bool](ctx, q, "find a body", `SELECT $2 = '' OR EXISTS (SELECT FROM body b JOIN organisation o ON o.id = b.organisation_id WHERE o.key = $1 AND b.key = $2)`,
		organisation, key)
	if err != nil {
		return err
	}
	if !there {
		return body.ErrUnknownBody.On("/body", casefile.MsgNoBody.With(organisation, key))
	}
	return nil
}

func refuse(err error) error {
	return pgdb.Refuse(err, map[string]*fault.Error{
		"disqualification_one_raised": ErrRaisedAlready,
		"disqualification_once":       ErrStandsAlready,
	})
}

// place finds what the people concerned are in their organisations of the case,
// and whether the holders for whom the actor would act there are disqualified:
// one statement, however many. Seats in working groups and in the committee of
// chief executives are no elected ones.
func place(ctx context.Context, q pgdb.Querier, c *casefile.Case, all []*Disqualification, holder func(*Disqualification) string, now time.Time) error {
	var organisations, people, holders []string
	for _, d := range all {
		organisations, people, holders = append(organisations, d.Organisation), append(people, d.Person), append(holders, holder(d))
	}
	found, err := pgdb.ByKey[int, Position](ctx, q, "read people's positions", `
		SELECT a.n,
			EXISTS (SELECT FROM held_office(@now) f WHERE f.person_id = a.person::uuid AND f.organisation_id = o.id AND f.kind <> '`+office.Reader+`')
				OR EXISTS (SELECT FROM employed_on(@today) e WHERE e.person_id = a.person::uuid AND e.municipality_id = o.id) AS office,
			EXISTS (SELECT FROM held_office(@now) f WHERE f.person_id = a.person::uuid AND f.organisation_id = o.id AND f.kind = '`+office.ChiefExecutive+`') AS chief,
			array(SELECT b.key FROM held_seat(@now) s JOIN body b ON b.id = s.body_id
				WHERE s.person_id = a.person::uuid AND b.organisation_id = o.id AND b.kind NOT IN ('`+body.WorkingGroup+`', '`+body.ChiefExecutivesCommittee+`')) AS sits_in,
			array(SELECT b.key FROM body b
				WHERE b.organisation_id = o.id AND b.kind IN ('`+body.WorkingGroup+`', '`+body.ChiefExecutivesCommittee+`')) AS administrative,
			EXISTS (SELECT FROM substitute s
				WHERE s.person_id = a.person::uuid AND s.organisation_id = o.id AND s.from_at <= @now AND (s.to_at IS NULL OR s.to_at > @now)) AS stands_in,
			EXISTS (SELECT FROM disqualification d WHERE d.case_id = @case AND d.person_id = nullif(a.holder, '')::uuid AND d.state = 'disqualified'
				AND (d.decided_as = 'self' OR d.organisation_id = o.id) AND d.from_at <= @now AND (d.to_at IS NULL OR d.to_at > @now)) AS holder_barred
		FROM unnest(@organisations::text[], @people::text[], @holders::text[]) WITH ORDINALITY AS a(organisation, person, holder, n)
			JOIN organisation o ON o.key = a.organisation`, pgx.StrictNamedArgs{
		"case": c.ID, "organisations": organisations, "people": people, "holders": holders, "now": now, "today": workday.Today(now),
	})
	for i, d := range all {
		d.Position = found[i+1]
	}
	return err
}

// municipalities are those that take part now.
func municipalities(c *casefile.Case) []string {
	keys := []string{}
	for _, p := range c.Parties() {
		keys = append(keys, p.Number)
	}
	return keys
}
