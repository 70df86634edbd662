package treatment

import (
	"cmp"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
)

// TreatmentPlan is the treatment of a case as it is shown: its plan, and how far each
// step is.
type TreatmentPlan struct {
	request.Resource
	Case  string         `json:"case" example:"2024-1" doc:"The number of the case"`
	State casefile.State `json:"case_state" example:"in_treatment" doc:"The state of the case"`
	PlanHead
	Steps []chain.TreatmentStep `json:"steps"`
}

// PlanHead is what a plan of treatment says beside its steps.
type PlanHead struct {
	Number   int                   `json:"number" example:"1" doc:"The number of the plan in the case; 0 while the region's template or the usual plan applies"`
	Matter   chain.TreatmentMatter `json:"matter"`
	Reason   string                `json:"reason,omitempty" doc:"Why it was changed"`
	Sent     *TreatmentSending     `json:"sent,omitempty" doc:"When the case was sent to treatment, and by whom; left out while it is not in treatment"`
	SetBy    *string               `json:"set_by" format:"uuid"`
	SetFor   *string               `json:"set_for" format:"uuid" doc:"The office holder for whom a substitute set it; null where none did"`
	Decided  bool                  `json:"decided" doc:"Whether a body has decided the case: then it can be neither taken back nor withdrawn"`
	Warnings []message.Text        `json:"warnings" doc:"What is missing before the case can be sent"`
}

// TreatmentSending says when a case was sent to treatment.
type TreatmentSending struct {
	At time.Time `json:"at"`
	By string    `json:"by" format:"uuid"`
}

// mustFind is the treatment of an identifier in the case.
func mustFind(c *chain.Course, id int64) (*chain.Treatment, error) {
	if t := c.Find(id); t != nil {
		return t, nil
	}
	return nil, httpapi.ErrNotFound
}

// present completes the treatment of a case for a caller.
func (s *Service) present(m *chain.Matter, actor authn.Actor, proposed *chain.LaidProposal) *TreatmentPlan {
	p, c, ref := m.Plan, m.Case, m.Case.Ref()
	shown := &TreatmentPlan{
		Resource: request.Resource{Self: ShowCourse.Href(ref), Revision: int64(p.Number)}, Case: c.Number, State: c.State,
		PlanHead: PlanHead{Number: p.Number, Matter: p.Matter, Reason: p.Reason, SetBy: p.SetBy, SetFor: p.SetFor, Decided: m.Decided() != nil, Warnings: []message.Text{}},
	}
	if p.SentAt != nil {
		shown.Sent = &TreatmentSending{At: *p.SentAt, By: *p.SentBy}
	}
	actor = actor.In(c.ID)
	for _, step := range p.Steps {
		shown.Steps = append(shown.Steps, m.Show(step))
	}
	for _, t := range m.Treatments {
		s.offer(m.Course, t, actor)
		t.Received = nil
	}
	missing, unready := m.Ready(proposed)
	if p.SentAt == nil {
		shown.Warnings = append(shown.Warnings, missing...)
	}
	shown.Actions = []request.Action{
		setPlan.Offer(s.policy, actor, ref, c.Prepared()),
		SendCase.Offer(s.policy, actor, ref, cmp.Or(c.In(casefile.Active), unready)),
		takeCaseBack.Offer(s.policy, actor, ref, cmp.Or(c.In(casefile.InTreatment), m.MustBeUndecided())),
	}
	for _, party := range c.Parties() {
		shown.Actions = append(shown.Actions, addCommittee.Offer(s.policy, actor, casefile.PartyRef{Ref: ref, Municipality: party.Number}, m.MustTakeCommittees(party.Number)))
	}
	return shown
}

// offer tells a caller what they may do in a treatment.
func (s *Service) offer(c *chain.Course, t *chain.Treatment, actor authn.Actor) {
	actor, ref := actor.In(c.Case.ID), t.Ref()
	going := c.MustGoOn(t)
	takes, turn := cmp.Or(going, t.MustTake()), cmp.Or(going, t.MustHaveTurn())
	undone, open := cmp.Or(takes, t.MustBeUndone()), cmp.Or(t.MustHaveTurn(), t.MustBeUndone(), going)
	t.Actions = []request.Action{
		RecordResolution.OfferIn(s.policy, actor, t.Organisation, ref, turn),
		deferTreatment.OfferIn(s.policy, actor, t.Organisation, ref, open),
		referBack.OfferIn(s.policy, actor, t.Organisation, ref, cmp.Or(open, c.MustHaveBefore(t))),
		skipTreatment.Offer(s.policy, actor, ref, cmp.Or(undone, t.MustBeSkippable())),
		dropTreatment.Offer(s.policy, actor, ref, undone),
	}
	if t.Municipal() {
		t.Actions = append(t.Actions,
			writePresentation.OfferIn(s.policy, actor, t.Organisation, ref, undone), giveRecommendation.OfferIn(s.policy, actor, t.Organisation, ref, undone))
	}
}

// call is upon whoever records what the body resolves.
func call(t *chain.Treatment) authority.Call {
	return authority.Call{Post: t.Keeper(), Case: t.CaseID, Act: RecordResolution.Call()}
}
