package authority

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// reachPeople finds who is reached by calls (@calls), at a moment (@at) and on its
// day (@today). Everything is looked up from the calls on (OFFSET 0), over indexes:
// what it takes does not depend on how many people, offices and substitutes there are.
const reachPeople = `
	WITH call AS (
		SELECT ordinality AS nr, c->>'organisation' AS organisation, (SELECT o.id FROM organisation o WHERE o.key = c->>'organisation') AS organisation_id,
			c->>'office' AS office, c->>'body' AS body, c->>'role' AS role,
			c->>'person' AS person, (c->>'case')::bigint AS case_id, c->>'act' AS act, (c->>'decides')::boolean AS decides
		FROM jsonb_array_elements(@calls::jsonb) WITH ORDINALITY AS x(c, ordinality)),
	barred_now AS (` + barredNow + ` AND d.case_id = ANY(array(SELECT case_id FROM call))),
	held AS (
		SELECT call.nr, f.person_id, 'holder' AS as_what FROM call
		CROSS JOIN LATERAL (SELECT * FROM held_office(@at) f WHERE f.organisation_id = call.organisation_id AND f.kind = call.office OFFSET 0) f
		UNION
		SELECT call.nr, s.person_id, 'holder' FROM call
		CROSS JOIN LATERAL (SELECT s.person_id FROM body b JOIN held_seat(@at) s ON s.body_id = b.id AND (call.role IS NULL OR s.role = call.role)
			WHERE b.organisation_id = call.organisation_id AND b.key = call.body OFFSET 0) s
		UNION
		SELECT call.nr, s.person_id, 'holder' FROM call
		JOIN body b ON b.organisation_id = call.organisation_id AND b.kind = 'board'
		JOIN held_seat(@at) s ON s.body_id = b.id AND (s.role = 'chair' OR s.role = 'deputy_chair' AND NOT EXISTS (
			SELECT FROM held_seat(@at) h WHERE h.body_id = b.id AND h.role = 'chair' AND NOT EXISTS (
				SELECT FROM barred_now x WHERE x.case_id = call.case_id AND x.person_id = h.person_id
					AND (x.organisation_id IS NULL OR x.organisation_id = call.organisation_id))))
		WHERE call.office = '` + body.BoardChair + `'
		UNION
		SELECT call.nr, p.id, 'holder' FROM call JOIN person p ON p.id = call.person::uuid
		WHERE EXISTS (SELECT FROM held_office(@at) f WHERE f.person_id = p.id OFFSET 0)
		   OR EXISTS (SELECT FROM held_seat(@at) s WHERE s.person_id = p.id OFFSET 0)
		   OR EXISTS (SELECT FROM employed_on(@today) e WHERE e.person_id = p.id OFFSET 0)
		UNION
		SELECT call.nr, a.person_id, 'substitute' FROM call
		CROSS JOIN LATERAL (` + acting + ` AND s.organisation_id = call.organisation_id AND s.office = call.office OFFSET 0) a
		WHERE (a.cases IS NULL OR call.case_id = ANY(a.cases)) AND (a.acts IS NULL OR call.act = ANY(a.acts))
			AND NOT (call.decides AND a.source <> 'council' AND EXISTS (
				SELECT FROM barred_now x WHERE x.case_id = call.case_id AND x.person_id = a.chief
					AND (x.organisation_id IS NULL OR x.organisation_id = call.organisation_id)))
		UNION
		SELECT call.nr, f.person_id, 'instead' FROM call
		CROSS JOIN LATERAL (SELECT * FROM held_office(@at) h WHERE h.organisation_id = call.organisation_id AND h.kind = call.office OFFSET 0) h
		JOIN barred_now x ON x.case_id = call.case_id AND x.person_id = h.person_id AND (x.organisation_id IS NULL OR x.organisation_id = call.organisation_id)
		CROSS JOIN LATERAL (` + clerks + `) f
		WHERE call.decides
		UNION
		SELECT call.nr, f.person_id, 'appointing' FROM call CROSS JOIN LATERAL (` + clerks + `) f
		WHERE call.office = '` + office.ChiefExecutive + `' AND NOT EXISTS (
			SELECT FROM held_office(@at) h WHERE h.organisation_id = call.organisation_id AND h.kind = call.office OFFSET 0))
	SELECT held.nr, held.as_what, p.id::text AS person, p.name, p.email, p.language, coalesce(a.email, '') AS address,
		CASE WHEN a.email <> '' THEN call.organisation || '/' || call.office ELSE '' END AS address_of
	FROM held JOIN call ON call.nr = held.nr CROSS JOIN LATERAL (SELECT * FROM person p WHERE p.id = held.person_id OFFSET 0) p
	LEFT JOIN LATERAL (SELECT a.email FROM office_contact a
		WHERE a.organisation_id = call.organisation_id AND a.kind = call.office AND held.as_what = 'holder' OFFSET 0) a ON true
	WHERE NOT EXISTS (
		SELECT FROM barred_now x WHERE x.case_id = call.case_id AND x.person_id = p.id
			AND (x.organisation_id IS NULL OR x.organisation_id = call.organisation_id OR call.organisation IS NULL AND x.organisation_id = p.home_id))
	ORDER BY held.nr, p.id`

// clerks are those of the organisation of a call.
const clerks = `SELECT * FROM held_office(@at) f WHERE f.organisation_id = call.organisation_id AND f.kind = '` + office.Clerk + `' OFFSET 0`

// Reach finds the people who can answer calls at a moment (rule 6.3): the
// holders of an office, the seats of a body, or the person named while they
// hold an office or seat, or are employed, anywhere; and the substitutes who
// may do the act. Whoever is disqualified in the case is not among them; where
// nobody is chief executive, the clerks are named who can record one; and where
// a region has no chair of its board who may, it is the deputy chair. Every
// call is in the answer, with nobody where nobody can, and the same one made
// twice reaches each person once. One statement, however many calls.
func Reach(ctx context.Context, q pgdb.Querier, at time.Time, calls []Call) (map[Call]People, error) {
	found := map[Call]People{}
	for _, c := range calls {
		found[c] = Nobody()
	}
	if len(calls) == 0 {
		return found, nil
	}
	calls = slices.Collect(maps.Keys(found))
	asked, err := json.Marshal(written(calls))
	if err != nil {
		return nil, fmt.Errorf("write down calls: %w", err)
	}
	reached, err := pgdb.All[row](ctx, q, "find the people of posts", reachPeople,
		pgx.StrictNamedArgs{"calls": asked, "at": at, "today": workday.Today(at)})
	if err != nil {
		return nil, err
	}
	for _, r := range reached {
		call := calls[r.Nr-1]
		found[call] = found[call].with(r)
	}
	return found, nil
}

type row struct {
	Nr     int64  `db:"nr"`
	AsWhat string `db:"as_what"`
	Contact
}

func (p People) with(r row) People {
	switch r.AsWhat {
	case "substitute":
		p.Substitutes = append(p.Substitutes, r.Contact)
	case "instead":
		p.Instead = append(p.Instead, r.Contact)
	case "appointing":
		p.Appointing = append(p.Appointing, r.Contact)
	default:
		p.Holders = append(p.Holders, r.Contact)
	}
	return p
}

type question struct {
	Post
	Case    int64  `json:"case"`
	Act     string `json:"act"`
	Decides bool   `json:"decides"`
}

// written are the calls as the query reads them.
func written(calls []Call) []question {
	asked := make([]question, len(calls))
	for i, c := range calls {
		object, act, _ := strings.Cut(c.Act, ":")
		decides := c.Office == office.ChiefExecutive && authz.Deciding(authz.Permission{Object: object, Act: act})
		asked[i] = question{Post: c.Post, Case: c.Case, Act: c.Act, Decides: decides}
	}
	return asked
}

// Letter is a notice to everybody who can answer one of the calls. Its own
// Person is left out.
type Letter struct {
	notice.Notice
	Calls []Call
}

// Tell posts letters in the transaction of what they tell of, to all who can
// answer their calls now (rules 1.4, 6.3). Whoever is reached in several ways is
// told once of a source (rule 6.2). People are looked for once, however many
// letters there are.
func Tell(ctx context.Context, tx pgx.Tx, notices *notice.Service, now time.Time, letters ...Letter) error {
	var calls []Call
	for _, l := range letters {
		calls = append(calls, l.Calls...)
	}
	reached, err := Reach(ctx, tx, now, calls)
	if err != nil {
		return err
	}
	var all []notice.Notice
	for _, l := range letters {
		for _, call := range l.Calls {
			for _, p := range reached[call].All() {
				n := l.Notice
				n.Person, n.Address, n.AddressOf = p.Person, p.Address, p.AddressOf
				all = append(all, n)
			}
		}
	}
	return notices.Post(ctx, tx, all)
}
