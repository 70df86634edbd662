package body

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Elected is an election of a council as it is stored: who gets which seat in a body,
// and whose seats end by it (rule 1.5).
type Elected struct {
	Body         int64
	Organisation int64 // that elects
	Own          bool  // the body is its own
	Replaces     bool
	DecidedOn    workday.Date
	CaseNumber   string
	Seats        []ElectedSeat
	Begins       *time.Time // as it was asked for
	From         time.Time
	To           *time.Time
	By           authn.Actor
	Now          time.Time
}

// ElectedSeat is a seat to which somebody is elected.
type ElectedSeat struct {
	Person, Role, Group string
	DeputyOrder         *int
	Municipality        *string
}

// people are those elected, by their identifiers.
func (e Elected) people() []string {
	people := make([]string, 0, len(e.Seats))
	for _, s := range e.Seats {
		if s.Person != "" {
			people = append(people, s.Person)
		}
	}
	return people
}

// leads are the places at the head of the body to which it elects.
func (e Elected) leads() (roles []string) {
	for _, role := range []string{"chair", "deputy_chair"} {
		if slices.ContainsFunc(e.Seats, func(s ElectedSeat) bool { return s.Role == role }) {
			roles = append(roles, role)
		}
	}
	return roles
}

// Sitting is how somebody sits in the bodies of an organisation.
type Sitting struct {
	Person       string  `db:"person"`
	Name         string  `db:"name"`
	Here         bool    `db:"here"`       // in this very body
	ByCouncil    bool    `db:"by_council"` // the council of their home elected them
	Municipality *string `db:"municipality"`
}

// SittingIn are those of some people who have seats in an organisation's bodies at
// a moment, by their identifiers.
func SittingIn(ctx context.Context, tx pgx.Tx, b *Body, people []string, at time.Time) (map[string]Sitting, error) {
	found, err := pgdb.All[Sitting](ctx, tx, "find who has a seat", `
		SELECT p.id::text AS person, p.name, bool_or(s.body_id = $1) AS here, coalesce(bool_or(s.decided_on IS NOT NULL AND s.municipality_id = p.home_id), false) AS by_council,
			(array_agg(t.key ORDER BY s.body_id = $1 DESC, s.id) FILTER (WHERE t.key IS NOT NULL))[1] AS municipality
		FROM held_seat($3) s JOIN body b ON b.id = s.body_id JOIN organisation o ON o.id = b.organisation_id JOIN person p ON p.id = s.person_id
		LEFT JOIN organisation t ON t.id = s.municipality_id
		WHERE o.key = $4 AND p.id IN (SELECT unnest($2::uuid[])) GROUP BY p.id`, b.ID, people, at, b.Organisation)
	by := map[string]Sitting{}
	for _, s := range found {
		by[s.Person] = s
	}
	return by, err
}

// EndReplaced ends the seats that an election replaces, as it begins: those of the
// term before; and in a body of one's own the former seats of who is elected, and
// those of the chair or deputy chair before.
func EndReplaced(ctx context.Context, tx pgx.Tx, e Elected) ([]int64, error) {
	return pgdb.All[int64](ctx, tx, "end the seats of the term before", `
		UPDATE seat SET to_at = @from, ended_why = CASE WHEN @replaces THEN @term ELSE @election END, revision = revision + 1
		WHERE body_id = @body AND from_at <= @from AND (to_at IS NULL OR to_at > @from)
			AND CASE WHEN @own THEN @replaces OR person_id IN (SELECT unnest(@people::uuid[])) OR role = ANY(@leads)
				ELSE @replaces AND municipality_id = @organisation AND role IN ('member', 'deputy') END
		RETURNING id`, pgx.StrictNamedArgs{
		"body": e.Body, "own": e.Own, "organisation": e.Organisation, "from": e.From, "replaces": e.Replaces, "people": e.people(), "leads": e.leads(),
		"term": msgNewTerm, "election": msgNewElection,
	})
}

// Recorded are the seats that stand as the election makes them, by the same
// decision, in the order of its rows; none unless all of them do, and none where it
// replaces all and others stand by that decision too: a shorter list is another.
func Recorded(ctx context.Context, tx pgx.Tx, e Elected) ([]int64, error) {
	type seat struct {
		Person       string `db:"person"`
		Role         string `db:"role"`
		Order        int    `db:"deputy_order"`
		Group        string `db:"group_name"`
		Municipality string `db:"municipality"`
	}
	found, err := pgdb.All[struct {
		ID int64 `db:"id"`
		seat
	}](ctx, tx, "look for the same election", `
		SELECT s.id, s.person_id::text AS person, s.role, coalesce(s.deputy_order, 0) AS deputy_order, s.group_name, coalesce(t.key, '') AS municipality
		FROM seat s LEFT JOIN organisation t ON t.id = s.municipality_id
		WHERE s.body_id = @body AND s.decided_on = @decided AND s.case_number = @number
			AND (@own OR s.municipality_id = @organisation) AND s.to_at IS NOT DISTINCT FROM @to AND (s.to_at IS NULL OR s.to_at > @now) AND s.from_at = coalesce(@begins, s.from_at)`,
		pgx.StrictNamedArgs{"body": e.Body, "decided": e.DecidedOn, "number": e.CaseNumber, "own": e.Own, "organisation": e.Organisation, "to": e.To, "now": e.Now, "begins": e.Begins})
	if err != nil {
		return nil, err
	}
	if e.Replaces && len(found) > len(e.Seats) {
		return nil, nil
	}
	standing := map[seat]int64{}
	for _, f := range found {
		standing[f.seat] = f.ID
	}
	ids := make([]int64, len(e.Seats))
	for i, x := range e.Seats {
		id, ok := standing[seat{x.Person, x.Role, canon.OrZero(x.DeputyOrder), x.Group, canon.OrZero(x.Municipality)}]
		if !ok {
			return nil, nil
		}
		ids[i] = id
	}
	return ids, nil
}

// InsertElected stores the seats of an election: one statement, however many.
func InsertElected(ctx context.Context, tx pgx.Tx, e Elected) ([]int64, error) {
	roles, orders, groups, municipalities := make([]string, len(e.Seats)), make([]*int, len(e.Seats)), make([]string, len(e.Seats)), make([]*string, len(e.Seats))
	for i, x := range e.Seats {
		roles[i], orders[i], groups[i], municipalities[i] = x.Role, x.DeputyOrder, x.Group, x.Municipality
	}
	ids, err := pgdb.All[int64](ctx, tx, "insert the seats of an election", `
		INSERT INTO seat (body_id, person_id, role, deputy_order, group_name, municipality_id, from_at, to_at, decided_on, case_number, appointed_by, appointed_for, created_at)
		SELECT @body, x.person, x.role, x.deputy_order, x.party, t.id, @from, @to, @decided, @number, @by, @behalf, @now
		FROM unnest(@people::uuid[], @roles::text[], @orders::int[], @groups::text[], @municipalities::text[]) WITH ORDINALITY AS x(person, role, deputy_order, party, municipality, nr)
		LEFT JOIN organisation t ON t.key = x.municipality ORDER BY x.nr
		RETURNING id`, pgx.StrictNamedArgs{
		"body": e.Body, "people": e.people(), "roles": roles, "orders": orders, "groups": groups, "municipalities": municipalities,
		"from": e.From, "to": e.To, "decided": e.DecidedOn, "number": e.CaseNumber, "by": e.By.Person, "behalf": e.By.For(), "now": e.Now,
	})
	return ids, pgdb.Refuse(err, map[string]*fault.Error{
		"seat_one_chair": ErrChairTaken.On("/seats", msgChairTaken),
		"seat_once":      ErrAlreadySeated.On("/seats", msgSeated),
	})
}
