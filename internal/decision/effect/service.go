package effect

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/proposal"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the use cases of the effect of cases.
type Service struct {
	pool       *pgxpool.Pool
	policy     *authz.Policy
	now        func() time.Time
	notices    *notice.Service
	frame      casefile.Frame
	treatments *treatment.Service
	proposals  *proposal.Service
}

// New builds the service, and lets the rule of effect be judged after every change of how
// far a case is in its treatment.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service, cases *casefile.Service, treatments *treatment.Service, proposals *proposal.Service) *Service {
	s := &Service{pool: pool, policy: policy, now: now, notices: notices, frame: casefile.Frame{Pool: pool, Now: now}, treatments: treatments, proposals: proposals}
	treatments.Follow(s.follow)
	cases.Offers.Relate("effect", func(c *casefile.Case) string { return showEffect.Href(EffectQuery{Ref: c.Ref()}) })
	cases.Offers.Relate("wording", func(c *casefile.Case) string { return ShowWording.Href(c.Ref()) })
	return s
}

// matter is a case with all by which its effect is judged.
type matter struct {
	*chain.Matter
	*known
	version  int
	proposed []wording.Proposed
}

// read reads all by which the effect of a case is judged: the number of statements is
// fixed.
func (s *Service) read(ctx context.Context, q pgdb.Querier, c *casefile.Case, m *chain.Matter) (*matter, error) {
	if m == nil {
		var err error
		if m, err = s.treatments.Matter(ctx, q, c, s.now()); err != nil {
			return nil, err
		}
	}
	k, err := read(ctx, q, c)
	if err != nil {
		return nil, err
	}
	v, err := proposal.At(ctx, q, c)
	if err != nil {
		return nil, err
	}
	x := &matter{Matter: m, known: k, proposed: proposedItems(v)}
	if v != nil {
		x.version = v.Number
	}
	return x, nil
}

// judge judges the rule that stands on what stands.
func (m *matter) judge() Verdict {
	v, err := m.standing(m.Course).Judge(m.Course, m.proposed, nil)
	if err != nil {
		panic(err) // nothing is supposed
	}
	return v
}

// Show says how a case stands by its rule of effect, also with resolutions supposed.
func (s *Service) Show(ctx context.Context, actor authn.Actor, q EffectQuery) (*Effect, error) {
	suppose, err := suppositions(q.WhatIf)
	if err != nil {
		return nil, err
	}
	return pgdb.Read(ctx, s.pool, func(tx pgdb.Querier) (*Effect, error) {
		c, err := casefile.LoadParties(ctx, tx, q.Ref)
		if err != nil {
			return nil, err
		}
		return s.show(ctx, tx, actor, c, suppose)
	})
}

func (s *Service) show(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case, suppose []EffectSupposition) (*Effect, error) {
	m, err := s.read(ctx, q, c, nil)
	if err != nil {
		return nil, err
	}
	e := &Effect{Case: c.Number, State: c.State, RuleOfEffect: m.standing(m.Course), Earlier: []RuleOfEffect{}, WhatIf: suppose, Ended: m.ended}
	if len(m.rules) > 1 {
		e.Earlier = m.rules[1:]
	}
	if e.Verdict, err = e.Judge(m.Course, m.proposed, suppose); err != nil {
		return nil, err
	}
	e.Self, e.Revision = showEffect.Href(EffectQuery{Ref: c.Ref()}), int64(e.Number)
	e.Actions = []request.Action{declareRule.Offer(s.policy, actor.In(c.ID), c.Ref(), mustBeOpen(m.Course))}
	return e, nil
}

// Declare declares the rule of effect of a case, or another with a reason, which is told
// to all, until the first deciding resolution and never after (rule 8.3).
func (s *Service) Declare(ctx context.Context, actor authn.Actor, ref casefile.Ref, in EffectRuleInput) (*Effect, error) {
	var c fault.Checks
	canon.TidyText(&c, "/reason", &in.Reason)
	if err := c.Err(ErrRule); err != nil {
		return nil, err
	}
	return casefile.Do(ctx, s.frame, actor, ref, func(ch *casefile.Change) (*Effect, error) {
		m, err := s.read(ctx, ch.Tx, ch.Case, nil)
		if err != nil {
			return nil, err
		}
		before := m.standing(m.Course)
		if err := before.mustMatch(ctx); err != nil {
			return nil, err
		}
		if err := mustBeOpen(m.Course); err != nil {
			return nil, err
		}
		if before.Declared && in.Rule == before.Rule && canon.OrZero(in.Least) == canon.OrZero(before.Least) {
			return s.show(ctx, ch.Tx, actor, ch.Case, []EffectSupposition{})
		}
		if err := cmp.Or(in.check(before, len(ch.Case.Parties())), in.mustFit(m.Course)); err != nil {
			return nil, err
		}
		r := RuleOfEffect{
			Number: before.Number + 1, Rule: in.Rule, Least: in.Least, Declared: true, Reason: in.Reason, SetBy: &ch.Actor.Person, SetFor: ch.Actor.For(), SetAt: &ch.Now,
		}
		if err := insertRule(ctx, ch.Tx, ch.Case.ID, r); err != nil {
			return nil, err
		}
		if err := s.tell(ctx, ch, noticeRule, r.Reason, r); err != nil {
			return nil, err
		}
		ch.Record(audit.Event{Act: declareRule.ID, Object: declareRule.Href(ref), Changes: audit.Difference(
			audit.Changed("rule", before.Rule, r.Rule), audit.Optional("n", before.Least, r.Least), audit.Given("reason", r.Reason))})
		if err := ch.Trace(ctx); err != nil {
			return nil, err
		}
		return s.show(ctx, ch.Tx, actor, ch.Case, []EffectSupposition{})
	})
}

// mustMatch refuses a rule that is meant to take the place of another than this one.
func (r RuleOfEffect) mustMatch(ctx context.Context) error {
	if r.Number == 0 {
		return request.Match(ctx, 0)
	}
	return request.MustMatch(ctx, int64(r.Number))
}

// follow judges the rule of effect after a change: the case is adopted once it is met, and
// a reconciliation opens where a body has said no, or adopted something else in substance
// (rules 8.3, 8.4). The case is locked, so that the last two councils at the same instant
// adopt it once.
func (s *Service) follow(ctx context.Context, ch *casefile.Change, treated *chain.Matter, cause *chain.Treatment) error {
	if ch.Case.State != casefile.InTreatment {
		return nil
	}
	m, err := s.read(ctx, ch.Tx, ch.Case, treated)
	if err != nil {
		return err
	}
	v := m.judge()
	if v.Outcome == Adopted {
		return s.adopt(ctx, ch, m)
	}
	if m.open() == nil && v.opens(cause, len(m.reconciliations) > 0) {
		return s.open(ctx, ch, m, cause)
	}
	return nil
}

// adopt ends the treatment of a case whose rule of effect is met. All are told.
func (s *Service) adopt(ctx context.Context, ch *casefile.Change, m *matter) error {
	if err := s.end(ctx, ch, CaseEffect{State: casefile.Adopted}); err != nil {
		return err
	}
	if r := m.open(); r != nil {
		r.close(ch, resultAdopted)
		if err := saveReconciliation(ctx, ch.Tx, r); err != nil {
			return err
		}
	}
	return s.tell(ctx, ch, noticeAdopted, "", m.standing(m.Course))
}

// end moves a case out of treatment.
func (*Service) end(ctx context.Context, ch *casefile.Change, e CaseEffect) error {
	before := ch.Case.State
	if err := ch.Case.End(e.State, ch.Now); err != nil {
		return err
	}
	if err := casefile.SetState(ctx, ch.Tx, ch.Case); err != nil {
		return err
	}
	e.CaseID, e.At, e.By, e.For = ch.Case.ID, ch.Now, ch.Actor.Person, ch.Actor.For()
	ch.Revise()
	done := adoptCase
	if e.State == casefile.NotAdopted {
		done = endReconciliation.ID
	}
	ch.Record(audit.Event{Act: done, Object: ch.Case.Ref().Path(), Changes: audit.Changes{"state": {Old: before, New: e.State}}})
	return insertEnd(ctx, ch.Tx, e)
}

// tell tells all whom it concerns how the case fares.
func (s *Service) tell(ctx context.Context, ch *casefile.Change, kind notice.Kind, why string, by RuleOfEffect) error {
	c := ch.Case
	return authority.Tell(ctx, ch.Tx, s.notices, ch.Now, authority.Letter{
		Calls: treatment.Parties(c),
		Notice: notice.Notice{Source: fmt.Sprintf("case:%d:%s:%d", c.ID, kind, ch.Now.UnixMicro()), Kind: kind, Case: c.ID, Params: map[string]string{
			"case_number": c.Number, "case_title": c.Title, "region": c.Region, "reason": why, "rule": by.words().Stored(), "path": showEffect.Href(EffectQuery{Ref: c.Ref()}),
		}},
	})
}
