package chain

import (
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
)

// TreatmentStep is a step of the plan, and how far it is.
type TreatmentStep struct {
	PlanStep
	State      State               `json:"state" enum:"planned,waiting,open,done" doc:"planned before the case is sent; then waiting, open while a body treats the case, and done when all have"`
	Bodies     []TreatmentStepBody `json:"bodies" doc:"The bodies that treat it, as they are now; empty once the case is sent"`
	Treatments []*Treatment        `json:"treatments" doc:"Each body's treatment, once the case is sent"`
}

// TreatmentStepBody names a body that is to treat a case.
type TreatmentStepBody struct {
	Organisation string `json:"organisation" example:"kongsvingerregionen"`
	Body         string `json:"body" example:"styre"`
	BodyName     string `json:"body_name" example:"Styret"`
}

// TreatmentDoer is who can act in a treatment now: an office, and who holds it or may do
// the act for the holder.
type TreatmentDoer struct {
	authority.Post
	authority.People
}

// planned is the state of a step before the case is sent.
const planned State = "planned"

// Show is a step as it is shown.
func (m *Matter) Show(step PlanStep) TreatmentStep {
	shown := TreatmentStep{PlanStep: step, State: planned, Bodies: []TreatmentStepBody{}, Treatments: m.Of(step.Key)}
	if m.Plan.SentAt == nil {
		found, _ := step.BodiesOf(m.Case, m.Bodies)
		for _, b := range found {
			shown.Bodies = append(shown.Bodies, TreatmentStepBody{b.Organisation, b.Key, b.Name})
		}
		shown.Treatments = []*Treatment{}
		return shown
	}
	shown.State = StepState(shown.Treatments)
	return shown
}

// StepState is how far a step is whose bodies treat the case so far.
func StepState(all []*Treatment) State {
	state := Done
	for _, t := range all {
		switch t.State {
		case Open:
			return Open
		case Waiting:
			state = Waiting
		default: // over, in whatever way
		}
	}
	return state
}

// Keeper is the office that records what the body resolves: the clerk of a municipality,
// the secretariat of a region.
func (t *Treatment) Keeper() authority.Post {
	if t.Municipal() {
		return authority.Post{Organisation: t.Organisation, Office: office.Clerk}
	}
	return authority.Post{Organisation: t.Organisation, Office: office.Secretariat}
}

// Chair is whoever chairs the body.
func (t *Treatment) Chair() authority.Post {
	return authority.Post{Organisation: t.Organisation, Body: t.Body, Role: "chair"}
}

// Concerned are the posts that look at a treatment again when the secretariat changes the
// proposed resolution: whoever chairs the body that has the case before it, and in a
// municipality its clerk, and those who lay something before the body, or have (rules
// 7.2, 8.1).
func (t *Treatment) Concerned() []authority.Post {
	if t.State != Open && t.State != Waiting {
		return nil
	}
	var posts []authority.Post
	open, in := t.State == Open, func(held string) authority.Post {
		return authority.Post{Organisation: t.Organisation, Office: held}
	}
	if open {
		posts = append(posts, t.Chair())
	}
	if !t.Municipal() {
		return posts
	}
	if open {
		posts = append(posts, in(office.Clerk))
	}
	if open || t.Presentation != nil {
		posts = append(posts, in(office.Administrator), in(office.CaseOfficer))
	}
	if open || t.Recommendation != nil {
		posts = append(posts, in(office.ChiefExecutive))
	}
	return posts
}

// row is a body as a treatment has it.
func row(b *body.Body) BodyRow {
	return BodyRow{BodyID: b.ID, Organisation: b.Organisation, Body: b.Key, BodyName: b.Name, BodyKind: b.Kind, Decides: b.Decides, Size: b.Size}
}
