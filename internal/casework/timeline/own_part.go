package timeline

import (
	"cmp"
	"context"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// OwnPart is what a person has of their own in a case, also where nothing else of
// it is open to them: its title, what they are named to, the milestones that
// they answer for, and the addresses of its timeline and of their tasks (rule
// 2.5).
type OwnPart struct {
	request.Resource
	Region      string            `json:"region" example:"kongsvingerregionen"`
	Case        string            `json:"case" example:"2024-1" doc:"The case's number in the region"`
	Title       string            `json:"title" example:"Regional kraftstrategi for Kongsvingerregionen"`
	State       casefile.State    `json:"state" enum:"draft,preparing,active,in_treatment,adopted,not_adopted,following_up,closed,withdrawn"`
	Assignments []PartAssignment  `json:"assignments" doc:"What the caller is named to in the case, by number"`
	Milestones  []PartMilestone   `json:"milestones" doc:"The milestones, and the parts of those that each municipality does, for which the caller answers now, by their days"`
	Related     map[string]string `json:"related" doc:"The addresses of the case's timeline, of the caller's tasks and of all their assignments"`
}

// PartAssignment is one assignment of the caller's in the case.
type PartAssignment struct {
	Municipality string         `json:"municipality" example:"3417" doc:"The municipality that names the caller"`
	Number       int            `json:"number" example:"1" doc:"Running number of the municipality's assignments in the case"`
	Function     string         `json:"function" example:"Area planner"`
	Share        int            `json:"share" example:"20" doc:"Percent of full time"`
	From         workday.Date   `json:"from" format:"date" doc:"The first day"`
	Ends         workday.Date   `json:"ends" format:"date" doc:"The day from which the caller is no longer given"`
	State        staffing.State `json:"state" enum:"nominated,released,declined,retracted,recalled,replaced"`
}

// PartMilestone is one milestone that the caller answers for.
type PartMilestone struct {
	Key          string `json:"key" example:"proposal_ready"`
	Title        string `json:"title" example:"The proposal is ready for the board"`
	Municipality string `json:"municipality,omitempty" example:"3417" doc:"The municipality whose part it is; left out where the case does it as one"`
	State        State  `json:"state" enum:"open,overdue,done"`
	When
	About   string           `json:"about" example:"/v1/regions/kongsvingerregionen/cases/2024-1/milestones/proposal_ready" doc:"The address of the milestone"`
	Actions []request.Action `json:"actions" doc:"The act that is waited for, and whether it is open now"`
}

// ShowOwnPart reads what the caller has of their own in a case. It says that
// there is none to whoever is neither named to the work nor answers for a
// milestone.
func (s *Service) ShowOwnPart(ctx context.Context, actor authn.Actor, ref casefile.Ref) (*OwnPart, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*OwnPart, error) {
		now := s.now()
		c, err := casefile.LoadParties(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		own, err := ownIn(ctx, q, c, actor, now)
		if err != nil {
			return nil, err
		}
		if !own.any() {
			return nil, httpapi.ErrNotFound
		}
		shown := &OwnPart{
			Resource: request.Resource{Self: casefile.ShowOwnPart.Href(ref), Actions: []request.Action{}},
			Region:   c.Region, Case: c.Number, Title: c.Title, State: c.State, Assignments: []PartAssignment{}, Milestones: []PartMilestone{},
			Related: map[string]string{
				"milestones": listMilestones.Href(ListQuery{Ref: ref}), "tasks": request.Path("me/tasks"), "assignments": request.Path("me/assignments"),
			},
		}
		named, err := staffing.NamedInCase(ctx, q, c.ID, actor.Person)
		for _, n := range named {
			shown.Assignments = append(shown.Assignments, PartAssignment{n.Municipality, n.Number, n.Function, n.Share, n.From, n.Ends, n.State})
		}
		for i := range own.milestones {
			m := &own.milestones[i]
			m.markStates(now)
			shown.Milestones = append(shown.Milestones, m.partsOf(c, own.answers)...)
		}
		slices.SortFunc(shown.Milestones, func(a, b PartMilestone) int {
			return cmp.Or(cmp.Compare(a.last().String(), b.last().String()), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Municipality, b.Municipality))
		})
		return shown, err
	})
}

// partsOf are the milestone, or the parts of it, for which somebody answers.
func (m *Milestone) partsOf(c *casefile.Case, answers map[place]answering) []PartMilestone {
	at := Ref{c.Ref(), m.Key}
	base := PartMilestone{Key: m.Key, Title: m.Title, State: m.State, When: m.When, About: m.Self}
	if answers[place{key: m.Key}].answers {
		base.Actions = []request.Action{completeMilestone.OfferAnswering(at, cmp.Or(mustTakeCompletions(c), m.mustNotBeDone()))}
		return []PartMilestone{base}
	}
	var parts []PartMilestone
	for _, p := range m.Parts {
		if answers[place{m.Key, p.Municipality}].answers {
			part := base
			part.Municipality, part.State = p.Municipality, p.State
			part.Actions = []request.Action{completePart.OfferAnswering(PartRef{at, p.Municipality}, cmp.Or(mustTakeCompletions(c), p.mustNotBeDone()))}
			parts = append(parts, part)
		}
	}
	return parts
}
