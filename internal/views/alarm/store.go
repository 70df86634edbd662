package alarm

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// gather reads how municipalities of a list stand in some cases: five
// statements, however many cases.
func gather(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, municipalities []string, now time.Time) ([]facts, error) {
	standings, err := assignment.Standings(ctx, q, cases, municipalities, now)
	if err != nil {
		return nil, err
	}
	undone, err := timeline.UndoneIn(ctx, q, cases)
	if err != nil {
		return nil, err
	}
	loads, err := loadsOf(ctx, q, standings, workday.Today(now))
	if err != nil {
		return nil, err
	}
	all := make([]facts, len(standings))
	for i, s := range standings {
		all[i] = facts{Standing: s, undone: undone[s.Case.ID], elsewhere: loads, now: now}
	}
	return all, nil
}

// loadsOf reads what those who are released now can give, and give, by
// employment.
func loadsOf(ctx context.Context, q pgdb.Querier, standings []assignment.Standing, today workday.Date) (map[int64]load, error) {
	loads, from, to := map[int64]load{}, today, today
	ids := []int64{}
	for _, s := range standings {
		for _, n := range s.Named {
			if !n.Counts() || !n.Live(today) {
				continue
			}
			ids = append(ids, n.Employment)
			if n.From.Before(from) {
				from = n.From
			}
			if n.Ends.After(to) {
				to = n.Ends
			}
		}
	}
	type row struct {
		StaffKey string `db:"staff_key"`
		directory.Capacity
	}
	rows, err := q.Query(ctx, `
		SELECT e.staff_key, c.employment_id, c.from_date, c.percent FROM capacity c JOIN employment e ON e.id = c.employment_id
		WHERE c.employment_id = ANY($1) ORDER BY c.employment_id, c.from_date`, ids)
	if err != nil {
		return nil, fmt.Errorf("find what employees can give: %w", err)
	}
	given, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read what employees can give: %w", err)
	}
	named, err := assignment.NamedBy(ctx, q, ids, from, to)
	for _, c := range given {
		l := loads[c.EmploymentID]
		l.staffKey, l.capacity = c.StaffKey, append(l.capacity, c.Capacity)
		loads[c.EmploymentID] = l
	}
	for _, n := range named {
		if n.Counts() {
			l := loads[n.Employment]
			l.released = append(l.released, n.Assignment)
			loads[n.Employment] = l
		}
	}
	return loads, err
}
