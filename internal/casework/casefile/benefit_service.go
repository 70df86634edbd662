package casefile

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// ShowBenefits reads every participant's statement.
func (s *Service) ShowBenefits(ctx context.Context, actor authn.Actor, ref Ref) (request.List[Benefit], error) {
	c, err := Load(ctx, s.pool, ref)
	if err != nil {
		return request.List[Benefit]{}, err
	}
	list, err := Benefits(ctx, s.pool, c)
	for i := range list {
		s.showBenefit(c, &list[i], actor)
	}
	return request.List[Benefit]{Items: list}, err
}

// ShowBenefit reads one participant's statement.
func (s *Service) ShowBenefit(ctx context.Context, actor authn.Actor, ref Ref, municipality string) (*Benefit, error) {
	c, err := Load(ctx, s.pool, ref)
	if err != nil {
		return nil, err
	}
	b, err := benefitOf(ctx, s.pool, c, municipality)
	if err != nil {
		return nil, err
	}
	return s.showBenefit(c, b, actor), nil
}

// WriteBenefit replaces the municipality's statement, which undoes a
// confirmation (rule 2.4).
func (s *Service) WriteBenefit(ctx context.Context, actor authn.Actor, ref Ref, municipality, statement string) (*Benefit, error) {
	statement, err := canon.Text(statement)
	if err != nil || statement == "" {
		return nil, ErrBenefitText.At("/statement", "is empty, or holds characters that cannot be stored")
	}
	return s.changeBenefit(ctx, actor, ref, municipality, "write-benefit", func(b *Benefit, now time.Time) (bool, error) {
		if b.Written() {
			if err := request.MustMatch(ctx, b.Revision); err != nil {
				return false, err
			}
		} else if err := request.MatchNothing(ctx); err != nil {
			return false, err
		}
		return b.Write(statement, actor.Person, now), nil
	})
}

// ConfirmBenefit makes the statement the municipality's own (rule 2.3a).
func (s *Service) ConfirmBenefit(ctx context.Context, actor authn.Actor, ref Ref, municipality string) (*Benefit, error) {
	return s.changeBenefit(ctx, actor, ref, municipality, "confirm-benefit", func(b *Benefit, now time.Time) (bool, error) {
		if err := request.Match(ctx, b.Revision); err != nil {
			return false, err
		}
		return b.Confirm(actor.Person, now)
	})
}

func (s *Service) changeBenefit(ctx context.Context, actor authn.Actor, ref Ref, municipality, act string,
	do func(*Benefit, time.Time) (bool, error),
) (*Benefit, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Benefit, error) {
		c, err := Lock(ctx, tx, ref)
		if err != nil {
			return nil, err
		}
		party, err := c.Party(municipality)
		if err != nil {
			return nil, err
		}
		if err := c.Prepared(); err != nil {
			return nil, err
		}
		b, err := benefitOf(ctx, tx, c, municipality)
		if err != nil {
			return nil, err
		}
		before, now := *b, s.now()
		changed, err := do(b, now)
		if err != nil || !changed {
			return s.showBenefit(c, b, actor), err
		}
		if err := saveBenefit(ctx, tx, c, party, b); err != nil {
			return nil, err
		}
		changes := audit.Difference(audit.Changed("statement", before.Statement, b.Statement), audit.Changed("state", before.state(), b.state()))
		err = audit.Record(ctx, tx, audit.Event{At: now, Actor: actor, Case: c.ID, Act: act, Object: b.Self, Changes: changes})
		if err != nil {
			return nil, err
		}
		if err := Touch(ctx, tx, c.ID, now); err != nil {
			return nil, err
		}
		after, err := benefitOf(ctx, tx, c, municipality)
		if err != nil {
			return nil, err
		}
		after.Created = !before.Written()
		return s.showBenefit(c, after, actor), nil
	})
}

// showBenefit completes a statement for a caller.
func (s *Service) showBenefit(c *Case, b *Benefit, actor authn.Actor) *Benefit {
	refusal := c.Prepared()
	if _, err := c.Party(b.Municipality); err != nil {
		refusal = err
	}
	confirm := refusal
	if confirm == nil && !b.Written() {
		confirm = ErrNoBenefit
	}
	b.Actions = []request.Action{
		s.policy.Action(actor, b.Municipality, authz.Permission{Object: "benefit", Act: "write"}, refusal,
			request.Action{Act: "write-benefit", Method: "PUT", Href: b.Self}),
		s.policy.Action(actor, b.Municipality, authz.Permission{Object: "benefit", Act: "confirm"}, confirm,
			request.Action{Act: "confirm-benefit", Method: "POST", Href: b.Self + "/confirm"}),
	}
	return b
}
