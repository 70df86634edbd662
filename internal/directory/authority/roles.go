package authority

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// acting are the substitutes at a moment (@at, on the day @today), each with
// the holder for whom they act: for a chief executive whoever holds the office
// now, for any other office, and while there is none, whoever held it when the
// substitute was set. A chief executive's substitute counts while they are
// employed in the municipality (rule 1.4); whom the council named, while the
// present chief executive is disqualified in the case (rule 1.7). The next
// holder is nobody's substitute.
const acting = `
	SELECT s.id, s.organisation_id, s.office, s.person_id, s.acts, s.cases, s.source, h.person_id AS chief,
		coalesce(h.person_id, s.holder_id) AS on_behalf_of
	FROM substitute s
	LEFT JOIN held_office(@at) h ON s.office = '` + office.ChiefExecutive + `' AND h.kind = s.office AND h.organisation_id = s.organisation_id
	WHERE s.from_at <= @at AND (s.to_at IS NULL OR s.to_at > @at) AND s.person_id IS DISTINCT FROM h.person_id
		AND (s.source <> 'council' OR EXISTS (
			SELECT FROM (` + barredNow + `) x WHERE x.person_id = h.person_id AND x.case_id = ANY(s.cases)
				AND (x.organisation_id IS NULL OR x.organisation_id = s.organisation_id)))
		AND (s.office <> '` + office.ChiefExecutive + `' OR s.source = 'council' OR EXISTS (
			SELECT FROM employed_on(@today) e WHERE e.municipality_id = s.organisation_id AND e.person_id = s.person_id))`

// barredNow are the people who are disqualified at a moment (@at), by case: from
// what they hold in an organisation, or everywhere where that is null.
const barredNow = `
	SELECT d.case_id, d.person_id, d.organisation_id FROM barred d WHERE d.from_at <= @at AND (d.to_at IS NULL OR d.to_at > @at)`

// Roles adds to the batch the query for everything that the actor's person
// holds at a moment: offices and seats in force, in whatever organisation
// (rule 1.3), the exempt cases that their seats open (rule 2.5), their offices as readers where the organisation succeeds one that is
// no more (rule 1.1), offices that they have as a substitute, now or at other times,
// and the cases in which they are disqualified. The deputy chair of a region's board
// is its chair while that seat is empty, and in the cases in which the chair is
// disqualified (rule 2.3). It is one statement, since every request pays for it.
func Roles(b *pgx.Batch, now time.Time, actor *authn.Actor) {
	add := func(f finding) {
		switch f.What {
		case isHeld:
			actor.Roles = append(actor.Roles, f.Role)
		case isLapsed:
			actor.Lapsed = append(actor.Lapsed, f.Role)
		case isBarred:
			actor.Barred = append(actor.Barred, authn.Bar{Case: f.Cases[0], Organisation: f.Organisation})
		case isUndone:
			actor.Undone = true
		}
	}
	pgdb.Queue(b, "find what the actor holds", add, holdings,
		pgx.StrictNamedArgs{"person": actor.Person, "at": now, "today": workday.Today(now), "login": actor.Login})
}

// Again is the actor by what they hold at a later moment of the same act: it may have
// waited for a lock, or have changed what they hold itself (rule 1.3).
func Again(ctx context.Context, tx pgx.Tx, actor authn.Actor, now time.Time) (authn.Actor, error) {
	actor.Roles, actor.Lapsed, actor.Barred = nil, nil, nil
	b := &pgx.Batch{}
	Roles(b, now, &actor)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return actor, fmt.Errorf("read the offices again: %w", err)
	}
	return actor, nil
}

// finding is one row about a person who acts: What says of which sort.
type finding struct {
	What string `db:"what"`
	authn.Role
}

// The sorts: a role, an office that they are given as a substitute at other times,
// a case in which they are disqualified, and that their login is undone.
const (
	isHeld   = "held"
	isLapsed = "lapsed"
	isBarred = "barred"
	isUndone = "undone"
)

// holdings is all about a person at a moment. Each part of it begins at the person.
const holdings = `
	SELECT '` + isHeld + `' AS what, f.kind AS office, o.key AS organisation, '' AS on_behalf_of,
		NULL::text[] AS acts, NULL::bigint[] AS cases, NULL::bigint[] AS prepares_in, false AS reads_only
	FROM held_office(@at) f JOIN organisation o ON o.id = f.organisation_id
	WHERE f.person_id = @person
	UNION ALL
	SELECT '` + isHeld + `', f.kind, o.key, '', NULL, NULL, NULL, true
	FROM held_office(@at) f JOIN heir h ON h.successor_id = f.organisation_id JOIN organisation o ON o.id = h.organisation_id
	WHERE f.person_id = @person
	UNION ALL
	SELECT '` + isHeld + `', CASE WHEN s.role = 'chair' AND d.kind = 'board' THEN '` + body.BoardChair + `' ELSE '` + body.Seated + `' END, o.key, '', NULL, NULL, NULL, false
	FROM held_seat(@at) s JOIN body d ON d.id = s.body_id JOIN organisation o ON o.id = d.organisation_id
	WHERE s.person_id = @person
	UNION ALL
	SELECT '` + isHeld + `', '` + body.TreatingMember + `', o.key, '', NULL, array_agg(x.case_id), NULL, false
	FROM held_seat(@at) s JOIN exempt_treating x ON x.body_id = s.body_id JOIN body d ON d.id = s.body_id JOIN organisation o ON o.id = d.organisation_id
	WHERE s.person_id = @person GROUP BY o.key
	UNION ALL
	SELECT '` + isHeld + `', '` + body.BoardChair + `', o.key, '', NULL,
		CASE WHEN h.id IS NOT NULL THEN array(SELECT case_id FROM (` + barredNow + `) x WHERE x.person_id = h.person_id
			AND (x.organisation_id IS NULL OR x.organisation_id = o.id)) END, NULL, false
	FROM held_seat(@at) s JOIN body d ON d.id = s.body_id AND d.kind = '` + body.Board + `' JOIN organisation o ON o.id = d.organisation_id
	LEFT JOIN held_seat(@at) h ON h.body_id = d.id AND h.role = 'chair'
	WHERE s.person_id = @person AND s.role = 'deputy_chair'
	UNION ALL
	SELECT '` + isHeld + `', a.office, o.key, a.on_behalf_of::text, a.acts, a.cases,
		CASE WHEN a.office = '` + office.ChiefExecutive + `' AND a.source <> 'council'
			THEN array(SELECT case_id FROM (` + barredNow + `) x WHERE x.person_id = a.chief
				AND (x.organisation_id IS NULL OR x.organisation_id = a.organisation_id)) END, false
	FROM (` + acting + `) a JOIN organisation o ON o.id = a.organisation_id WHERE a.person_id = @person
	UNION ALL
	SELECT '` + isLapsed + `', s.office, o.key, s.holder_id::text, NULL, NULL, NULL, false
	FROM substitute s JOIN organisation o ON o.id = s.organisation_id WHERE s.person_id = @person AND (s.from_at > @at OR s.to_at <= @at)
	UNION ALL
	SELECT '` + isBarred + `', '', coalesce(o.key, ''), '', NULL, ARRAY[x.case_id], NULL, false
	FROM (` + barredNow + `) x LEFT JOIN organisation o ON o.id = x.organisation_id WHERE x.person_id = @person
	UNION ALL
	SELECT '` + isUndone + `', '', '', '', NULL, NULL, NULL, false
	WHERE @login::bigint <> 0 AND NOT EXISTS (SELECT FROM bound_login l WHERE l.id = @login AND l.person_id = @person)`

// Holder finds the person who holds an office in an organisation at a moment,
// or a region's board's chair for board_chair; where several hold it, the one
// who has held it longest. It refuses when nobody does.
func Holder(ctx context.Context, q pgdb.Querier, key, kind string, at time.Time) (string, error) {
	holder, err := pgdb.One[string](ctx, q, "find the holder", `
		SELECT held.person FROM (
			SELECT f.person_id::text AS person, f.from_at FROM held_office($3) f JOIN organisation o ON o.id = f.organisation_id
			WHERE o.key = $1 AND f.kind = $2
			UNION ALL
			SELECT s.person_id::text, s.from_at FROM held_seat($3) s JOIN body b ON b.id = s.body_id JOIN organisation o ON o.id = b.organisation_id
			WHERE o.key = $1 AND $2 = '`+body.BoardChair+`' AND b.kind = 'board' AND s.role = 'chair') held
		ORDER BY held.from_at, held.person LIMIT 1`, key, kind, at)
	if err != nil {
		return "", pgdb.NotFound(err,
			office.ErrNotHeld.With(msgNobodyHolds.With(authz.Office(kind), key, moment(at))))
	}
	return holder, nil
}

// Appointments is the SQL relation in which person reads whom an organisation
// knows through an office or a seat.
const Appointments = "appointment"

// Known says whether one of the organisations knows a person: whether it is
// their home, or employs them or has given them an office or a seat, at the
// moment or later (rule 1.2). The person is an identifier in either case of
// letters.
func Known(ctx context.Context, q pgdb.Querier, id string, organisations []string, now time.Time) (bool, error) {
	return person.Known(ctx, q, Appointments, id, organisations, now)
}
