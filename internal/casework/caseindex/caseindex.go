// Package caseindex finds cases for whoever holds none: by their rows, by their names,
// and by who has a part in them.
package caseindex

import (
	"context"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Asked is what authority, which stands below, asks about cases: a substitute
// may be given certain ones (rule 1.4).
func Asked() authority.Cases { return authority.Cases{Names: names, Find: find} }

// names are the names of cases, by their rows.
func names(ctx context.Context, q pgdb.Querier, rows []int64) (map[int64]authority.CaseRef, error) {
	return pgdb.ByKey[int64, authority.CaseRef](ctx, q, "name cases", `
		SELECT c.id, r.key AS region, c.year || '-' || c.serial AS number FROM casefile c JOIN organisation r ON r.id = c.region_id
		WHERE c.id = ANY($1)`, rows)
}

// find looks for cases that an organisation takes part in or owns.
func find(ctx context.Context, q pgdb.Querier, organisation int64, cases []authority.CaseRef, today workday.Date) ([]authority.FoundCase, error) {
	regions, numbers := make([]string, len(cases)), make([]string, len(cases))
	for i, c := range cases {
		regions[i], numbers[i] = c.Region, c.Number
	}
	return pgdb.All[authority.FoundCase](ctx, q, "look for cases", `
		SELECT c.id, coalesce(`+reading.ExemptNow+`, false) AS exempt
		FROM unnest(@regions::text[], @numbers::text[]) WITH ORDINALITY AS asked(region, number, nr)
		LEFT JOIN organisation r ON r.key = asked.region
		LEFT JOIN casefile c ON c.region_id = r.id AND c.year = split_part(asked.number, '-', 1)::int AND c.serial = split_part(asked.number, '-', 2)::int
			AND (r.id = @organisation OR EXISTS (
				SELECT FROM participant t WHERE t.case_id = c.id AND t.municipality_id = @organisation AND t.left_at IS NULL))
		ORDER BY asked.nr`, pgx.StrictNamedArgs{"regions": regions, "numbers": numbers, "organisation": organisation, "today": today})
}

// TakingPart are the municipalities that take part in some case which goes on, by
// number.
func TakingPart(ctx context.Context, q pgdb.Querier) ([]string, error) {
	return pgdb.All[string](ctx, q, "find the municipalities that take part", `
		SELECT DISTINCT x.organisation FROM case_party x WHERE x.organisation_id <> x.region_id ORDER BY x.organisation`)
}

// TakesPartIn are the cases that go on in which a municipality takes part.
func TakesPartIn(ctx context.Context, q pgdb.Querier, municipality int64) ([]authority.CaseRef, error) {
	return pgdb.All[authority.CaseRef](ctx, q, "find the cases of a municipality", `
		SELECT r.key AS region, c.year || '-' || c.serial AS number FROM casefile c JOIN organisation r ON r.id = c.region_id
		WHERE c.id = ANY(array(SELECT x.case_id FROM case_party x WHERE x.organisation_id = $1)) ORDER BY r.key, c.year, c.serial`, municipality)
}

// PartOf are the rows of the cases that go on in which an organisation has a part, a
// region in all of its own.
func PartOf(ctx context.Context, q pgdb.Querier, organisation string) ([]int64, error) {
	return pgdb.All[int64](ctx, q, "find the cases of an organisation", `SELECT DISTINCT x.case_id FROM case_party x WHERE x.organisation = $1`, organisation)
}
