package assignment

import (
	"context"
	"math"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// ListAssignments lists a municipality's assignments in the order of their
// numbers.
func (s *Service) ListAssignments(ctx context.Context, actor authn.Actor, asked ListQuery, paging request.Page) (request.List[Assignment], error) {
	after := 0
	if err := paging.After(&after); err != nil {
		return request.List[Assignment]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[Assignment], error) {
		st, err := s.stands(ctx, q, asked.Ref)
		if err != nil {
			return request.List[Assignment]{}, err
		}
		list := slices.DeleteFunc(slices.Clone(st.Named), func(a Assignment) bool { return a.Number <= after || !asked.passes(a) })
		page := request.Cut(list, paging, func(a Assignment) any { return a.Number })
		v, err := look(ctx, q, s.policy, actor, s.now(), st, page.Items...)
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
func (s *Service) ShowAssignment(ctx context.Context, actor authn.Actor, ref AssignmentRef) (*Assignment, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Assignment, error) {
		st, err := s.stands(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		a := st.find(ref.Assignment)
		if a == nil {
			return nil, httpapi.ErrNotFound
		}
		v, err := look(ctx, q, s.policy, actor, s.now(), st, *a)
		if err != nil {
			return nil, err
		}
		return v.Show(a), nil
	})
}

// stands reads how a municipality stands in a case; which of its assignments is
// surplus is known only together. It refuses one that never took part.
func (s *Service) stands(ctx context.Context, q pgdb.Querier, ref Ref) (*Standing, error) {
	c, err := casefile.Load(ctx, q, ref.Ref)
	if err != nil {
		return nil, err
	}
	return standingOf(ctx, q, c, ref.Municipality, s.now())
}

// ListOwn lists what a person is named to, in whatever case, the newest first.
// It is their own part, whether or not they read the case (rule 2.5).
func (s *Service) ListOwn(ctx context.Context, actor authn.Actor, asked OwnQuery, p request.Page) (request.List[OwnAssignment], error) {
	before := int64(math.MaxInt64)
	if err := p.After(&before); err != nil {
		return request.List[OwnAssignment]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[OwnAssignment], error) {
		list, err := namedTo(ctx, q, actor.Person, asked.State, before, p.Limit+1)
		if err != nil {
			return request.List[OwnAssignment]{}, err
		}
		page := request.Cut(list, p, func(n Named) any { return n.ID })
		err = MarkSurplus(ctx, q, page.Items, s.now())
		own := request.List[OwnAssignment]{Items: make([]OwnAssignment, len(page.Items)), Next: page.Next}
		for i := range page.Items {
			own.Items[i] = page.Items[i].own()
		}
		return own, err
	})
}

// MarkSurplus marks those assignments of a list that the versions in force do
// not ask for (rule 4.1): which of a municipality's is surplus is known only
// together. The number of statements is the same however many.
func MarkSurplus(ctx context.Context, q pgdb.Querier, list []Named, now time.Time) error {
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
		return err
	}
	var cases []*casefile.Case
	for _, c := range found {
		cases = append(cases, c)
	}
	standings, err := Standings(ctx, q, cases, municipalities, now)
	if err != nil {
		return err
	}
	all := map[int64]Assignment{}
	for _, s := range standings {
		for _, a := range s.Named {
			all[a.ID] = a
		}
	}
	for i := range list {
		a := all[list[i].ID]
		list[i].Surplus, list[i].SurplusBy, list[i].SurplusKept = a.Surplus, a.SurplusBy, a.SurplusKept
	}
	return nil
}
