package body

import (
	"context"
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// endAll ends the seats in the bodies of a municipality that is no more, and
// those that represent it in a region's, which reads of it too; one that has not
// begun never does (rule 1.1).
func endAll(ctx context.Context, e *organisation.Ending) error {
	ended, err := pgdb.All[struct {
		ID           int64      `db:"id"`
		Organisation string     `db:"organisation"`
		Body         string     `db:"body"`
		Person       string     `db:"person"`
		Was          *time.Time `db:"was"`
		To           time.Time  `db:"to_at"`
	}](ctx, e.Tx, "end the seats of a municipality", `
		UPDATE seat s SET to_at = greatest(s.from_at, $2), ended_why = $3, revision = s.revision + 1
		FROM (SELECT s.id, s.to_at, o.key AS organisation, b.key AS body
			FROM seat s JOIN body b ON b.id = s.body_id JOIN organisation o ON o.id = b.organisation_id
			WHERE (b.organisation_id = $1 OR s.municipality_id = $1) AND (s.to_at IS NULL OR s.to_at > greatest(s.from_at, $2)) FOR UPDATE OF s) was
		WHERE s.id = was.id
		RETURNING s.id, was.organisation, was.body, s.person_id::text AS person, was.to_at AS was, s.to_at`, e.Ended.ID, e.Now, e.Why)
	for _, s := range ended {
		e.RecordTerm(request.Path("organisations/%s/bodies/%s/seats/%d", s.Organisation, s.Body, s.ID), s.Person, s.Was, s.To, s.Organisation)
	}
	return err
}
