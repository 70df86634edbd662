package directory

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/pgdb"
	"forankring.no/forankring/internal/workday"
)

// Contacts resolves posts to the people behind them at a moment (rule 6.3): the
// holders of an office, the seats of a body, or the person named while they hold
// an office or seat, or are employed, anywhere. A post that nobody holds, or
// whose person has left, is missing from the answer. One statement, however
// many posts.
func Contacts(ctx context.Context, q pgdb.Querier, at time.Time, posts []Post) (map[Post][]Contact, error) {
	found := map[Post][]Contact{}
	if len(posts) == 0 {
		return found, nil
	}
	asked, err := json.Marshal(posts)
	if err != nil {
		return nil, fmt.Errorf("write down posts: %w", err)
	}
	rows, err := q.Query(ctx, `
		WITH post AS (
			SELECT ordinality AS nr, p->>'organisation' AS organisation, p->>'office' AS office, p->>'body' AS body, p->>'role' AS role, p->>'person' AS person
			FROM jsonb_array_elements(@posts::jsonb) WITH ORDINALITY AS x(p, ordinality)),
		held AS (
			SELECT post.nr, f.person_id FROM post
			JOIN organisation o ON o.key = post.organisation
			JOIN office f ON f.organisation_id = o.id AND f.kind = post.office
			WHERE f.from_at <= @at AND (f.to_at IS NULL OR f.to_at > @at)
			UNION
			SELECT post.nr, s.person_id FROM post
			JOIN organisation o ON o.key = post.organisation
			JOIN body b ON b.organisation_id = o.id AND b.key = post.body
			JOIN seat s ON s.body_id = b.id AND (post.role IS NULL OR s.role = post.role)
			WHERE s.from_at <= @at AND (s.to_at IS NULL OR s.to_at > @at)
			UNION
			SELECT post.nr, p.id FROM post JOIN person p ON p.id = post.person::uuid
			WHERE EXISTS (SELECT FROM office f WHERE f.person_id = p.id AND f.from_at <= @at AND (f.to_at IS NULL OR f.to_at > @at))
			   OR EXISTS (SELECT FROM seat s WHERE s.person_id = p.id AND s.from_at <= @at AND (s.to_at IS NULL OR s.to_at > @at))
			   OR EXISTS (SELECT FROM employment e WHERE e.person_id = p.id AND e.from_date <= @today AND (e.to_date IS NULL OR e.to_date > @today)))
		SELECT held.nr, p.id::text AS person, p.name, p.email, p.language
		FROM held JOIN person p ON p.id = held.person_id ORDER BY held.nr, p.id`,
		pgx.StrictNamedArgs{"posts": asked, "at": at, "today": workday.Today(at)})
	if err != nil {
		return nil, fmt.Errorf("find the people of posts: %w", err)
	}
	type row struct {
		Nr int64 `db:"nr"`
		Contact
	}
	people, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read the people of posts: %w", err)
	}
	for _, p := range people {
		post := posts[p.Nr-1]
		found[post] = append(found[post], p.Contact)
	}
	return found, nil
}

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
