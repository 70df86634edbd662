package benefit

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the use cases of statements.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	frame  casefile.Frame
}

// New builds the service, and lets a case be shown with its statements.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, cases *casefile.Service) *Service {
	cases.Offers.Relate("benefits", func(c *casefile.Case) string { return listBenefits.Href(c.Ref()) })
	return &Service{pool: pool, policy: policy, frame: casefile.Frame{Pool: pool, Now: now}}
}

// List reads every participant's statement, in the order of their numbers.
func (s *Service) List(ctx context.Context, actor authn.Actor, ref casefile.Ref, p request.Page) (request.List[Benefit], error) {
	c, err := casefile.Load(ctx, s.pool, ref)
	if err != nil {
		return request.List[Benefit]{}, err
	}
	list, err := Of(ctx, s.pool, c)
	if err != nil {
		return request.List[Benefit]{}, err
	}
	for i := range list {
		s.present(c, &list[i], actor)
	}
	return request.PageOf(list, p, func(b Benefit) string { return b.Municipality })
}

// Show reads one participant's statement.
func (s *Service) Show(ctx context.Context, actor authn.Actor, at casefile.PartyRef) (*Benefit, error) {
	c, err := casefile.Load(ctx, s.pool, at.Ref)
	if err != nil {
		return nil, err
	}
	b, err := benefitOf(ctx, s.pool, c, at.Municipality)
	if err != nil {
		return nil, err
	}
	return s.present(c, b, actor), nil
}

// Write replaces the municipality's statement, which undoes a
// confirmation (rule 2.4).
func (s *Service) Write(ctx context.Context, actor authn.Actor, at casefile.PartyRef, in BenefitInput) (*Benefit, error) {
	var checks fault.Checks
	canon.RequiredText(&checks, "/statement", &in.Statement)
	if err := checks.Err(ErrBenefitText); err != nil {
		return nil, err
	}
	return s.change(ctx, actor, at, WriteBenefit.ID, func(b *Benefit, now time.Time) (bool, error) {
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

// Confirm makes the statement the municipality's own (rule 2.3a).
func (s *Service) Confirm(ctx context.Context, actor authn.Actor, at casefile.PartyRef) (*Benefit, error) {
	return s.change(ctx, actor, at, ConfirmBenefit.ID, func(b *Benefit, now time.Time) (bool, error) {
		if err := request.Match(ctx, b.Revision); err != nil {
			return false, err
		}
		return b.Confirm(actor.Person, now)
	})
}

// change runs an act on a municipality's benefit, which says whether it
// changed anything, and answers with the benefit after it.
func (s *Service) change(ctx context.Context, actor authn.Actor, at casefile.PartyRef, id string, act func(*Benefit, time.Time) (bool, error)) (*Benefit, error) {
	return casefile.DoPart(ctx, s.frame, actor, at, func(ch *casefile.Change) (*Benefit, error) {
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
			return s.present(ch.Case, b, actor), err
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
		return s.present(ch.Case, after, actor), nil
	})
}

// present completes a statement for a caller.
func (s *Service) present(c *casefile.Case, b *Benefit, actor authn.Actor) *Benefit {
	refusal := c.Prepared()
	if _, err := c.Party(b.Municipality); err != nil {
		refusal = err
	}
	confirm := refusal
	if confirm == nil && !b.Written() {
		confirm = ErrNoBenefit
	}
	at := casefile.PartyRef{Ref: c.Ref(), Municipality: b.Municipality}
	b.Actions = []request.Action{WriteBenefit.Offer(s.policy, actor, at, refusal), ConfirmBenefit.Offer(s.policy, actor, at, confirm)}
	return b
}
