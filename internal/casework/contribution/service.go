package contribution

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service shows balances, and keeps the regions' keys.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time) *Service {
	return &Service{pool: pool, policy: policy, now: now}
}

// Show computes the balance of a case by the key that stands now. The number of
// statements is fixed, however many municipalities take part.
func (s *Service) Show(ctx context.Context, ref casefile.Ref) (Balance, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (Balance, error) {
		c, err := casefile.Load(ctx, q, ref)
		if err != nil {
			return Balance{}, err
		}
		inForce, err := approval.InForce(ctx, q, c.ID)
		if err != nil {
			return Balance{}, err
		}
		named, recorded, err := assignment.Given(ctx, q, c)
		if err != nil {
			return Balance{}, err
		}
		now := s.now()
		key, err := keyOf(ctx, q, c.Region, now)
		if err != nil {
			return Balance{}, err
		}
		b := Balance{Self: ref.Path() + "/balance", Case: c.Number, Before: workday.Today(now), Calendar: workday.Norway().Version()}
		if inForce != nil {
			b.Version = &inForce.Number
		}
		b.Rows, b.Total, b.Key = weigh(contributed(c, inForce, named, recorded, b.Before), *key)
		return b, nil
	})
}

// contributed is what each participant of a case contributes.
func contributed(c *casefile.Case, inForce *approval.Version, named []assignment.Assignment, recorded []*assignment.Contribution, today workday.Date) []given {
	asked := map[string]*mandate.Slice{}
	dates := []workday.Date{today}
	for _, p := range c.Parties() {
		if inForce != nil && inForce.ApprovedSince(p.Number, p.JoinedAt) {
			asked[p.Number] = inForce.Slice(p.Number)
			for _, r := range asked[p.Number].Requirements {
				dates = append(dates, r.From, r.To)
			}
		}
	}
	for _, a := range named {
		dates = append(dates, a.From, a.Ends)
	}
	days := countDays(workday.Norway(), dates)
	all := make([]given, len(c.Participants))
	for i, p := range c.Participants {
		all[i] = count(p, asked[p.Number], named, days, today)
		for _, r := range recorded {
			if r.Municipality == p.Number {
				all[i].recorded = r.Money
			}
		}
	}
	return all
}

// ShowKey reads a region's key.
func (s *Service) ShowKey(ctx context.Context, actor authn.Actor, region string) (*ContributionKey, error) {
	k, err := keyOf(ctx, s.pool, region, s.now())
	if err != nil {
		return nil, err
	}
	return s.showKey(k, actor), nil
}

// SetKey sets a region's key in the place of the one before, which is kept. It
// refuses figures that are not those of the municipalities that the region has
// today, and of others in its cases.
func (s *Service) SetKey(ctx context.Context, actor authn.Actor, region string, in ContributionKeyInput) (*ContributionKey, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*ContributionKey, error) {
		if err := holdKey(ctx, tx, region); err != nil {
			return nil, err
		}
		now := s.now()
		before, err := keyOf(ctx, tx, region, now)
		if err != nil {
			return nil, err
		}
		if err := request.MustMatch(ctx, before.Revision); err != nil {
			return nil, err
		}
		if err := in.check(before.Members, before.Parties); err != nil {
			return nil, err
		}
		if err := insertKey(ctx, tx, region, in, actor.Person, now); err != nil {
			return nil, err
		}
		after, err := keyOf(ctx, tx, region, now)
		if err != nil {
			return nil, err
		}
		err = audit.Record(ctx, tx, audit.Event{
			At: now, Actor: actor, Act: "set-contribution-key", Object: before.path(),
			Changes: audit.Changes{"key": {Old: before.String(), New: after.String()}, "reason": {Old: before.Reason, New: after.Reason}},
		})
		return s.showKey(after, actor), err
	})
}

func (k *ContributionKey) path() string { return request.Path("regions/%s/contribution-key", k.Region) }

func (s *Service) showKey(k *ContributionKey, actor authn.Actor) *ContributionKey {
	k.Self = k.path()
	k.Actions = []request.Action{
		s.policy.Action(actor, k.Region, authz.Permission{Object: "contribution_key", Act: "set"}, nil, request.Action{Act: "set-contribution-key", Method: "PUT", Href: k.Self}),
	}
	return k
}
