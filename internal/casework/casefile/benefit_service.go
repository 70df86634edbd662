package casefile

import (
	"context"
	"time"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// ListBenefits reads every participant's statement, in the order of their numbers.
func (s *Service) ListBenefits(ctx context.Context, actor authn.Actor, ref Ref, p request.Page) (request.List[Benefit], error) {
	c, err := Load(ctx, s.pool, ref)
	if err != nil {
		return request.List[Benefit]{}, err
	}
	list, err := Benefits(ctx, s.pool, c)
	if err != nil {
		return request.List[Benefit]{}, err
	}
	for i := range list {
		s.presentBenefit(c, &list[i], actor)
	}
	return request.PageOf(list, p, func(b Benefit) string { return b.Municipality })
}

// ShowBenefit reads one participant's statement.
func (s *Service) ShowBenefit(ctx context.Context, actor authn.Actor, at PartyRef) (*Benefit, error) {
	c, err := Load(ctx, s.pool, at.Ref)
	if err != nil {
		return nil, err
	}
	b, err := benefitOf(ctx, s.pool, c, at.Municipality)
	if err != nil {
		return nil, err
	}
	return s.presentBenefit(c, b, actor), nil
}

// WriteBenefit replaces the municipality's statement, which undoes a
// confirmation (rule 2.4).
func (s *Service) WriteBenefit(ctx context.Context, actor authn.Actor, at PartyRef, in BenefitInput) (*Benefit, error) {
	var checks fault.Checks
	canon.RequiredText(&checks, "/statement", &in.Statement)
	if err := checks.Err(ErrBenefitText); err != nil {
		return nil, err
	}
	return s.changeBenefit(ctx, actor, at, WriteBenefit.ID, func(b *Benefit, now time.Time) (bool, error) {
		if b.Written() {
			if err := request.MustMatch(ctx, b.Revision); err != nil {
				return false, err
			}
		} else if err := request.MatchNothing(ctx); err != nil {
			return false, err
		}
		return b.Write(in.Statement, actor.Person, now), nil
	})
}

// ConfirmBenefit makes the statement the municipality's own (rule 2.3a).
func (s *Service) ConfirmBenefit(ctx context.Context, actor authn.Actor, at PartyRef) (*Benefit, error) {
	return s.changeBenefit(ctx, actor, at, ConfirmBenefit.ID, func(b *Benefit, now time.Time) (bool, error) {
		if err := request.Match(ctx, b.Revision); err != nil {
			return false, err
		}
		return b.Confirm(actor.Person, now)
	})
}

// changeBenefit runs an act on a municipality's benefit, which says whether it
// changed anything, and answers with the benefit after it.
func (s *Service) changeBenefit(ctx context.Context, actor authn.Actor, at PartyRef, id string, act func(*Benefit, time.Time) (bool, error)) (*Benefit, error) {
	return DoPart(ctx, s.frame, actor, at, func(ch *Change) (*Benefit, error) {
		if err := ch.Case.Prepared(); err != nil {
			return nil, err
		}
		b, err := benefitOf(ctx, ch.Tx, ch.Case, at.Municipality)
		if err != nil {
			return nil, err
		}
		before := *b
		changed, err := act(b, ch.Now)
		if err != nil || !changed {
			return s.presentBenefit(ch.Case, b, actor), err
		}
		if err := saveBenefit(ctx, ch.Tx, ch.Case, ch.Party, b); err != nil {
			return nil, err
		}
		ch.Record(audit.Event{Act: id, Object: b.Self, Changes: audit.Difference(
			audit.Changed("statement", before.Statement, b.Statement), audit.Changed("state", before.state(), b.state()))})
		after, err := benefitOf(ctx, ch.Tx, ch.Case, at.Municipality)
		if err != nil {
			return nil, err
		}
		after.Created = !before.Written()
		return s.presentBenefit(ch.Case, after, actor), nil
	})
}

// presentBenefit completes a statement for a caller.
func (s *Service) presentBenefit(c *Case, b *Benefit, actor authn.Actor) *Benefit {
	refusal := c.Prepared()
	if _, err := c.Party(b.Municipality); err != nil {
		refusal = err
	}
	confirm := refusal
	if confirm == nil && !b.Written() {
		confirm = ErrNoBenefit
	}
	at := PartyRef{c.Ref(), b.Municipality}
	b.Actions = []request.Action{WriteBenefit.Offer(s.policy, actor, at, refusal), ConfirmBenefit.Offer(s.policy, actor, at, confirm)}
	return b
}
