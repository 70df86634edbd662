package mandate

import (
	"context"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// ShowRule reads a region's gate rule.
func (s *Service) ShowRule(ctx context.Context, actor authn.Actor, ref RuleRef) (*RegionRule, error) {
	r, err := RuleOf(ctx, s.pool, ref.Region, s.now())
	if err != nil {
		return nil, err
	}
	return s.showRule(r, actor), nil
}

// SetRule sets a region's gate rule for the versions that are submitted from
// now on. A version that is open follows it if it is the tighter one, and keeps
// its own if not (rule 3.7). It refuses a rule that the region's municipalities
// can never meet.
func (s *Service) SetRule(ctx context.Context, actor authn.Actor, ref RuleRef, in RuleInput) (*RegionRule, error) {
	rule, err := in.rule()
	if err != nil {
		return nil, err
	}
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*RegionRule, error) {
		if err := HoldRules(ctx, tx, ref.Region, true); err != nil {
			return nil, err
		}
		now := s.now()
		before, err := RuleOf(ctx, tx, ref.Region, now)
		if err != nil {
			return nil, err
		}
		if err := request.MustMatch(ctx, before.Revision); err != nil {
			return nil, err
		}
		if err := rule.Meetable(before.Members); err != nil {
			return nil, err
		}
		if err := insertRule(ctx, tx, ref.Region, rule, in.Reason, actor.Person, now); err != nil {
			return nil, err
		}
		err = audit.Record(ctx, tx, audit.Event{
			At: now, Actor: actor, Act: setMandateRule.ID, Object: before.Self,
			Changes: audit.Changes{"rule": {Old: before.String(), New: rule.String()}, "reason": {Old: before.Reason, New: in.Reason}},
		})
		if err != nil {
			return nil, err
		}
		after, err := RuleOf(ctx, tx, ref.Region, now)
		if err != nil {
			return nil, err
		}
		return s.showRule(after, actor), nil
	})
}

func (s *Service) showRule(r *RegionRule, actor authn.Actor) *RegionRule {
	r.Actions = []request.Action{setMandateRule.Offer(s.policy, actor, RuleRef{Region: r.Region}, nil)}
	return r
}
