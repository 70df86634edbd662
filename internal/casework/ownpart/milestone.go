package ownpart

import (
	"cmp"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/request"
)

// PartMilestone is one milestone that the caller answers for.
type PartMilestone struct {
	Key          string         `json:"key" example:"proposal_ready"`
	Title        string         `json:"title" example:"The proposal is ready for the board"`
	Municipality string         `json:"municipality,omitempty" example:"3417" doc:"The municipality whose part it is; left out where the case does it as one"`
	State        timeline.State `json:"state" enum:"open,overdue,done"`
	timeline.When
	About   string           `json:"about" example:"/v1/regions/kongsvingerregionen/cases/2024-1/milestones/proposal_ready" doc:"The address of the milestone"`
	Actions []request.Action `json:"actions" doc:"The act that is waited for, and whether it is open now"`
}

// milestonesOf are the milestones, and the parts of those that each municipality
// does, for which somebody answers, by their days.
func milestonesOf(own timeline.OwnPart, c *casefile.Case, now time.Time) []PartMilestone {
	all := []PartMilestone{}
	for i := range own.Milestones {
		m := &own.Milestones[i]
		m.MarkStates(now)
		all = append(all, partsOf(m, c, own)...)
	}
	slices.SortFunc(all, func(a, b PartMilestone) int {
		return cmp.Or(a.Span().Last.Compare(b.Span().Last), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Municipality, b.Municipality))
	})
	return all
}

// partsOf are the milestone, or the parts of it, for which somebody answers.
func partsOf(m *timeline.Milestone, c *casefile.Case, own timeline.OwnPart) []PartMilestone {
	at := timeline.Ref{Ref: c.Ref(), Key: m.Key}
	base := PartMilestone{Key: m.Key, Title: m.Title, State: m.State, When: m.When, About: m.Self}
	if own.Answers(m.Key, "") {
		base.Actions = []request.Action{timeline.CompleteMilestone.OfferAnswering(at, cmp.Or(timeline.MustTakeCompletions(c), m.MustNotBeDone()))}
		return []PartMilestone{base}
	}
	var parts []PartMilestone
	for _, p := range m.Parts {
		if own.Answers(m.Key, p.Municipality) {
			part := base
			part.Municipality, part.State = p.Municipality, p.State
			part.Actions = []request.Action{timeline.CompletePartOf.OfferAnswering(timeline.PartRef{Ref: at, Municipality: p.Municipality}, cmp.Or(timeline.MustTakeCompletions(c), p.MustNotBeDone()))}
			parts = append(parts, part)
		}
	}
	return parts
}
