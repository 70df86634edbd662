package authority

import (
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
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
	LEFT JOIN office h ON s.office = '` + directory.ChiefExecutive + `' AND h.kind = s.office AND h.organisation_id = s.organisation_id
		AND h.from_at <= @at AND (h.to_at IS NULL OR h.to_at > @at)
	WHERE s.from_at <= @at AND (s.to_at IS NULL OR s.to_at > @at) AND s.person_id IS DISTINCT FROM h.person_id
		AND (s.source <> 'council' OR EXISTS (
			SELECT FROM (` + barred + `) x WHERE x.person_id = h.person_id AND x.case_id = ANY(s.cases)))
		AND (s.office <> '` + directory.ChiefExecutive + `' OR s.source = 'council' OR EXISTS (
			SELECT FROM employment e WHERE e.municipality_id = s.organisation_id AND e.person_id = s.person_id
				AND e.from_date <= @today AND (e.to_date IS NULL OR e.to_date > @today)))`

// barred are the people who are disqualified at a moment (@at), by case.
const barred = `
	SELECT d.case_id, d.person_id FROM disqualification d
	WHERE d.state = 'disqualified' AND d.from_at <= @at AND (d.to_at IS NULL OR d.to_at > @at)`

// Roles adds to the batch the queries for everything that the actor's person
// holds at a moment: offices and seats in force, in whatever organisation
// (rule 1.3), offices that they have as a substitute, and the cases in which
// they are disqualified.
func Roles(b *pgx.Batch, now time.Time, actor *authn.Actor) {
	args := pgx.StrictNamedArgs{"person": actor.Person, "at": now, "today": workday.Today(now)}
	b.Queue(`
		SELECT f.kind, o.key, '', NULL::text[], NULL::bigint[], NULL::bigint[] FROM office f JOIN organisation o ON o.id = f.organisation_id
		WHERE f.person_id = @person AND f.from_at <= @at AND (f.to_at IS NULL OR f.to_at > @at)
		UNION ALL
		SELECT CASE WHEN s.role = 'chair' AND d.kind = 'board' THEN '`+directory.BoardChair+`' ELSE '`+directory.Seated+`' END, o.key, '', NULL, NULL, NULL
		FROM seat s JOIN body d ON d.id = s.body_id JOIN organisation o ON o.id = d.organisation_id
		WHERE s.person_id = @person AND s.from_at <= @at AND (s.to_at IS NULL OR s.to_at > @at)
		UNION ALL
		SELECT a.office, o.key, a.on_behalf_of::text, a.acts, a.cases,
			CASE WHEN a.office = '`+directory.ChiefExecutive+`' AND a.source <> 'council'
				THEN array(SELECT case_id FROM (`+barred+`) x WHERE x.person_id = a.chief) END
		FROM (`+acting+`) a JOIN organisation o ON o.id = a.organisation_id WHERE a.person_id = @person`, args).
		Query(func(rows pgx.Rows) (err error) {
			actor.Roles, err = pgx.CollectRows(rows, pgx.RowToStructByPos[authn.Role])
			return err
		})
	b.Queue(`
		SELECT s.office, o.key, s.holder_id::text, NULL::text[], NULL::bigint[], NULL::bigint[]
		FROM substitute s JOIN organisation o ON o.id = s.organisation_id WHERE s.person_id = $1 AND (s.from_at > $2 OR s.to_at <= $2)`, actor.Person, now).
		Query(func(rows pgx.Rows) (err error) {
			actor.Lapsed, err = pgx.CollectRows(rows, pgx.RowToStructByPos[authn.Role])
			return err
		})
	b.Queue(`SELECT case_id FROM (`+barred+`) x WHERE person_id = @person`, pgx.StrictNamedArgs{"person": actor.Person, "at": now}).
		Query(func(rows pgx.Rows) (err error) {
			actor.Barred, err = pgx.CollectRows(rows, pgx.RowTo[int64])
			return err
		})
}
