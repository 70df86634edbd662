package casefile

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/platform/pgdb"
)

// Going reads the cases that are neither drafts nor over, and of which one of
// the organisations is the region or a municipality that takes part now.
func Going(ctx context.Context, q pgdb.Querier, organisations []string) ([]*Case, error) {
	return pgdb.Pointers[Case](ctx, q, "find the cases that go on", whole+`
		WHERE c.id = ANY(array(SELECT x.case_id FROM case_party x WHERE x.organisation = ANY($1))) ORDER BY c.id`, organisations)
}

// Among are the municipalities of a list that take part in the case now.
func (c *Case) Among(organisations []string) []Participant {
	return slices.DeleteFunc(c.Parties(), func(p Participant) bool { return !slices.Contains(organisations, p.Number) })
}

// IDs are the rows of cases, and the cases by their rows.
func IDs(cases []*Case) (ids []int64, by map[int64]*Case) {
	by = map[int64]*Case{}
	for _, c := range cases {
		ids, by[c.ID] = append(ids, c.ID), c
	}
	return ids, by
}
