package treatment

import (
	"cmp"
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/due"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// TreatmentDeferralInput puts a case off.
type TreatmentDeferralInput struct {
	Date       workday.Date `json:"date" format:"date" example:"2024-02-08" doc:"The day of the meeting that put it off"`
	CaseNumber string       `json:"case_number" minLength:"1" maxLength:"60" example:"012/24" doc:"The body's own case number"`
	To         workday.Date `json:"deferred_to" format:"date" example:"2024-03-14" doc:"The day to which it is put off"`
	Reason     string       `json:"reason" minLength:"1" maxLength:"10000" example:"The council asks for figures on grid capacity"`
}

// TreatmentReferralInput refers a case back.
type TreatmentReferralInput struct {
	Date       workday.Date `json:"date" format:"date" example:"2024-02-08" doc:"The day of the meeting that referred it back"`
	CaseNumber string       `json:"case_number" minLength:"1" maxLength:"60" example:"012/24" doc:"The body's own case number"`
	To         string       `json:"refer_to" minLength:"1" maxLength:"63" example:"board" doc:"The step to which it is referred"`
	Reason     string       `json:"reason" minLength:"1" maxLength:"10000" example:"The council wants the consequences for nature described"`
}

// TreatingCommitteeInput lets a committee treat a case before its council.
type TreatingCommitteeInput struct {
	Step string `json:"step,omitempty" maxLength:"63" example:"councils_decided" doc:"The step in which the council treats it; left out, the first"`
	Body string `json:"body" minLength:"1" maxLength:"63" example:"formannskapet" doc:"The key of the committee in the municipality"`
}

// mustBeOpen refuses to put off or refer back a case with which the body is done: that is
// a correction of its resolution.
func mustBeOpen(ctx context.Context, t *chain.Treatment) error {
	return cmp.Or(t.MustHaveTurn(), t.MustBeUndone(), request.Match(ctx, t.Revision))
}

// Defer records that a body has put the case off to a day (rule 7.3).
func (s *Service) Defer(ctx context.Context, actor authn.Actor, ref chain.Ref, in TreatmentDeferralInput) (*chain.Treatment, error) {
	return s.record(ctx, actor, ref, deferTreatment.ID, chain.ResolutionInput{Outcome: chain.Deferred, Date: in.Date, CaseNumber: in.CaseNumber, DeferredTo: &in.To, Reason: in.Reason}, mustBeOpen)
}

// ReferBack records that a body has referred the case back to a step before it, with a
// reason: its own branch alone is opened again (rule 7.3).
func (s *Service) ReferBack(ctx context.Context, actor authn.Actor, ref chain.Ref, in TreatmentReferralInput) (*chain.Treatment, error) {
	return s.record(ctx, actor, ref, referBack.ID, chain.ResolutionInput{Outcome: chain.ReferredBack, Date: in.Date, CaseNumber: in.CaseNumber, ReferTo: in.To, Reason: in.Reason}, mustBeOpen)
}

// Skip passes over a body that recommends or deliberates, with a reason (rule 7.2).
func (s *Service) Skip(ctx context.Context, actor authn.Actor, ref chain.Ref, in TreatmentReasonInput) (*chain.Treatment, error) {
	return s.over(ctx, actor, ref, skipTreatment.ID, chain.ChangeSkipped, in, (*chain.Treatment).MustBeSkippable)
}

// Withdraw withdraws a treatment, with a reason: the body is not asked any more.
func (s *Service) Withdraw(ctx context.Context, actor authn.Actor, ref chain.Ref, in TreatmentReasonInput) (*chain.Treatment, error) {
	return s.over(ctx, actor, ref, dropTreatment.ID, chain.ChangeWithdrawn, in, func(*chain.Treatment) error { return nil })
}

// over ends a treatment without a resolution.
func (s *Service) over(ctx context.Context, actor authn.Actor, ref chain.Ref, id, how string, in TreatmentReasonInput, may func(*chain.Treatment) error) (*chain.Treatment, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.onTreatment(ctx, actor, ref, id, func(ch *casefile.Change, m *chain.Matter, t *chain.Treatment) (audit.Changes, error) {
		for _, refusal := range []error{m.MustGoOn(t), t.MustTake(), t.MustBeUndone(), may(t)} {
			if refusal != nil {
				return nil, refusal
			}
		}
		before := t.State
		if err := stopDates(ctx, ch, msgIsOver, t); err != nil {
			return nil, err
		}
		t.EndedAt, t.Ended, t.EndedWhy, t.DeferredTo, t.Meeting, t.Reopened = new(ch.Now), how, in.Reason, nil, nil, nil
		if err := note(ctx, ch, how, in.Reason, nil, t); err != nil {
			return nil, err
		}
		if err := s.settle(ctx, ch, m, t); err != nil {
			return nil, err
		}
		if err := s.tellOver(ctx, ch, in.Reason, t); err != nil {
			return nil, err
		}
		changes := audit.Changes{"state": {Old: before, New: t.State}, "reason": {New: in.Reason}}
		return changes, s.consequences(ctx, ch, m, t)
	})
}

// AddCommittee lets a committee of a municipality treat the case before its council does
// (rule 7.2): the council waits for it.
func (s *Service) AddCommittee(ctx context.Context, actor authn.Actor, at casefile.PartyRef, in TreatingCommitteeInput) (*TreatmentPlan, error) {
	var c fault.Checks
	canon.RequiredLine(&c, "/body", &in.Body)
	if err := c.Err(chain.ErrCommittee); err != nil {
		return nil, err
	}
	return s.onCourse(ctx, actor, at.Ref, addCommittee.ID, func(ch *casefile.Change, m *chain.Matter) (audit.Changes, error) {
		if _, err := ch.Case.Party(at.Municipality); err != nil {
			return nil, err
		}
		if err := m.MustTakeCommittees(at.Municipality); err != nil {
			return nil, err
		}
		council := m.CouncilOf(at.Municipality, in.Step)
		if council == nil {
			return nil, chain.ErrCommittee.On("/step", msgNoCouncil.With(in.Step))
		}
		b, err := m.Committee(council, in.Body)
		if err != nil {
			return nil, err
		}
		t := m.Treatment(*m.Plan.Step(council.Step), b, true)
		t.SentAt = ch.Now
		if err := insert(ctx, ch.Tx, []*chain.Treatment{t}); err != nil {
			return nil, err
		}
		m.Treatments = append(m.Treatments, t)
		m.Order()
		return audit.Changes{"committee": {New: t.Body}, "before": {New: council.Body}}, s.settle(ctx, ch, m)
	})
}

// PlaceIn puts a treatment on the agenda of a planned meeting of its body, or takes it
// from there with no meeting, in the transaction of the meeting: the case is locked, before
// it. What is due around the meeting is reminded of from then on (rules 5.4, 6.1). It
// refuses a meeting of another body, and a treatment whose turn it is not.
func (s *Service) PlaceIn(ctx context.Context, ch *casefile.Change, treatment int64, at OnAgenda) error {
	m, err := s.read(ctx, ch.Tx, ch.Case, ch.Now)
	if err != nil {
		return err
	}
	t, err := mustFind(m.Course, treatment)
	if err != nil {
		return err
	}
	for _, refusal := range []error{m.MustGoOn(t), t.MustTake(), t.MustBeUndone()} {
		if refusal != nil {
			return refusal
		}
	}
	if at.Meeting == 0 {
		return s.takeOff(ctx, ch, t)
	}
	held, err := meetingcalendar.Hold(ctx, ch.Tx, []int64{at.Meeting})
	if err != nil {
		return err
	}
	on, there := held[at.Meeting]
	if !there || on.BodyID != t.BodyID || on.State != meetingcalendar.Planned {
		return chain.ErrMeeting.On("/meeting", msgOtherMeeting)
	}
	t.Meeting = &at.Meeting
	if err := note(ctx, ch, chain.ChangePlaced, "", &at.Meeting, t); err != nil {
		return err
	}
	if err := save(ctx, ch.Tx, t); err != nil {
		return err
	}
	return dates.Plan(ctx, ch.Tx, ch.Now, []due.Placed{{Treatment: t, Title: m.Case.Title, Called: at.Called, Laid: at.Laid || t.Presentation != nil}}, msgNotDue)
}

// takeOff takes a treatment from the agenda on which it stands.
func (*Service) takeOff(ctx context.Context, ch *casefile.Change, t *chain.Treatment) error {
	if err := stopDates(ctx, ch, msgOffAgenda, t); err != nil {
		return err
	}
	was := t.Meeting
	t.Meeting = nil
	if err := note(ctx, ch, chain.ChangeRemoved, "", was, t); err != nil {
		return err
	}
	return save(ctx, ch.Tx, t)
}

// AskAgain lays a case before bodies that have decided it once more, with a reason, in the
// transaction of a reconciliation: what they resolved stands until they decide again
// (rules 7.3, 8.4). Those whose turn comes are told.
func (s *Service) AskAgain(ctx context.Context, ch *casefile.Change, m *chain.Matter, reason string, all ...*chain.Treatment) error {
	for _, t := range all {
		t.EndedAt, t.Ended, t.EndedWhy, t.TurnAt, t.Round = nil, "", "", nil, t.Round+1
	}
	if err := note(ctx, ch, chain.ChangeReopened, reason, nil, all...); err != nil {
		return err
	}
	if err := s.settle(ctx, ch, m, all...); err != nil {
		return err
	}
	return s.reopenMilestones(ctx, ch, reason, all)
}
