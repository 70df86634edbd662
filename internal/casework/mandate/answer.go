package mandate

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Answer takes a municipality's answer to an open version, its trace, and what
// follows from it, or none of the three (rule 3.4). The last approval that the
// rule needs brings the version into force (rule 3.3); one of a version in
// force lets the municipality join it (rule 3.7). Repeating the standing answer
// has no effect and always succeeds; changing it needs If-Match with this
// municipality's own tag.
func (s *Service) Answer(ctx context.Context, actor authn.Actor, ref Ref, municipality string, in AnswerInput) (*Approval, error) {
	if err := in.Normalise(); err != nil {
		return nil, err
	}
	return s.onApproval(ctx, actor, ref, municipality, func(tx pgx.Tx, c *casefile.Case, v *Version, party *casefile.Participant) error {
		if err := v.Names(municipality, in); err != nil {
			return err
		}
		if v.Approval(municipality).same(in) {
			return nil
		}
		return s.answer(ctx, tx, actor, c, v, party, in, nil)
	})
}

// onApproval runs an act on one municipality's part of a version: lock, act,
// and the approval after it.
func (s *Service) onApproval(ctx context.Context, actor authn.Actor, ref Ref, municipality string,
	do func(tx pgx.Tx, c *casefile.Case, v *Version, party *casefile.Participant) error,
) (*Approval, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Approval, error) {
		c, err := casefile.Lock(ctx, tx, ref.Ref)
		if err != nil {
			return nil, err
		}
		if err := c.Prepared(); err != nil {
			return nil, err
		}
		party, err := c.Party(municipality)
		if err != nil {
			return nil, err
		}
		if err := holdRules(ctx, tx, c.Region, false); err != nil {
			return nil, err
		}
		v, err := load(ctx, tx, c.ID, ref.Version)
		if err != nil {
			return nil, err
		}
		if err := do(tx, c, v, party); err != nil {
			return nil, err
		}
		return s.approval(ctx, tx, actor, c, ref, municipality)
	})
}

// answer stores an answer that differs from the standing one; by is the council
// that gives it in a disqualified chief executive's place, else nil.
func (s *Service) answer(ctx context.Context, tx pgx.Tx, actor authn.Actor, c *casefile.Case, v *Version, party *casefile.Participant, in AnswerInput, by *Council) error {
	now := s.now()
	before := *v.Approval(party.Number)
	given, err := v.Take(c, party.Number, in, actor, now)
	if err != nil {
		return err
	}
	by.gives(given)
	if err := match(ctx, before); err != nil {
		return err
	}
	if err := keep(ctx, tx, v, party, given); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, v.answered(actor, before, given)); err != nil {
		return err
	}
	if err := reminder.Stop(ctx, tx, now, v.deadline(reminder.Answer, party.Number), "answered"); err != nil {
		return err
	}
	switch {
	case v.State == StateInForce:
		err = s.join(ctx, tx, c, v, party.Number, now)
	case v.settle(c, now):
		err = s.enter(ctx, tx, actor, c, v, "answer-mandate", now)
	default:
		err = save(ctx, tx, v)
	}
	if err != nil {
		return err
	}
	return casefile.Touch(ctx, tx, c.ID, now)
}

// match holds If-Match against the municipality's own tag: the first answer
// needs none.
func match(ctx context.Context, a Approval) error {
	if a.Standing == nil {
		return request.Match(ctx, a.Revision)
	}
	return request.MustMatch(ctx, a.Revision)
}

// enter brings a version whose rule is met into force, and the one in force
// until then is superseded (rules 3.3, 3.9). It binds those who approved it:
// they are reminded of the conditions that they set, and nobody is asked for
// names any more who has not approved (rules 3.5, 3.7).
func (s *Service) enter(ctx context.Context, tx pgx.Tx, actor authn.Actor, c *casefile.Case, v *Version, act string, now time.Time) error {
	old, err := InForce(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if old != nil {
		old.supersede(v.Number, now)
		if err := closed(ctx, tx, old, StateInForce, actor, act, now); err != nil {
			return err
		}
	}
	if err := save(ctx, tx, v); err != nil {
		return err
	}
	changes := audit.Changes{"state": {Old: StateOpen, New: v.State}}
	if err := audit.Record(ctx, tx, v.event(actor, act, now, changes)); err != nil {
		return err
	}
	if err := v.stop(ctx, tx, reminder.Answer, "the version is in force", now); err != nil {
		return err
	}
	for _, a := range v.Approvals {
		if err := s.bind(ctx, tx, c, v, &a, now); err != nil {
			return err
		}
	}
	if err := s.review(ctx, tx, c); err != nil {
		return err
	}
	return s.tell(ctx, tx, c, v, notice.MandateInForce, now)
}

// bind plans what a version in force asks of a municipality that approved it,
// tells whoever is responsible for its conditions, and stops asking one that did
// not approve.
func (s *Service) bind(ctx context.Context, tx pgx.Tx, c *casefile.Case, v *Version, a *Approval, now time.Time) error {
	if !a.Status.Approves() {
		return reminder.Stop(ctx, tx, now, v.deadline(reminder.Naming, a.Municipality), "the municipality has not approved the version in force")
	}
	for i := range a.Standing.Conditions {
		if condition := &a.Standing.Conditions[i]; condition.State == ConditionOpen {
			if err := reminder.Plan(ctx, tx, now, condition.Deadline(c, v, a.Municipality)); err != nil {
				return err
			}
		}
	}
	return s.tellResponsible(ctx, tx, c, v, a, now)
}

// join lets a municipality into a version in force: from now on it is bound,
// and asked for names (rule 3.7).
func (s *Service) join(ctx context.Context, tx pgx.Tx, c *casefile.Case, v *Version, municipality string, now time.Time) error {
	if err := save(ctx, tx, v); err != nil {
		return err
	}
	if err := s.bind(ctx, tx, c, v, v.Approval(municipality), now); err != nil {
		return err
	}
	if len(v.Slice(municipality).Requirements) > 0 {
		if err := reminder.Plan(ctx, tx, now, v.NamingDeadline(c, municipality)); err != nil {
			return err
		}
	}
	return s.review(ctx, tx, c)
}

// ShowApproval reads how one municipality stands to a version.
func (s *Service) ShowApproval(ctx context.Context, actor authn.Actor, ref Ref, municipality string) (*Approval, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Approval, error) {
		c, err := casefile.Load(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		return s.approval(ctx, q, actor, c, ref, municipality)
	})
}

func (s *Service) approval(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case, ref Ref, municipality string) (*Approval, error) {
	v, err := s.reload(ctx, q, actor, c, ref.Version)
	if err != nil {
		return nil, err
	}
	a := v.Approval(municipality)
	if a == nil {
		return nil, ErrNoSlice
	}
	return a, nil
}

// Approvals lists how the municipalities stand to a version, by number.
func (s *Service) Approvals(ctx context.Context, actor authn.Actor, ref Ref, p request.Page) (request.List[Approval], error) {
	after := ""
	if err := p.After(&after); err != nil {
		return request.List[Approval]{}, err
	}
	v, err := s.Show(ctx, actor, ref)
	if err != nil {
		return request.List[Approval]{}, err
	}
	var rows []Approval
	for _, a := range v.Approvals {
		if a.Municipality > after {
			rows = append(rows, a)
		}
	}
	return request.Cut(rows, p, func(a Approval) any { return a.Municipality }), nil
}
