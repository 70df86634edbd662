// Package target finds in a filled database who asks in a benchmark, and for what:
// it knows nothing of how the database was filled, so that any will do that holds
// enough.
package target

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
)

// tokenLife is longer than any run, and within what the service takes.
const tokenLife = 12 * time.Hour

// ErrNone says that the database holds nothing of what a scenario asks for.
var ErrNone = errors.New("the database holds nothing to ask for")

// Finder finds targets.
type Finder struct {
	pool   *pgxpool.Pool
	issuer *authn.Development
	tokens map[string]string
}

// New is a Finder on a filled database.
func New(ctx context.Context, pool *pgxpool.Pool) (*Finder, error) {
	issuer, err := app.DevelopmentIssuer(ctx, pool)
	if err != nil {
		return nil, err
	}
	return &Finder{pool: pool, issuer: issuer, tokens: map[string]string{}}, nil
}

// Person is who asks.
type Person struct {
	ID string `db:"person"`
	// Organisation is where they hold what lets them ask, and Row its row; "" and 0
	// for whoever holds nothing.
	Organisation string `db:"organisation"`
	Row          int64  `db:"row"`
	Token        string `db:"-"`
}

// sign gives a person a token.
func (f *Finder) sign(p *Person) (err error) {
	token, ok := f.tokens[p.ID]
	if !ok {
		if token, err = f.issuer.Token(p.ID, time.Now(), tokenLife); err != nil {
			return err
		}
		f.tokens[p.ID] = token
	}
	p.Token = token
	return nil
}

// person finds somebody by a statement that gives person, organisation and row.
func (f *Finder) person(ctx context.Context, what, sql string, args ...any) (Person, error) {
	rows, err := f.pool.Query(ctx, sql, args...)
	if err != nil {
		return Person{}, fmt.Errorf("find %s: %w", what, err)
	}
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Person])
	if errors.Is(err, pgx.ErrNoRows) {
		return Person{}, fmt.Errorf("find %s: %w", what, ErrNone)
	}
	if err != nil {
		return Person{}, fmt.Errorf("find %s: %w", what, err)
	}
	return p, f.sign(&p)
}

// all finds several things.
func all[T any](ctx context.Context, f *Finder, what, sql string, args ...any) ([]T, error) {
	found, err := pgdb.All[T](ctx, f.pool, "find "+what, sql, args...)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("find %s: %w", what, ErrNone)
	}
	return found, err
}

// Rows are how many rows the tables hold that grow, as PostgreSQL estimates them.
func (f *Finder) Rows(ctx context.Context) (map[string]int64, error) {
	return pgdb.ByKey[string, int64](ctx, f.pool, "count rows", `
		SELECT relname::text, greatest(reltuples, 0)::bigint FROM pg_class
		WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname = ANY($1) ORDER BY 1`,
		[]string{"casefile", "participant", "person", "office", "mandate_version", "mandate_slice", "mandate_answer", "assignment", "reminder", "milestone", "audit_event", "organisation"})
}
