package pgdb

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// limits are the settings that keep a statement from waiting for ever. A pooler
// passes them to nobody: where there is one, they are the role's.
var limits = []string{"lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"}

// OpenPooled makes a pool like Open over a pooler that gives every transaction
// another of the database's connections (PgBouncer with pool_mode = transaction).
// Nothing is left on a connection: statements are described, planned at each call
// and not prepared, and the limits must be those of the role. It refuses a database
// where they are not set.
func OpenPooled(ctx context.Context, url string) (*pgxpool.Pool, error) {
	cfg, err := configure(url, nil)
	if err != nil {
		return nil, err
	}
	for _, name := range append(limits, planMode, compiling, pageCost) {
		delete(cfg.ConnConfig.RuntimeParams, name)
	}
	cfg.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	pool, err := openPool(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := mustBeLimited(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// mustBeLimited refuses connections on which somebody could wait without end.
func mustBeLimited(ctx context.Context, pool *pgxpool.Pool) error {
	var user string
	var missing []string
	err := pool.QueryRow(ctx, `SELECT session_user::text, array(SELECT name FROM unnest($1::text[]) WITH ORDINALITY l (name, n) WHERE current_setting(name) = '0' ORDER BY n)`, limits).Scan(&user, &missing)
	if err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("behind a pooler %s must be set for the role: ALTER ROLE %s SET lock_timeout = '5s'; ALTER ROLE %[2]s SET statement_timeout = '15s'; ALTER ROLE %[2]s SET idle_in_transaction_session_timeout = '30s'",
		strings.Join(missing, ", "), pgx.Identifier{user}.Sanitize())
}
