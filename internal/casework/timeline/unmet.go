package timeline

import (
	"context"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Undone is a deadline of a case that not everyone has met.
type Undone struct {
	Key   string       `db:"key"`
	Title string       `db:"title"`
	Due   workday.Date `db:"due"`
	// Since is when it was made, or last moved.
	Since time.Time `db:"since"`
	// DoneBy are the municipalities that have done their part.
	DoneBy []string `db:"done_by"`
}

// Waits says whether the deadline still waits for a municipality, or for the
// case as one.
func (u Undone) Waits(municipality string) bool { return !slices.Contains(u.DoneBy, municipality) }

// UndoneIn reads the deadlines of some cases that are not done, by case and in
// the order of their days: one statement, however many cases.
func UndoneIn(ctx context.Context, q pgdb.Querier, cases []*casefile.Case) (map[int64][]Undone, error) {
	ids, _ := casefile.IDs(cases)
	return pgdb.Related[int64, Undone](ctx, q, "find the deadlines ahead", `
		SELECT m.case_id, m.key, m.title, m.due,
			greatest(m.created_at, (SELECT max(v.at) FROM milestone_move v WHERE v.milestone_id = m.id)) AS since,
			array(SELECT o.key FROM milestone_done d JOIN organisation o ON o.id = d.municipality_id WHERE d.milestone_id = m.id) AS done_by
		FROM milestone m WHERE m.case_id = ANY($1) AND m.kind = 'deadline' AND m.due IS NOT NULL AND m.done_at IS NULL AND m.withdrawn_at IS NULL
		ORDER BY m.case_id, m.due, m.key`, ids)
}
