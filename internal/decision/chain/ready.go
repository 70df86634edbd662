package chain

import (
	"cmp"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// ErrNoProposal refuses to send a case without a text to resolve on.
var ErrNoProposal = fault.New(fault.Conflict, "treatment.no_proposal", "There is no proposed resolution",
	"A case is sent to treatment with a proposed resolution in numbered items (rules 2.2, 8.1).")

// ErrCannotSkip refuses to skip a body that decides, and one that is done.
var ErrCannotSkip = fault.New(fault.Conflict, "treatment.cannot_skip", "The treatment cannot be skipped",
	"A body that is to decide is not passed over: whoever leaves the case leaves the count, or the treatment is withdrawn. What a body is done with is not skipped (rule 7.2).")

// Ready says what is missing before a case can be sent: a proposal, the bodies of its
// plan, and that these may do what the plan asks of them (rules 2.2, 7.2, 7.4).
func (m *Matter) Ready(proposed *LaidProposal) (missing []message.Text, refusal error) {
	var c fault.Checks
	for i, s := range m.Plan.Steps {
		found, lacks := s.BodiesOf(m.Case, m.Bodies)
		for _, why := range lacks {
			c.Require(false, "/steps/"+m.Plan.Steps[i].Key, why)
			missing = append(missing, why)
		}
		if s.Role == Decides {
			for _, b := range found {
				refusal = cmp.Or(refusal, CompetenceIn(m.Case, m.Plan).MustAllow(m.decider(row(b), m.Statutes[b.ID])))
			}
		}
	}
	refusal = cmp.Or(CompetenceIn(m.Case, m.Plan).MustEnd(), refusal)
	if f, ok := fault.As(refusal); ok {
		missing = append(missing, f.Detail)
	}
	if proposed == nil {
		missing = append(missing, msgNoProposal)
		refusal = cmp.Or[error](refusal, ErrNoProposal.With(msgNoProposal))
	}
	return missing, cmp.Or(c.Err(ErrNoBody), refusal)
}

// decider is a body of a case as its competence is judged, by its statutes.
func (m *Matter) decider(b BodyRow, by body.Statutes) Decider {
	d := Decider{Kind: b.BodyKind, Name: b.BodyName, Municipal: b.Organisation != m.Case.Region, Decides: by.Decides}
	if by.GrantLimit != nil {
		d.GrantLimit = &by.GrantLimit.Amount
	}
	return d
}

// Wanted are those that the plan makes in a case: one for each body of each step.
func (m *Matter) Wanted() (all []*Treatment) {
	for _, s := range m.Plan.Steps {
		found, _ := s.BodiesOf(m.Case, m.Bodies)
		for _, b := range found {
			all = append(all, m.Treatment(s, b, false))
		}
	}
	return all
}

// Treatment is one that a body is given in a step: its own, or one that prepares it.
func (m *Matter) Treatment(s PlanStep, b *body.Body, prepares bool) *Treatment {
	t := &Treatment{
		CaseID: m.Case.ID, Region: m.Case.Region, Case: m.Case.Number, Step: s.Key, Role: s.Role, Prepares: prepares, BodyRow: row(b), Round: 1,
		Resolutions: []*Resolution{}, Changes: []TreatmentChange{}, Received: []ReceivedResolution{}, Reopened: []int64{},
	}
	if prepares {
		t.Role = Recommends
	}
	return t
}

// MustBeUndone refuses what cannot be done once the body is done.
func (t *Treatment) MustBeUndone() error {
	if t.State == Done {
		return ErrOver.With(msgOver.With(t.BodyName, t.State))
	}
	return nil
}

// MustBeSkippable refuses to pass over a body that is to decide.
func (t *Treatment) MustBeSkippable() error {
	if t.Role == Decides && !t.Prepares {
		return ErrCannotSkip
	}
	return nil
}

// MustHaveBefore refuses to refer a case back from where nothing comes before.
func (c *Course) MustHaveBefore(t *Treatment) error {
	if len(c.Plan.before(t.Step)) == 0 && len(c.committees(t)) == 0 {
		return ErrReferTo.With(msgNothingBefore)
	}
	return nil
}

// CouncilOf is the treatment by the council of a municipality in a step, or in the first
// step that it treats where none is named.
func (c *Course) CouncilOf(municipality, step string) *Treatment {
	i := slices.IndexFunc(c.Treatments, func(t *Treatment) bool {
		return !t.Prepares && t.Organisation == municipality && t.BodyKind == body.MunicipalCouncil && (step == "" || t.Step == step)
	})
	if i < 0 {
		return nil
	}
	return c.Treatments[i]
}

// MustTakeCommittees refuses committees before a council that does not treat the case, or
// is done with it.
func (c *Course) MustTakeCommittees(municipality string) error {
	if err := c.Case.In(casefile.InTreatment); err != nil {
		return err
	}
	t := c.CouncilOf(municipality, "")
	if t == nil {
		return ErrCommittee.With(msgNoCouncilHere)
	}
	if t.State != Waiting && t.State != Open {
		return ErrOver.With(msgCouncilDone.With(t.BodyName))
	}
	return nil
}
