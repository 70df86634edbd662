package office

import (
	"context"
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// endAll ends the offices of a municipality that is no more; one that has not
// begun never does (rule 1.1).
func endAll(ctx context.Context, e *organisation.Ending) error {
	ended, err := pgdb.All[struct {
		ID     int64     `db:"id"`
		Person string    `db:"person"`
		To     time.Time `db:"to_at"`
	}](ctx, e.Tx, "end the offices of a municipality", `
		UPDATE office SET to_at = greatest(from_at, $2), ended_why = $3, revision = revision + 1
		WHERE organisation_id = $1 AND (to_at IS NULL OR to_at > greatest(from_at, $2)) RETURNING id, person_id::text AS person, to_at`, e.Ended.ID, e.Now, e.Why)
	for _, f := range ended {
		e.RecordTerm(request.Path("organisations/%s/offices/%d", e.Ended.Key, f.ID), f.Person, f.To)
	}
	return err
}
