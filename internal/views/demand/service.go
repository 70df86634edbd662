package demand

import (
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/workday"
)

// Service shows the ledger.
type Service struct {
	pool     *pgxpool.Pool
	policy   *authz.Policy
	now      func() time.Time
	calendar *workday.Calendar
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time) *Service {
	return &Service{pool: pool, policy: policy, now: now, calendar: workday.Norway()}
}
