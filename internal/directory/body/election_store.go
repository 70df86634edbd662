package body

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// election is an election as it is stored.
type election struct {
	ElectionInput
	body           int64
	own            bool
	organisation   int64     // that elects
	municipalities []*string // that the seats represent, in their order
	from           time.Time
	to             *time.Time
	by             authn.Actor
	now            time.Time
}

// seatedIn are those of some people who have seats in an organisation's bodies at
// a moment, by their identifiers.
func seatedIn(ctx context.Context, tx pgx.Tx, b *Body, people []string, at time.Time) (map[string]seated, error) {
	found, err := pgdb.All[seated](ctx, tx, "find who has a seat", `
		SELECT p.id::text AS person, p.name, bool_or(s.body_id = $1) AS here, coalesce(bool_or(s.decided_on IS NOT NULL AND s.municipality_id = p.home_id), false) AS by_council,
			(array_agg(t.key ORDER BY s.body_id = $1 DESC, s.id) FILTER (WHERE t.key IS NOT NULL))[1] AS municipality
		FROM held_seat($3) s JOIN body b ON b.id = s.body_id JOIN organisation o ON o.id = b.organisation_id JOIN person p ON p.id = s.person_id
		LEFT JOIN organisation t ON t.id = s.municipality_id
		WHERE o.key = $4 AND p.id IN (SELECT unnest($2::uuid[])) GROUP BY p.id`, b.ID, people, at, b.Organisation)
	by := map[string]seated{}
	for _, s := range found {
		by[s.Person] = s
	}
	return by, err
}

// membersOn are the municipalities of a region on a day.
func membersOn(ctx context.Context, q pgdb.Querier, region int64, on workday.Date) ([]string, error) {
	return pgdb.All[string](ctx, q, "list the members of a region", `
		SELECT t.key FROM member_on($2) m JOIN organisation t ON t.id = m.municipality_id WHERE m.region_id = $1`, region, on)
}

// endReplaced ends the seats that an election replaces, as it begins: those of the
// term before; and in a body of one's own the former seats of who is elected, and
// those of the chair or deputy chair before.
func endReplaced(ctx context.Context, tx pgx.Tx, e election) ([]int64, error) {
	return pgdb.All[int64](ctx, tx, "end the seats of the term before", `
		UPDATE seat SET to_at = @from, ended_why = CASE WHEN @replaces THEN @term ELSE @election END, revision = revision + 1
		WHERE body_id = @body AND from_at <= @from AND (to_at IS NULL OR to_at > @from)
			AND CASE WHEN @own THEN @replaces OR person_id IN (SELECT unnest(@people::uuid[])) OR role = ANY(@leads)
				ELSE @replaces AND municipality_id = @organisation AND role IN ('member', 'deputy') END
		RETURNING id`, pgx.StrictNamedArgs{
		"body": e.body, "own": e.own, "organisation": e.organisation, "from": e.from, "replaces": e.Replaces, "people": e.people(), "leads": e.leads(),
		"term": msgNewTerm, "election": msgNewElection,
	})
}

// recorded are the seats that stand as the election makes them, by the same
// decision, in the order of its rows; none unless all of them do, and none where it
// replaces all and others stand by that decision too: a shorter list is another.
func recorded(ctx context.Context, tx pgx.Tx, e election) ([]int64, error) {
	type seat struct {
		Person       string `db:"person"`
		Role         string `db:"role"`
		Order        int    `db:"deputy_order"`
		Municipality string `db:"municipality"`
	}
	found, err := pgdb.All[struct {
		ID int64 `db:"id"`
		seat
	}](ctx, tx, "look for the same election", `
		SELECT s.id, s.person_id::text AS person, s.role, coalesce(s.deputy_order, 0) AS deputy_order, coalesce(t.key, '') AS municipality
		FROM seat s LEFT JOIN organisation t ON t.id = s.municipality_id
		WHERE s.body_id = @body AND s.decided_on = @decided AND s.case_number = @number
			AND (@own OR s.municipality_id = @organisation) AND s.to_at IS NOT DISTINCT FROM @to AND (s.to_at IS NULL OR s.to_at > @now) AND s.from_at = coalesce(@begins, s.from_at)`,
		pgx.StrictNamedArgs{"body": e.body, "decided": e.DecidedOn, "number": e.CaseNumber, "own": e.own, "organisation": e.organisation, "to": e.to, "now": e.now, "begins": e.From})
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
		id, ok := standing[seat{x.Person, x.Role, orZero(x.DeputyOrder), orZero(e.municipalities[i])}]
		if !ok {
			return nil, nil
		}
		ids[i] = id
	}
	return ids, nil
}

// orZero is what is said, the zero value where nothing is.
func orZero[T any](said *T) (value T) {
	if said != nil {
		value = *said
	}
	return value
}

// insertElected stores the seats of an election: one statement, however many.
func insertElected(ctx context.Context, tx pgx.Tx, e election) ([]int64, error) {
	roles, orders := make([]string, len(e.Seats)), make([]*int, len(e.Seats))
	for i, x := range e.Seats {
		roles[i], orders[i] = x.Role, x.DeputyOrder
	}
	ids, err := pgdb.All[int64](ctx, tx, "insert the seats of an election", `
		INSERT INTO seat (body_id, person_id, role, deputy_order, municipality_id, from_at, to_at, decided_on, case_number, appointed_by, appointed_for, created_at)
		SELECT @body, x.person, x.role, x.deputy_order, t.id, @from, @to, @decided, @number, @by, @behalf, @now
		FROM unnest(@people::uuid[], @roles::text[], @orders::int[], @municipalities::text[]) WITH ORDINALITY AS x(person, role, deputy_order, municipality, nr)
		LEFT JOIN organisation t ON t.key = x.municipality ORDER BY x.nr
		RETURNING id`, pgx.StrictNamedArgs{
		"body": e.body, "people": e.people(), "roles": roles, "orders": orders, "municipalities": e.municipalities,
		"from": e.from, "to": e.to, "decided": e.DecidedOn, "number": e.CaseNumber, "by": e.by.Person, "behalf": e.by.For(), "now": e.now,
	})
	return ids, pgdb.Refuse(err, map[string]*fault.Error{
		"seat_one_chair": ErrChairTaken.On("/seats", msgChairTaken),
		"seat_once":      ErrAlreadySeated.On("/seats", msgSeated),
	})
}
