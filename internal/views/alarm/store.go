package alarm

import (
	"context"
	"time"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// gather reads what alarms rest on besides how municipalities stand in some cases:
// three statements, however many.
func gather(ctx context.Context, q pgdb.Querier, standings []*staffing.Standing, now time.Time) ([]facts, error) {
	var cases []*casefile.Case
	for i, s := range standings {
		if i == 0 || standings[i-1].Case != s.Case {
			cases = append(cases, s.Case)
		}
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
func loadsOf(ctx context.Context, q pgdb.Querier, standings []*staffing.Standing, today workday.Date) (map[int64]capacity.Load, error) {
	from, to := today, today
	ids := []int64{}
	for _, s := range standings {
		for _, n := range s.Named {
			if !n.Counts() || !n.Live(today) {
				continue
			}
			ids = append(ids, n.Employment)
			from, to = workday.Earlier(from, n.From), workday.Later(to, n.Ends)
		}
	}
	given, err := person.CapacityOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	named, err := staffing.NamedBy(ctx, q, ids, from, to)
	loads := map[int64]capacity.Load{}
	for _, id := range ids {
		loads[id] = capacity.Load{Gives: staffing.Levels(given[id])}
	}
	for _, n := range named {
		l := loads[n.Employment]
		l.Uses = append(l.Uses, n.Use())
		loads[n.Employment] = l
	}
	return loads, err
}
