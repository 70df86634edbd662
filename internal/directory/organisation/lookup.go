package directory

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/pgdb"
)

// Municipalities finds municipalities by their numbers, and refuses when one
// is not registered. The answer maps number to row.
func Municipalities(ctx context.Context, q pgdb.Querier, numbers []string) (map[string]Organisation, error) {
	rows, err := q.Query(ctx, `
		SELECT id, key, kind, name, aliases, county, revision FROM organisation
		WHERE kind = 'municipality' AND key = ANY($1)`, numbers)
	if err != nil {
		return nil, fmt.Errorf("find municipalities: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Organisation])
	if err != nil {
		return nil, fmt.Errorf("read municipalities: %w", err)
	}
	found := map[string]Organisation{}
	for _, o := range list {
		found[o.Key] = o
	}
	for _, n := range numbers {
		if _, ok := found[n]; !ok {
			return nil, ErrUnknownMunicipality.Detailf("No municipality with the number %s is registered here.", n)
		}
	}
	return found, nil
}

// Bound finds the person to whom a login is bound, "" for nobody.
func Bound(ctx context.Context, q pgdb.Querier, issuer, subject string) (string, error) {
	var person string
	err := q.QueryRow(ctx, `SELECT coalesce((SELECT person_id::text FROM login WHERE issuer = $1 AND subject = $2), '')`, issuer, subject).Scan(&person)
	if err != nil {
		return "", fmt.Errorf("find a login: %w", err)
	}
	return person, nil
}
