package directory

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Service holds the use cases.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time) *Service {
	return &Service{pool: pool, policy: policy, now: now}
}

// within runs an act in an organisation, with the organisation's row locked:
// appointments, bodies and memberships of one organisation stand in a row.
func within[T any](ctx context.Context, s *Service, organisation string, act func(tx pgx.Tx, o *Organisation, now time.Time) (T, error)) (T, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none T, err error) {
		o, err := lockOrganisation(ctx, tx, organisation)
		if err != nil {
			return none, err
		}
		return act(tx, o, s.now())
	})
}
