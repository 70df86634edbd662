package approval

import (
	"context"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/council"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
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
func (s *Service) Answer(ctx context.Context, actor authn.Actor, ref mandate.PartRef, in AnswerInput) (*Approval, error) {
	if err := in.Normalise(); err != nil {
		return nil, err
	}
	return s.onPart(ctx, actor, ref, func(p *part) error {
		if err := p.version.MustMatchContent(ref.Municipality, in); err != nil {
			return err
		}
		if p.version.Approval(ref.Municipality).same(in) {
			return nil
		}
		return s.answer(ctx, p, in, nil)
	})
}

// part is one municipality's part of a version, under an act.
type part struct {
	*casefile.Change
	version *Version
}

// onPart runs an act on one municipality's part of a version, and answers with
// the approval after it, as it is in hand.
func (s *Service) onPart(ctx context.Context, actor authn.Actor, ref mandate.PartRef, act func(*part) error) (*Approval, error) {
	at := casefile.PartyRef{Ref: ref.Ref.Ref, Municipality: ref.Municipality}
	return casefile.DoPart(ctx, s.frame, actor, at, func(ch *casefile.Change) (*Approval, error) {
		if err := ch.Case.Prepared(); err != nil {
			return nil, err
		}
		v, err := Find(ctx, ch.Tx, ch.Case.ID, ref.Version)
		if err != nil {
			return nil, err
		}
		if err := act(&part{ch, v}); err != nil {
			return nil, err
		}
		return s.showApproval(ctx, ch.Tx, actor, ch.Case, v, ref.Municipality, ch.Now)
	})
}

// answer stores an answer that differs from the standing one; by is the council
// that gives it in a disqualified chief executive's place, else nil.
func (s *Service) answer(ctx context.Context, p *part, in AnswerInput, by *council.Decision) error {
	v := p.version
	before := *v.Approval(p.Party.Number)
	given, err := v.Take(p.Case, p.Party.Number, in, p.Actor, p.Now)
	if err != nil {
		return err
	}
	given.sign(by)
	if err := match(ctx, before); err != nil {
		return err
	}
	if err := keep(ctx, p.Tx, v, p.Party, before.Standing, given); err != nil {
		return err
	}
	p.Record(v.answered(before, given))
	if err := reminder.Stop(ctx, p.Tx, p.Now, v.Deadline(answerDue, p.Party.Number), msgAnswered); err != nil {
		return err
	}
	switch {
	case v.State == mandate.StateInForce:
		return s.join(ctx, p)
	case v.comeIntoForce(p.Case, p.Now):
		return s.enter(ctx, p.Change, v, AnswerMandate.ID)
	default:
		return mandate.SaveState(ctx, p.Tx, &v.Document)
	}
}

// match compares If-Match with the municipality's own tag: the first answer
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
func (s *Service) enter(ctx context.Context, ch *casefile.Change, v *Version, act string) error {
	old, err := InForce(ctx, ch.Tx, ch.Case.ID)
	if err != nil {
		return err
	}
	if old != nil {
		old.supersede(v.Number, ch.Now)
		if err := closed(ctx, ch, old, mandate.StateInForce, act); err != nil {
			return err
		}
	}
	if err := mandate.SaveState(ctx, ch.Tx, &v.Document); err != nil {
		return err
	}
	ch.Record(v.Event(act, audit.Changes{"state": {Old: mandate.StateOpen, New: v.State}}))
	if err := reminder.StopEach(ctx, ch.Tx, ch.Now, v.Deadlines(answerDue), msgInForce); err != nil {
		return err
	}
	if err := s.bind(ctx, ch, v, v.Approvals); err != nil {
		return err
	}
	if err := s.review(ctx, ch); err != nil {
		return err
	}
	return s.tell(ctx, ch, v, noticeInForce)
}

// bind calls for the conditions of municipalities that approved a version in
// force, and stops asking those for names that did not approve it.
func (s *Service) bind(ctx context.Context, ch *casefile.Change, v *Version, approvals []Approval) error {
	set := map[string][]condition.Condition{}
	var unbound []reminder.Ref
	for _, a := range approvals {
		if a.Status.Approves() {
			set[a.Municipality] = a.Standing.Conditions
		} else {
			unbound = append(unbound, v.Deadline(NamingDue, a.Municipality))
		}
	}
	if err := reminder.StopEach(ctx, ch.Tx, ch.Now, unbound, msgUnbound); err != nil {
		return err
	}
	return condition.Bind(ctx, ch, s.notices, &v.Document, set)
}

// join lets a municipality into a version in force: from now on it is bound,
// and asked for names (rule 3.7).
func (s *Service) join(ctx context.Context, p *part) error {
	v := p.version
	if err := mandate.SaveState(ctx, p.Tx, &v.Document); err != nil {
		return err
	}
	if err := s.bind(ctx, p.Change, v, []Approval{*v.Approval(p.Party.Number)}); err != nil {
		return err
	}
	if len(v.Slice(p.Party.Number).Requirements) > 0 {
		if err := reminder.Plan(ctx, p.Tx, p.Now, v.NamingDeadline(p.Case, p.Party.Number)); err != nil {
			return err
		}
	}
	return s.review(ctx, p.Change)
}

// ShowApproval reads how one municipality stands to a version.
func (s *Service) ShowApproval(ctx context.Context, actor authn.Actor, ref mandate.PartRef) (*Approval, error) {
	return read(ctx, s.pool, ref.Ref, func(q pgdb.Querier, c *casefile.Case, v *Version) (*Approval, error) {
		return s.showApproval(ctx, q, actor, c, v, ref.Municipality, c.Then(s.now()))
	})
}

// showApproval completes how one municipality stands to a version for a caller.
// It refuses a municipality of which the version asks nothing.
func (s *Service) showApproval(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case, v *Version, municipality string, now time.Time) (*Approval, error) {
	a := v.Approval(municipality)
	if a == nil {
		return nil, mandate.ErrNoSlice
	}
	people := authority.Nobody()
	// Whether the chief executive is disqualified matters to the clerk alone.
	if _, ok := s.policy.Allows(actor.In(c.ID), municipality, RecordCouncilAnswer.Permission()); ok {
		call := Answering(c, municipality)
		reached, err := authority.Reach(ctx, q, now, []authority.Call{call})
		if err != nil {
			return nil, err
		}
		people = reached[call]
	}
	if a.Standing != nil && len(a.Standing.Conditions) > 0 {
		if err := countIn(ctx, q, c, v); err != nil {
			return nil, err
		}
	}
	a.Actions = s.answers(v, a, actor, c, people)
	s.showConditions(v, a, actor, c, now)
	return a, nil
}

// Approvals lists how the municipalities stand to a version, by number.
func (s *Service) Approvals(ctx context.Context, actor authn.Actor, ref mandate.Ref, p request.Page) (request.List[Approval], error) {
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
