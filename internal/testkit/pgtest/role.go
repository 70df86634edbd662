package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/pgdb"
)

// Role is the role as which the service runs in tests.
const Role = "forankring_app"

// migrate makes the schema, and the role of the service.
func (*server) migrate(ctx context.Context, pool *pgxpool.Pool) error {
	if err := pgdb.Migrate(ctx, pool, nil); err != nil {
		return err
	}
	if err := pgdb.Grant(ctx, pool, Role); !errors.Is(err, pgdb.ErrOneRole) {
		return err
	}
	return nil
}

// asRole finds whether the service can run as its role, and says so where it
// cannot: the user of DATABASE_URL may be allowed to create none.
func (s *server) asRole(ctx context.Context) error {
	err := s.admin.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1 AND pg_has_role(current_user, oid, 'MEMBER'))`, Role).Scan(&s.lesser)
	if err != nil {
		return fmt.Errorf("look for the role of the service: %w", err)
	}
	if !s.lesser {
		fmt.Fprintf(os.Stderr, "The user of DATABASE_URL may not create the role %s: the tests run as one role.\n", Role)
	}
	return nil
}

// Served opens the database of a pool as the service does: as a role that can
// change neither the record nor the schema. The pool itself is the owner's.
func Served(t testing.TB, owner *pgxpool.Pool) *pgxpool.Pool {
	t.Helper()
	if !reached(t).lesser {
		return owner
	}
	pool, err := pgdb.OpenAs(t.Context(), owner.Config().ConnString(), Role)
	if err != nil {
		t.Fatalf("open the test's database as %s: %v", Role, err)
	}
	t.Cleanup(func() { closePool(t, pool) })
	return pool
}
