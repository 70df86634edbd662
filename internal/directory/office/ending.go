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
		ID     int64      `db:"id"`
		Person string     `db:"person"`
		Was    *time.Time `db:"was"`
		To     time.Time  `db:"to_at"`
	}](ctx, e.Tx, "end the offices of a municipality", `
		UPDATE office f SET to_at = greatest(f.from_at, $2), ended_why = $3, revision = f.revision + 1
		FROM (SELECT id, to_at FROM office WHERE organisation_id = $1 AND (to_at IS NULL OR to_at > greatest(from_at, $2)) FOR UPDATE) was
		WHERE f.id = was.id RETURNING f.id, f.person_id::text AS person, was.to_at AS was, f.to_at`, e.Ended.ID, e.Now, e.Why)
	for _, f := range ended {
		e.RecordTerm(request.Path("organisations/%s/offices/%d", e.Ended.Key, f.ID), f.Person, f.Was, f.To)
	}
	return err
}
