package authority

import (
	"context"
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// endAll ends the substitutes in a municipality that is no more (rule 1.1).
func endAll(ctx context.Context, e *organisation.Ending) error {
	ended, err := pgdb.All[struct {
		ID     int64      `db:"id"`
		Person string     `db:"person"`
		Was    *time.Time `db:"was"`
		To     time.Time  `db:"to_at"`
	}](ctx, e.Tx, "end the substitutes in a municipality", `
		UPDATE substitute x SET to_at = greatest(x.from_at, $2), ended_why = $3, revision = x.revision + 1
		FROM (SELECT id, to_at FROM substitute WHERE organisation_id = $1 AND (to_at IS NULL OR to_at > greatest(from_at, $2)) FOR UPDATE) was
		WHERE x.id = was.id RETURNING x.id, x.person_id::text AS person, was.to_at AS was, x.to_at`, e.Ended.ID, e.Now, e.Why)
	for _, x := range ended {
		e.RecordTerm(request.Path("organisations/%s/substitutes/%d", e.Ended.Key, x.ID), x.Person, x.Was, x.To)
	}
	return err
}
