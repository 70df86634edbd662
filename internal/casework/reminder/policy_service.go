package reminder

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
)

// PolicyService shows and changes the policies of regions.
type PolicyService struct {
	pool     *pgxpool.Pool
	settings *setting.Service[PolicyRef, *Policy]
}

// NewPolicies builds the service.
func NewPolicies(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time) *PolicyService {
	return &PolicyService{pool: pool, settings: setting.New(pool, policy, now, policyKind)}
}

// Policies are those of a region, one for each kind of deadline.
type Policies struct {
	Items []*Policy `json:"items"`
}

// List shows the policy of a region for each kind of deadline (rule 6.1).
func (s *PolicyService) List(ctx context.Context, actor authn.Actor, ref setting.Ref) (*Policies, error) {
	all, err := policiesOf(ctx, s.pool, ref.Region)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		s.settings.Shown(actor, PolicyRef{Region: ref.Region, Kind: AskedKind(p.Kind)}, p)
	}
	return &Policies{all}, nil
}

// Set sets a region's policy for the deadlines of a kind that are set from now
// on. Those that stand go on by the one that stood when they were set: what
// people were told of when they would be reminded is not changed behind them.
func (s *PolicyService) Set(ctx context.Context, actor authn.Actor, ref PolicyRef, in PolicyInput) (*Policy, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.settings.Replace(ctx, actor, ref, func(tx pgx.Tx, _ *Policy, w setting.Written) error {
		return insertPolicy(ctx, tx, ref.Kind, in, w)
	})
}
