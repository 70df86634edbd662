package staffing

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// WhoIsNamed finds which of some people can be in the working group of a case: those
// who are named to its work, nominated or released, for a day or a later one, their
// deputies, and the case's responsible officer (rules 4.1, 7.1). It says whether the
// region has the case.
func WhoIsNamed(ctx context.Context, q pgdb.Querier, region, number string, people []string, day workday.Date) (named []string, known bool, err error) {
	year, serial := casefile.Ref{Region: region, Number: number}.Parts()
	found, err := pgdb.All[*string](ctx, q, "find who is named in a case", `
		SELECT named.person::text FROM casefile c JOIN organisation r ON r.id = c.region_id
		LEFT JOIN LATERAL (
			SELECT x.person FROM assignment a JOIN employment e ON e.id = a.employment_id
			CROSS JOIN LATERAL (VALUES (a.person_id), (a.deputy_person_id)) AS x(person)
			WHERE a.case_id = c.id AND a.state IN ('nominated', 'released', 'recalled', 'replaced') AND least(a.to_date, a.ended_on, e.to_date) > greatest(a.from_date, $5)
			UNION SELECT c.responsible_id
		) named ON named.person = ANY($4::uuid[])
		WHERE r.key = $1 AND c.year = $2 AND c.serial = $3`, region, year, serial, people, day)
	for _, person := range found {
		if person != nil {
			named = append(named, *person)
		}
	}
	return named, len(found) > 0, err
}
