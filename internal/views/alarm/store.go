package alarm

import (
	"time"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// part adds to the parts of a read what alarms rest on besides how municipalities
// stand in some cases.
func part(p *pgdb.Parts, standings []*staffing.Standing, now time.Time, add func(facts)) {
	if len(standings) == 0 {
		return
	}
	var cases []*casefile.Case
	for i, s := range standings {
		if i == 0 || standings[i-1].Case != s.Case {
			cases = append(cases, s.Case)
		}
	}
	undone := map[int64][]timeline.Undone{}
	timeline.PartUndone(p, cases, func(caseID int64, u timeline.Undone) { undone[caseID] = append(undone[caseID], u) })
	loads := partLoads(p, standings, workday.Today(now))
	p.Then(func() {
		for _, s := range standings {
			add(facts{Standing: s, undone: undone[s.Case.ID], elsewhere: loads, now: now})
		}
	})
}

// partLoads adds to the parts of a read what those who are released now can give,
// and give, by employment.
func partLoads(p *pgdb.Parts, standings []*staffing.Standing, today workday.Date) map[int64]capacity.Load {
	from, to := today, today
	var ids []int64
	loads := map[int64]capacity.Load{}
	for _, s := range standings {
		for _, n := range s.Named {
			if !n.Counts() || !n.Live(today) {
				continue
			}
			if _, known := loads[n.Employment]; !known {
				ids, loads[n.Employment] = append(ids, n.Employment), capacity.Load{}
			}
			from, to = workday.Earlier(from, n.From), workday.Later(to, n.Ends)
		}
	}
	if len(ids) == 0 {
		return loads
	}
	person.PartCapacity(p, ids, func(of int64, c person.Capacity) {
		l := loads[of]
		l.Gives = append(l.Gives, capacity.Level{From: c.From, Percent: c.Percent})
		loads[of] = l
	})
	staffing.PartUses(p, ids, from, to, func(of int64, u capacity.Use) {
		l := loads[of]
		l.Uses = append(l.Uses, u)
		loads[of] = l
	})
	return loads
}
