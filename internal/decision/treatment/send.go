package treatment

import (
	"context"
	"reflect"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// CaseSendInput is what may be said when a case is sent.
type CaseSendInput struct {
	Note string `json:"note,omitempty" maxLength:"10000" example:"The board has asked for it before the summer" doc:"What is told to those concerned"`
}

// TreatmentReasonInput says why something is done to a treatment.
type TreatmentReasonInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"10000" example:"The region has no joint meeting this spring"`
}

func (in *TreatmentReasonInput) check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	return c.Err(chain.ErrText)
}

// SetPlan sets the plan of a case's treatment: freely before it is sent, and with a reason
// afterwards, when steps that a body has begun stay as they are (rule 7.2).
func (s *Service) SetPlan(ctx context.Context, actor authn.Actor, ref casefile.Ref, in chain.TreatmentPlanInput) (*TreatmentPlan, error) {
	made, err := chain.Steps(in.Steps)
	if err != nil {
		return nil, err
	}
	var c fault.Checks
	canon.TidyText(&c, "/reason", &in.Reason)
	if err := c.Err(chain.ErrText); err != nil {
		return nil, err
	}
	return s.onCourse(ctx, actor, ref, setPlan.ID, func(ch *casefile.Change, m *chain.Matter) (audit.Changes, error) {
		if err := request.MustMatch(ctx, int64(m.Plan.Number)); err != nil {
			return nil, err
		}
		if err := ch.Case.Prepared(); err != nil {
			return nil, err
		}
		before := m.Plan
		if before.Number != 0 && before.Reason == in.Reason && reflect.DeepEqual(before.Steps, made) && reflect.DeepEqual(before.Matter, in.Matter) {
			return nil, nil
		}
		m.Plan = nextPlan(ch, before, made, in)
		if before.SentAt != nil {
			if in.Reason == "" {
				return nil, chain.ErrText.On("/reason", msgNoPlanReason)
			}
			if err := s.replan(ctx, ch, m, before); err != nil {
				return nil, err
			}
		}
		changes := audit.Difference(audit.Changed("steps", before.Steps, made), audit.Changed("matter", before.Matter, in.Matter), audit.Given("reason", in.Reason))
		return changes, insertPlan(ctx, ch.Tx, m.Plan)
	})
}

// nextPlan is the plan that follows one.
func nextPlan(ch *casefile.Change, p *chain.Plan, made []chain.PlanStep, in chain.TreatmentPlanInput) *chain.Plan {
	return &chain.Plan{
		CaseID: ch.Case.ID, Number: p.Number + 1, Steps: made, Matter: in.Matter, Reason: in.Reason, SetBy: &ch.Actor.Person, SetFor: ch.Actor.For(), SetAt: &ch.Now,
		SentAt: p.SentAt, SentBy: p.SentBy,
	}
}

// replan brings the treatments of a case in treatment into line with another plan: what
// nobody has begun is taken back where the plan has it no more, and what it has anew is
// made. Those concerned are told, and the people of bodies that are not asked any more.
func (s *Service) replan(ctx context.Context, ch *casefile.Change, m *chain.Matter, before *chain.Plan) error {
	if _, refusal := m.Ready(&chain.LaidProposal{}); refusal != nil {
		return refusal
	}
	if err := m.MustKeepBegun(before); err != nil {
		return err
	}
	gone, wanted := m.Replan()
	for _, t := range wanted {
		t.SentAt = ch.Now
	}
	if err := takeBackEach(ctx, ch.Tx, gone, ch.Now); err != nil {
		return err
	}
	if err := note(ctx, ch, chain.ChangeTakenBack, m.Plan.Reason, nil, gone...); err != nil {
		return err
	}
	if err := stopDates(ctx, ch, msgIsOver, gone...); err != nil {
		return err
	}
	if err := insert(ctx, ch.Tx, wanted); err != nil {
		return err
	}
	m.Order()
	if err := s.settle(ctx, ch, m); err != nil {
		return err
	}
	if err := s.tellOver(ctx, ch, m.Plan.Reason, gone...); err != nil {
		return err
	}
	if err := s.tellConcerned(ctx, ch, noticeReplanned, m.Plan.Reason); err != nil {
		return err
	}
	return s.consequences(ctx, ch, m, nil)
}

// Send sends a case to treatment: every body of its plan gets it, and those that wait for
// nothing have their turn (rules 2.2, 7.2). It needs a proposed resolution, and bodies
// that may do what the plan asks of them (rule 7.4).
func (s *Service) Send(ctx context.Context, actor authn.Actor, ref casefile.Ref, in *CaseSendInput) (*TreatmentPlan, error) {
	if in == nil {
		in = &CaseSendInput{}
	}
	var c fault.Checks
	canon.TidyText(&c, "/note", &in.Note)
	if err := c.Err(chain.ErrText); err != nil {
		return nil, err
	}
	return s.onCourse(ctx, actor, ref, SendCase.ID, func(ch *casefile.Change, m *chain.Matter) (audit.Changes, error) {
		if err := request.Match(ctx, int64(m.Plan.Number)); err != nil {
			return nil, err
		}
		if err := ch.Case.Send(ch.Now); err != nil {
			return nil, err
		}
		proposed, err := newest(ctx, ch.Tx, ch.Case)
		if err != nil {
			return nil, err
		}
		if _, refusal := m.Ready(proposed); refusal != nil {
			return nil, refusal
		}
		if err := s.begin(ctx, ch, m); err != nil {
			return nil, err
		}
		if err := s.tellConcerned(ctx, ch, noticeSent, in.Note); err != nil {
			return nil, err
		}
		ch.Revise()
		return audit.Difference(audit.Changed("state", casefile.Active, ch.Case.State), audit.Set("proposal", proposed), audit.Set("steps", m.Plan.Steps), audit.Given("note", in.Note)), nil
	})
}

// begin makes the treatments of a case that is sent, and gives their turn to the first.
func (s *Service) begin(ctx context.Context, ch *casefile.Change, m *chain.Matter) error {
	if err := casefile.SetState(ctx, ch.Tx, ch.Case); err != nil {
		return err
	}
	first := m.Plan.Number == 0
	if first { // from now on it is the case's own, whatever becomes of the template
		m.Plan = nextPlan(ch, m.Plan, m.Plan.Steps, chain.TreatmentPlanInput{Matter: m.Plan.Matter})
	}
	m.Plan.SentAt, m.Plan.SentBy = &ch.Now, &ch.Actor.Person
	keepPlan := saveSending
	if first {
		keepPlan = insertPlan
	}
	if err := keepPlan(ctx, ch.Tx, m.Plan); err != nil {
		return err
	}
	m.Treatments = m.Wanted()
	for _, t := range m.Treatments {
		t.SentAt = ch.Now
	}
	if err := insert(ctx, ch.Tx, m.Treatments); err != nil {
		return err
	}
	m.Order()
	return s.settle(ctx, ch, m)
}

// TakeBack takes a case back from treatment, with a reason, before the first deciding
// resolution: it is active again (rule 2.2). What bodies resolved stays readable; when the
// case is sent again, every body treats it anew.
func (s *Service) TakeBack(ctx context.Context, actor authn.Actor, ref casefile.Ref, in TreatmentReasonInput) (*TreatmentPlan, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.onCourse(ctx, actor, ref, takeCaseBack.ID, func(ch *casefile.Change, m *chain.Matter) (audit.Changes, error) {
		if err := request.Match(ctx, int64(m.Plan.Number)); err != nil {
			return nil, err
		}
		if err := ch.Case.In(casefile.InTreatment); err != nil {
			return nil, err
		}
		if err := m.MustBeUndecided(); err != nil {
			return nil, err
		}
		if err := ch.Case.TakeBack(ch.Now); err != nil {
			return nil, err
		}
		if err := s.end(ctx, ch, m, in.Reason); err != nil {
			return nil, err
		}
		if err := s.tellConcerned(ctx, ch, noticeTakenBack, in.Reason); err != nil {
			return nil, err
		}
		ch.Revise()
		return audit.Changes{"state": {Old: casefile.InTreatment, New: ch.Case.State}, "reason": {New: in.Reason}}, nil
	})
}

// end ends all treatments of a case that is taken back.
func (*Service) end(ctx context.Context, ch *casefile.Change, m *chain.Matter, why string) error {
	if err := casefile.SetState(ctx, ch.Tx, ch.Case); err != nil {
		return err
	}
	m.Plan.SentAt, m.Plan.SentBy = nil, nil
	if err := saveSending(ctx, ch.Tx, m.Plan); err != nil {
		return err
	}
	if err := takeBackEach(ctx, ch.Tx, m.Treatments, ch.Now); err != nil {
		return err
	}
	if err := note(ctx, ch, chain.ChangeTakenBack, why, nil, m.Treatments...); err != nil {
		return err
	}
	return stopDates(ctx, ch, msgBack, m.Treatments...)
}

// settle gives their turn to those that wait for nothing more, stores what that changes
// beside the treatments given, and tells whose turn has come (rule 7.2).
func (s *Service) settle(ctx context.Context, ch *casefile.Change, m *chain.Matter, changed ...*chain.Treatment) error {
	came, moved := m.Settle(ch.Now)
	if err := save(ctx, ch.Tx, append(changed, moved...)...); err != nil {
		return err
	}
	m.Judge(m.Milestones, workday.Today(ch.Now))
	if err := casefile.OpenTo(ctx, ch.Tx, ch.Case, bodyIDs(came), ch.Now); err != nil {
		return err
	}
	var waiting []*chain.Treatment
	for _, t := range moved {
		if t.TurnAt == nil {
			waiting = append(waiting, t)
		}
	}
	if err := stopDates(ctx, ch, msgTurnGone, waiting...); err != nil {
		return err
	}
	return s.tellTurns(ctx, ch, came)
}

func bodyIDs(all []*chain.Treatment) []int64 {
	ids := make([]int64, len(all))
	for i, t := range all {
		ids[i] = t.BodyID
	}
	return ids
}
