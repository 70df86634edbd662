package admission

import (
	"context"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/pgdb"
)

// endAll declines what a municipality that is no more has asked for, and ends what
// was agreed with it; and what its successor asked of people whose record it now
// keeps (rules 1.1, 1.2).
func endAll(ctx context.Context, e *organisation.Ending) error {
	ended, err := pgdb.All[struct {
		ID           int64  `db:"id"`
		Person       string `db:"person"`
		Organisation string `db:"organisation"`
		Home         string `db:"home"`
		Was          string `db:"was"`
	}](ctx, e.Tx, "end the admissions of a municipality", `
		UPDATE admission a SET state = '`+Declined+`', answered_by = NULL, answered_at = $3, home_id = was.home_id, revision = a.revision + 1
		FROM (SELECT a.id, a.state, o.key AS organisation, h.id AS home_id, h.key AS home
			FROM admission a JOIN organisation o ON o.id = a.organisation_id JOIN person p ON p.id = a.person_id JOIN organisation h ON h.id = p.home_id
			WHERE (a.state = '`+Asked+`' OR a.state = '`+Confirmed+`' AND a.kind <> '`+Home+`')
				AND (a.organisation_id = $1 OR a.organisation_id = $2 AND p.home_id = $1) FOR UPDATE OF a) was
		WHERE a.id = was.id
		RETURNING a.id, a.person_id::text AS person, was.organisation, was.home, was.state AS was`, e.Ended.ID, e.Successors[0].ID, e.Now)
	for _, a := range ended {
		e.Record(Admission{Organisation: a.Organisation, ID: a.ID}.Path(), a.Person, audit.Changes{"state": {Old: a.Was, New: Declined}})
		e.ReadIn(a.Organisation, a.Home)
	}
	return err
}
