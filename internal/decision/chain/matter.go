package chain

import (
	"slices"

	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/fault"
)

// ErrCommittee refuses a committee that cannot treat a case before a council.
var ErrCommittee = fault.New(fault.Invalid, "treatment.committee", "The committee cannot come before the council",
	"Before its council, a committee or the executive committee of the same municipality may treat a case, once (rule 7.2).")

// ErrRegional refuses a municipality's presentation to a body of the region.
var ErrRegional = fault.New(fault.Conflict, "treatment.regional_body", "The body is the region's",
	"A municipality presents a case, and its chief executive recommends, to the municipality's own bodies (KL § 13-1, rule 7.2).")

// Matter is what is read of a case for an act on its treatment: the course with the
// milestones of the timeline, and the bodies of the region and of who takes part.
type Matter struct {
	*Course
	Milestones []timeline.Milestone
	Bodies     []*body.Body
	// Statutes are those of the bodies, read where an act judges what they may decide.
	Statutes map[int64]body.Statutes
}

// Committee is a body of the council's municipality that may treat a case before it, and
// does not do so already.
func (m *Matter) Committee(council *Treatment, key string) (*body.Body, error) {
	i := slices.IndexFunc(m.Bodies, func(b *body.Body) bool {
		return b.Organisation == council.Organisation && b.Key == key && (b.Kind == body.Committee || b.Kind == body.MunicipalExecutiveCommittee)
	})
	if i < 0 {
		return nil, ErrCommittee.On("/body", msgOtherBody.With(key, council.Organisation))
	}
	if council.State != Waiting && council.State != Open {
		return nil, ErrOver.With(msgCouncilDone.With(council.BodyName))
	}
	b := m.Bodies[i]
	if slices.ContainsFunc(m.Of(council.Step), func(t *Treatment) bool { return t.BodyID == b.ID }) {
		return nil, ErrCommittee.On("/body", msgAlreadyThere.With(b.Name))
	}
	return b, nil
}

// Replan brings the treatments into line with another plan: it gives those that nobody has
// begun and the plan has no more, and those that it has anew (rule 7.2).
func (m *Matter) Replan() (gone, wanted []*Treatment) {
	wanted, kept := m.Wanted(), []*Treatment{}
	for _, t := range m.Treatments {
		i := slices.IndexFunc(wanted, func(w *Treatment) bool { return w.Step == t.Step && w.BodyID == t.BodyID && w.Role == t.Role })
		switch {
		case i >= 0:
			wanted, kept = slices.Delete(wanted, i, i+1), append(kept, t)
		case t.Prepares && m.Plan.Step(t.Step) != nil, m.gone(t):
			kept = append(kept, t)
		default:
			gone = append(gone, t)
		}
	}
	m.Treatments = slices.Concat(kept, wanted)
	return gone, wanted
}

// MustKeepBegun refuses a plan that changes steps which bodies have begun (rule 7.2).
func (m *Matter) MustKeepBegun(before *Plan) error {
	var c fault.Checks
	for _, t := range m.Treatments {
		if t.TurnAt == nil && t.EndedAt == nil && len(t.Resolutions) == 0 {
			continue
		}
		was, is := before.Step(t.Step), m.Plan.Step(t.Step)
		if is == nil {
			c.Require(false, "/steps", msgStepGone.With(t.Step))
			continue
		}
		same := was != nil && was.Role == is.Role && was.Kind == is.Kind && was.Body == is.Body && was.Every == is.Every
		c.Require(same, "/steps", msgStepBegun.With(t.Step))
	}
	return c.Err(ErrPlanFixed)
}

// MustBeMunicipal refuses what a municipality does for its own bodies alone.
func (t *Treatment) MustBeMunicipal() error {
	if !t.Municipal() {
		return ErrRegional
	}
	return nil
}
