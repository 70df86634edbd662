package assignment

import (
	"context"
	"math"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// OwnAssignment is an assignment as the person named sees it.
type OwnAssignment struct {
	ID           int64             `json:"id" example:"17"`
	Region       string            `json:"region" example:"kongsvingerregionen"`
	Case         string            `json:"case" example:"2024-1" doc:"The case's number in the region"`
	Title        string            `json:"title" example:"Regional kraftstrategi for Kongsvingerregionen" doc:"The case's title"`
	Municipality string            `json:"municipality" example:"3417" doc:"The municipality that names the person"`
	Function     string            `json:"function" example:"Area planner"`
	Share        int               `json:"share" example:"20" doc:"Percent of full time"`
	From         workday.Date      `json:"from" format:"date" doc:"The first day"`
	To           workday.Date      `json:"to" format:"date" doc:"The day after the last day, as agreed"`
	State        State             `json:"state" enum:"nominated,released,declined,retracted,recalled,replaced"`
	EndedOn      *workday.Date     `json:"ended_on" format:"date" doc:"The day from which it ended early"`
	Ends         workday.Date      `json:"ends" format:"date" doc:"The day from which the person is no longer given: the earliest of its own end, its early end, and the end of the employment"`
	Override     *CapacityOverride `json:"override,omitempty" doc:"The person was released over what they can give, and why (rule 4.2)"`
	Surplus      bool              `json:"surplus" doc:"It is released, but the mandate in force does not ask for it (rule 4.1)"`
	NominatedAt  time.Time         `json:"nominated_at"`
}

// ListOwn lists what a person is named to, in whatever case, the newest first.
// It is their own part, whether or not they read the case (rule 2.5).
func (s *Service) ListOwn(ctx context.Context, actor authn.Actor, state State, p request.Page) (request.List[OwnAssignment], error) {
	before := int64(math.MaxInt64)
	if err := p.After(&before); err != nil {
		return request.List[OwnAssignment]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[OwnAssignment], error) {
		list, err := roster(q.Query(ctx, selectNamed+`WHERE a.person_id = $1 AND a.id < $2 AND ($3 = '' OR a.state = $3) ORDER BY a.id DESC LIMIT $4`,
			actor.Person, before, state, p.Limit+1))
		if err != nil {
			return request.List[OwnAssignment]{}, err
		}
		surplus, err := marked(ctx, q, list, s.now())
		if err != nil {
			return request.List[OwnAssignment]{}, err
		}
		page := request.Cut(list, p, func(n Named) any { return n.ID })
		own := request.List[OwnAssignment]{Items: make([]OwnAssignment, len(page.Items)), Next: page.Next}
		for i := range page.Items {
			own.Items[i] = page.Items[i].own(surplus)
		}
		return own, nil
	})
}

// own is the assignment as the person named sees it: the reason for an override
// concerns them.
func (n *Named) own(surplus map[int64]Assignment) OwnAssignment {
	if n.Override != nil {
		n.Override.Reason = n.OverrideReason
	}
	return OwnAssignment{
		ID: n.ID, Region: n.Region, Case: n.Case, Title: n.Title, Municipality: n.Municipality, Function: n.Function, Share: n.Share, From: n.From, To: n.To,
		State: n.State, EndedOn: n.EndedOn, Ends: n.Ends, Override: n.Override, Surplus: surplus[n.ID].Surplus, NominatedAt: n.NominatedAt,
	}
}

// MarkSurplus marks those assignments of a list that the versions in force do
// not ask for (rule 4.1). The number of statements is the same however many.
func MarkSurplus(ctx context.Context, q pgdb.Querier, list []Named, now time.Time) error {
	surplus, err := marked(ctx, q, list, now)
	for i := range list {
		a := surplus[list[i].ID]
		list[i].Surplus, list[i].SurplusBy, list[i].SurplusKept = a.Surplus, a.SurplusBy, a.SurplusKept
	}
	return err
}

// marked are the assignments of the municipalities in the cases of a list, by
// their rows, with the surplus marked: which of them is surplus is known only
// together. The number of statements is the same however many.
func marked(ctx context.Context, q pgdb.Querier, list []Named, now time.Time) (map[int64]Assignment, error) {
	var ids []int64
	var municipalities []string
	for i := range list {
		ids = append(ids, list[i].CaseID)
		if m := list[i].Municipality; !slices.Contains(municipalities, m) {
			municipalities = append(municipalities, m)
		}
	}
	found, err := casefile.Several(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var cases []*casefile.Case
	for _, c := range found {
		cases = append(cases, c)
	}
	standings, err := Standings(ctx, q, cases, municipalities, now)
	if err != nil {
		return nil, err
	}
	all := map[int64]Assignment{}
	for i := range standings {
		for _, a := range standings[i].Named {
			all[a.ID] = a
		}
	}
	return all, nil
}
