package person

import (
	"context"
	"fmt"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// endAll ends the employments in a municipality that is no more, on its day, so
// that its successors can employ the people; and lets the first of them keep the
// records of those whose home it was (rules 1.1, 1.2).
func endAll(ctx context.Context, e *organisation.Ending) error {
	ended, err := pgdb.All[struct {
		StaffKey string        `db:"staff_key"`
		Person   string        `db:"person"`
		Was      *workday.Date `db:"was"`
		To       workday.Date  `db:"to_date"`
	}](ctx, e.Tx, "end the employments in a municipality", `
		UPDATE employment m SET to_date = greatest(m.from_date + 1, $2::date), revision = m.revision + 1
		FROM (SELECT id, to_date FROM employment
			WHERE municipality_id = $1 AND (to_date IS NULL OR to_date > greatest(from_date + 1, $2::date)) FOR UPDATE) was
		WHERE m.id = was.id RETURNING m.staff_key, m.person_id::text AS person, was.to_date AS was, m.to_date`, e.Ended.ID, e.On)
	if err != nil {
		return err
	}
	for _, m := range ended {
		e.Record(request.Path("organisations/%s/employments/%s", e.Ended.Key, m.StaffKey), m.Person, audit.Changes{"to": {Old: m.Was, New: m.To}})
	}
	home := e.Successors[0]
	moved, err := pgdb.All[string](ctx, e.Tx, "move people to a successor", `
		UPDATE person SET home_id = $2, revision = revision + 1 WHERE home_id = $1 RETURNING id::text`, e.Ended.ID, home.ID)
	if err != nil {
		return fmt.Errorf("to %s: %w", home.Key, err)
	}
	for _, id := range moved {
		e.Record(request.Path("organisations/%s/people/%s", home.Key, id), id, audit.Changes{"home": {Old: e.Ended.Key, New: home.Key}})
		e.ReadIn(home.Key)
	}
	return nil
}
