package approval

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the use cases of mandates.
type Service struct {
	pool    *pgxpool.Pool
	policy  *authz.Policy
	now     func() time.Time
	jobs    *river.Client[pgx.Tx]
	notices *notice.Service
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, jobs *river.Client[pgx.Tx], notices *notice.Service, cases *casefile.Service) *Service {
	cases.Offers.Relate("mandates", func(c *casefile.Case) string { return listMandates.Href(ListRef{Ref: c.Ref()}) })
	return &Service{pool: pool, policy: policy, now: now, jobs: jobs, notices: notices}
}

// Show reads one version.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref mandate.Ref) (*Version, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Version, error) {
		c, err := casefile.Load(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		return s.reload(ctx, q, actor, c, ref.Version)
	})
}

// List shows a case's versions, the newest first.
func (s *Service) List(ctx context.Context, actor authn.Actor, ref ListRef, p request.Page) (request.List[*Version], error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[*Version], error) {
		c, err := casefile.Load(ctx, q, ref.Ref)
		if err != nil {
			return request.List[*Version]{}, err
		}
		documents, err := mandate.Page(ctx, q, c.ID, ref.State, p)
		if err != nil {
			return request.List[*Version]{}, err
		}
		found, err := load(ctx, q, documents.Items)
		if err != nil {
			return request.List[*Version]{}, err
		}
		return request.List[*Version]{Items: found, Next: documents.Next}, s.shown(ctx, q, actor, c, found...)
	})
}

// reload reads a version as it is to be shown.
func (s *Service) reload(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case, number int) (*Version, error) {
	v, err := Find(ctx, q, c.ID, number)
	if err != nil {
		return nil, err
	}
	return v, s.shown(ctx, q, actor, c, v)
}

// Draft makes the next version of a case's mandate (rule 3.1).
func (s *Service) Draft(ctx context.Context, actor authn.Actor, ref casefile.Ref, in mandate.ContentInput) (*Version, error) {
	if err := in.Normalise(); err != nil {
		return nil, err
	}
	return s.act(ctx, actor, ref, func(tx pgx.Tx, c *casefile.Case, now time.Time) (int, error) {
		return mandate.Draft(ctx, tx, actor, c, in, now)
	})
}

// Edit replaces the content of a draft (rule 3.2).
func (s *Service) Edit(ctx context.Context, actor authn.Actor, ref mandate.Ref, in mandate.ContentInput) (*Version, error) {
	if err := in.Normalise(); err != nil {
		return nil, err
	}
	return s.act(ctx, actor, ref.Ref, func(tx pgx.Tx, c *casefile.Case, now time.Time) (int, error) {
		return ref.Version, mandate.Edit(ctx, tx, actor, c, ref.Version, in, now)
	})
}

// Submit opens a draft for answers. The version that was open until then is
// withdrawn in the same transaction (rule 3.3); approvals of the version before
// carry over where nothing that they approve was changed, and may bring this
// one into force at once (rule 3.6). Reminders are planned for the others, and
// every chief executive is told how the municipality stands.
func (s *Service) Submit(ctx context.Context, actor authn.Actor, ref mandate.Ref, in SubmitInput) (*Version, error) {
	return s.onVersion(ctx, actor, ref, func(tx pgx.Tx, c *casefile.Case, v *Version, now time.Time) error {
		if err := mandate.GateRule.Hold(ctx, tx, c.Region); err != nil {
			return err
		}
		rule, err := mandate.GateRule.Read(ctx, tx, c.Region, now)
		if err != nil {
			return err
		}
		if err := v.Submit(c, in, rule, actor.Person, now); err != nil {
			return err
		}
		if err := carry(ctx, tx, c, v); err != nil {
			return err
		}
		if err := WithdrawOpen(ctx, tx, c, fmt.Sprintf("replaced by version %d", v.Number), actor, now); err != nil {
			return err
		}
		if err := mandate.SaveSubmitted(ctx, tx, &v.Document); err != nil {
			return err
		}
		if err := v.keepCarried(ctx, tx); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, v.Event(actor, submitMandate.ID, now, v.submitted())); err != nil {
			return err
		}
		if err := v.plan(ctx, tx, c, now); err != nil {
			return err
		}
		if err := s.review(ctx, tx, c); err != nil {
			return err
		}
		if err := s.tellSubmitted(ctx, tx, c, v, now); err != nil {
			return err
		}
		if v.comeIntoForce(c, now) {
			return s.enter(ctx, tx, actor, c, v, submitMandate.ID, now)
		}
		return nil
	})
}

// Withdraw closes an open version for a reason (rule 3.3).
func (s *Service) Withdraw(ctx context.Context, actor authn.Actor, ref mandate.Ref, in ReasonInput) (*Version, error) {
	return s.end(ctx, actor, ref, in, (*Version).Withdraw, withdrawMandate.ID, notice.MandateWithdrawn)
}

// Reject closes an open version whose standing answers cannot meet the rule
// (rule 3.3).
func (s *Service) Reject(ctx context.Context, actor authn.Actor, ref mandate.Ref, in ReasonInput) (*Version, error) {
	return s.end(ctx, actor, ref, in, (*Version).Reject, rejectMandate.ID, notice.MandateRejected)
}

func (s *Service) end(ctx context.Context, actor authn.Actor, ref mandate.Ref, in ReasonInput,
	rule func(*Version, *casefile.Case, string, time.Time) error, act, kind string,
) (*Version, error) {
	if err := in.Normalise(); err != nil {
		return nil, err
	}
	return s.onVersion(ctx, actor, ref, func(tx pgx.Tx, c *casefile.Case, v *Version, now time.Time) error {
		if err := mandate.GateRule.Hold(ctx, tx, c.Region); err != nil {
			return err
		}
		before := v.State
		if err := rule(v, c, in.Reason, now); err != nil {
			return err
		}
		if err := closed(ctx, tx, v, before, actor, act, now); err != nil {
			return err
		}
		return s.tell(ctx, tx, c, v, kind, now)
	})
}

// onVersion runs an act on a version that exists, and honours If-Match.
func (s *Service) onVersion(ctx context.Context, actor authn.Actor, ref mandate.Ref,
	do func(tx pgx.Tx, c *casefile.Case, v *Version, now time.Time) error,
) (*Version, error) {
	return s.act(ctx, actor, ref.Ref, func(tx pgx.Tx, c *casefile.Case, now time.Time) (int, error) {
		v, err := Find(ctx, tx, c.ID, ref.Version)
		if err != nil {
			return 0, err
		}
		if err := request.Match(ctx, v.Revision); err != nil {
			return 0, err
		}
		return v.Number, do(tx, c, v, now)
	})
}

// act runs an act on the mandate of a case: lock, act, and the version after
// it.
func (s *Service) act(ctx context.Context, actor authn.Actor, ref casefile.Ref,
	do func(tx pgx.Tx, c *casefile.Case, now time.Time) (number int, err error),
) (*Version, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Version, error) {
		c, err := casefile.Lock(ctx, tx, ref)
		if err != nil {
			return nil, err
		}
		if err := c.Prepared(); err != nil {
			return nil, err
		}
		now := s.now()
		number, err := do(tx, c, now)
		if err != nil {
			return nil, err
		}
		if err := casefile.Touch(ctx, tx, c.ID, now); err != nil {
			return nil, err
		}
		return s.reload(ctx, tx, actor, c, number)
	})
}
