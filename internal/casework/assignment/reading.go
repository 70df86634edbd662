package assignment

import (
	"context"
	"math"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// ListAssignments lists a municipality's assignments in the order of their
// numbers.
func (s *Service) ListAssignments(ctx context.Context, actor authn.Actor, asked ListQuery, paging request.Page) (request.List[staffing.Assignment], error) {
	after := 0
	if err := paging.After(&after); err != nil {
		return request.List[staffing.Assignment]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[staffing.Assignment], error) {
		st, err := s.readStanding(ctx, q, asked.Ref)
		if err != nil {
			return request.List[staffing.Assignment]{}, err
		}
		list := slices.DeleteFunc(slices.Clone(st.Named), func(a staffing.Assignment) bool { return a.Number <= after || !asked.passes(a) })
		page := request.Cut(list, paging, func(a staffing.Assignment) any { return a.Number })
		v, err := viewOf(ctx, q, s.policy, actor, s.now(), st, page.Items...)
		if err != nil {
			return page, err
		}
		for i := range page.Items {
			v.Show(&page.Items[i])
		}
		return page, nil
	})
}

// ShowAssignment reads one assignment.
func (s *Service) ShowAssignment(ctx context.Context, actor authn.Actor, ref staffing.AssignmentRef) (*staffing.Assignment, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*staffing.Assignment, error) {
		st, err := s.readStanding(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		a := st.Find(ref.Assignment)
		if a == nil {
			return nil, httpapi.ErrNotFound
		}
		v, err := viewOf(ctx, q, s.policy, actor, s.now(), st, *a)
		if err != nil {
			return nil, err
		}
		return v.Show(a), nil
	})
}

// readStanding reads how a municipality stands in a case; which of its assignments is
// surplus is known only together. It refuses one that never took part.
func (s *Service) readStanding(ctx context.Context, q pgdb.Querier, ref staffing.Ref) (*staffing.Standing, error) {
	c, err := casefile.Load(ctx, q, ref.Ref)
	if err != nil {
		return nil, err
	}
	return staffing.StandingOf(ctx, q, c, ref.Municipality, s.now())
}

// ListOwn lists what a person is named to, in whatever case, the newest first.
// It is their own part, whether or not they read the case (rule 2.5).
func (s *Service) ListOwn(ctx context.Context, actor authn.Actor, asked OwnQuery, p request.Page) (request.List[OwnAssignment], error) {
	before := int64(math.MaxInt64)
	if err := p.After(&before); err != nil {
		return request.List[OwnAssignment]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[OwnAssignment], error) {
		list, err := staffing.NamedTo(ctx, q, actor.Person, asked.State, before, p.Limit+1)
		if err != nil {
			return request.List[OwnAssignment]{}, err
		}
		page := request.Cut(list, p, func(n staffing.Named) any { return n.ID })
		err = staffing.MarkSurplus(ctx, q, page.Items, s.now())
		own := request.List[OwnAssignment]{Items: make([]OwnAssignment, len(page.Items)), Next: page.Next}
		for i := range page.Items {
			own.Items[i] = ownAssignment(&page.Items[i])
			if page.Items[i].Live(workday.Today(s.now())) {
				own.Items[i].About = casefile.ShowOwnPart.Href(casefile.Ref{Region: own.Items[i].Region, Number: own.Items[i].Case})
			}
		}
		return own, err
	})
}

// OwnAssignment is an assignment as the person named sees it.
type OwnAssignment struct {
	ID           int64                      `json:"id" example:"17"`
	Region       string                     `json:"region" example:"kongsvingerregionen"`
	Case         string                     `json:"case" example:"2024-1" doc:"The case's number in the region"`
	Title        string                     `json:"title" example:"Regional kraftstrategi for Kongsvingerregionen" doc:"The case's title"`
	Municipality string                     `json:"municipality" example:"3417" doc:"The municipality that names the person"`
	Function     string                     `json:"function" example:"Area planner"`
	Share        int                        `json:"share" example:"20" doc:"Percent of full time"`
	From         workday.Date               `json:"from" format:"date" doc:"The first day"`
	To           workday.Date               `json:"to" format:"date" doc:"The day after the last day, as agreed"`
	State        staffing.State             `json:"state" enum:"nominated,released,declined,retracted,recalled,replaced"`
	EndedOn      *workday.Date              `json:"ended_on" format:"date" doc:"The day from which it ended early"`
	Ends         workday.Date               `json:"ends" format:"date" doc:"The day from which the person is no longer given: the earliest of its own end, its early end, and the end of the employment"`
	Override     *staffing.CapacityOverride `json:"override,omitempty" doc:"The person was released over what they can give, and why (rule 4.2)"`
	Surplus      bool                       `json:"surplus" doc:"It is released, but the mandate in force does not ask for it (rule 4.1)"`
	NominatedAt  time.Time                  `json:"nominated_at"`
	About        string                     `json:"about,omitempty" example:"/v1/me/cases/kongsvingerregionen/2024-1" doc:"The address of the caller's own part of the case, with its timeline; left out once the assignment is over"`
}

// ownAssignment is the assignment as the person named sees it: the reason for an
// override concerns them.
func ownAssignment(n *staffing.Named) OwnAssignment {
	if n.Override != nil {
		n.Override.Reason = n.OverrideReason
	}
	return OwnAssignment{
		ID: n.ID, Region: n.Region, Case: n.Case, Title: n.Title, Municipality: n.Municipality, Function: n.Function, Share: n.Share, From: n.From, To: n.To,
		State: n.State, EndedOn: n.EndedOn, Ends: n.Ends, Override: n.Override, Surplus: n.Surplus, NominatedAt: n.NominatedAt,
	}
}
