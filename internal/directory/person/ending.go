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
		StaffKey string       `db:"staff_key"`
		To       workday.Date `db:"to_date"`
	}](ctx, e.Tx, "end the employments in a municipality", `
		UPDATE employment SET to_date = greatest(from_date + 1, $2::date), revision = revision + 1
		WHERE municipality_id = $1 AND (to_date IS NULL OR to_date > greatest(from_date + 1, $2::date)) RETURNING staff_key, to_date`, e.Ended.ID, e.On)
	if err != nil {
		return err
	}
	for _, m := range ended {
		e.Record(request.Path("organisations/%s/employments/%s", e.Ended.Key, m.StaffKey), "", audit.Changes{"to": {New: m.To}})
	}
	home := e.Successors[0]
	moved, err := pgdb.All[string](ctx, e.Tx, "move people to a successor", `
		UPDATE person SET home_id = $2, revision = revision + 1 WHERE home_id = $1 RETURNING id::text`, e.Ended.ID, home.ID)
	if err != nil {
		return fmt.Errorf("to %s: %w", home.Key, err)
	}
	for _, id := range moved {
		e.Record(request.Path("organisations/%s/people/%s", home.Key, id), "", audit.Changes{"home": {Old: e.Ended.Key, New: home.Key}})
	}
	return nil
}
