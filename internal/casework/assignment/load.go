package assignment

import (
	"context"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/directory/person"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// loads reads the loads of whoever is nominated in a list, whoever asks: two
// statements, however many.
func loads(ctx context.Context, q pgdb.Querier, list []Assignment) (map[int64]load, error) {
	found := map[int64]load{}
	var ids []int64
	var from, to workday.Date
	for _, a := range list {
		if a.State != Nominated {
			continue
		}
		if len(ids) == 0 || a.From.Before(from) {
			from = a.From
		}
		if a.To.After(to) {
			to = a.To
		}
		ids = append(ids, a.Employment)
	}
	if len(ids) == 0 {
		return found, nil
	}
	given, err := person.CapacityOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	named, err := taking(ctx, q, ids, from, to)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		found[id] = load{gives: Levels(given[id])}
	}
	for _, n := range named {
		l := found[n.Employment]
		l.named = append(l.named, n)
		found[n.Employment] = l
	}
	return found, nil
}

// taking are the assignments that take up what these employments can give in
// the days [from, to), as the database counts them (assignment_hold_capacity):
// by the days agreed, whether or not the employment ends before.
func taking(ctx context.Context, q pgdb.Querier, employments []int64, from, to workday.Date) ([]Named, error) {
	return roster(q.Query(ctx, selectNamed+`
		WHERE a.employment_id = ANY($1) AND a.state IN ('released', 'recalled', 'replaced') AND a.from_date < $3 AND least(a.to_date, a.ended_on) > $2
		ORDER BY a.from_date, a.id`, employments, from, to))
}

// The permissions that decide how much of people's loads somebody hears.
var (
	mayReadLoad = authz.Permission{Object: "load", Act: "read"}
	mayNominate = authz.Permission{Object: "assignment", Act: "nominate"}
	mayRelease  = authz.Permission{Object: "assignment", Act: "release"}
	mayOverride = authz.Permission{Object: "assignment", Act: "release_over_capacity"}
)

// heard is what an actor hears of an excess: all of it where they may read the
// load of people in all cases; how much, but not in which cases, where they were
// given acts on assignments alone; else nothing. What decides is the excess
// itself (rules 2.5, 4.6).
func (s *Service) heard(over []capacity.Excess, actor authn.Actor, municipality string) []capacity.Excess {
	if _, ok := s.policy.Allows(actor.In(0), municipality, mayReadLoad); ok {
		return over
	}
	for _, act := range []authz.Permission{mayNominate, mayRelease, mayOverride} {
		if _, ok := s.policy.Allows(actor, municipality, act); ok {
			return capacity.WithoutCases(over)
		}
	}
	return nil
}
