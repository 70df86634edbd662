package admission

import (
	"context"

	"forankring.no/forankring/internal/platform/pgdb"
)

// Agreed are those of some people whom an organisation may make something of, by
// their identifiers, with their names: it is their home, or they or their home have
// agreed; whoever merely works there has not. The agreements are kept from being
// taken back until the transaction ends, in one statement however many they are
// (rule 1.2).
func Agreed(ctx context.Context, q pgdb.Querier, organisation int64, as string, people []string) (map[string]string, error) {
	return pgdb.ByKey[string, string](ctx, q, "look for admissions", `
		SELECT p.id::text, p.name FROM person p LEFT JOIN LATERAL (
			SELECT id FROM admission WHERE organisation_id = $1 AND person_id = p.id AND kind = $2 AND state = '`+Confirmed+`' LIMIT 1 FOR SHARE) a ON true
		WHERE p.id = ANY($3::uuid[]) AND (p.home_id = $1 OR a.id IS NOT NULL)`, organisation, as, people)
}
