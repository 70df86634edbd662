// Package ownpart shows a person what they have of their own in a case, also where
// nothing else of it is open to them (rule 2.5): what they are named to, and what
// they answer for.
package ownpart

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service reads people's own parts.
type Service struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// New is a Service on the pool.
func New(pool *pgxpool.Pool, now func() time.Time) *Service { return &Service{pool: pool, now: now} }

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

// Show reads what the caller has of their own in a case. It says that
// there is none to whoever is neither named to the work nor answers for a
// milestone.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref casefile.Ref) (*OwnPart, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*OwnPart, error) {
		now := s.now()
		c, err := casefile.LoadParties(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		own, err := timeline.OwnIn(ctx, q, c, actor, now)
		if err != nil {
			return nil, err
		}
		if !own.Any() {
			return nil, httpapi.ErrNotFound
		}
		shown := &OwnPart{
			Resource: request.Resource{Self: casefile.ShowOwnPart.Href(ref), Actions: []request.Action{}},
			Region:   c.Region, Case: c.Number, Title: c.Title, State: c.State, Assignments: []PartAssignment{}, Milestones: []PartMilestone{},
			Related: map[string]string{
				"milestones": timeline.ListMilestones.Href(timeline.ListQuery{Ref: ref}), "tasks": request.Path("me/tasks"), "assignments": request.Path("me/assignments"),
			},
		}
		named, err := staffing.NamedInCase(ctx, q, c.ID, actor.Person)
		for _, n := range named {
			shown.Assignments = append(shown.Assignments, PartAssignment{n.Municipality, n.Number, n.Function, n.Share, n.From, n.Ends, n.State})
		}
		shown.Milestones = append(shown.Milestones, milestonesOf(own, c, now)...)
		return shown, err
	})
}

// Register declares the operation.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, casefile.ShowOwnPart, httpapi.Doc{
		Tag: timeline.Tag, Summary: "Show my own part of a case",
		Description: "For whoever is named to the work, or answers for a milestone, with or without an office that reads the case: its title, their assignments, the milestones that they answer for, and where its timeline and their tasks are. Nothing else of the case opens by it (rule 2.5).",
	}, s.Show)
}
