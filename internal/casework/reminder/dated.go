package reminder

import (
	"context"
	"time"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Dated is a deadline of a case that stands, as calendars show it.
type Dated struct {
	Case         int64        `db:"case_id"`
	Kind         Kind         `db:"kind"`
	Key          string       `db:"key"`
	Municipality string       `db:"municipality"`
	Title        string       `db:"title"`
	Due          workday.Date `db:"due"`
	// Version counts the days that it has had, and At is when it got this one.
	Version int       `db:"version"`
	At      time.Time `db:"created_at"`
}

// Between are the deadlines of cases that stand, from one day to another, both
// included: those of all kinds but some, in the order of their days.
func Between(ctx context.Context, q pgdb.Querier, cases []int64, from, to workday.Date, but ...Kind) ([]Dated, error) {
	return pgdb.All[Dated](ctx, q, "read the deadlines of cases", `
		SELECT case_id, kind, key, municipality, title, due, version, created_at FROM deadline
		WHERE case_id = ANY($1) AND due BETWEEN $2 AND $3 AND state = 'standing' AND kind <> ALL($4::text[])
		ORDER BY due, case_id, kind, key, municipality`, cases, from, to, but)
}
