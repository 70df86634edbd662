package assignment

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// ShowAll reads what is asked of every participant and how far it is covered.
func (s *Service) ShowAll(ctx context.Context, actor authn.Actor, ref casefile.Ref) (request.List[MunicipalityCoverage], error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[MunicipalityCoverage], error) {
		c, err := casefile.Load(ctx, q, ref)
		if err != nil {
			return request.List[MunicipalityCoverage]{}, err
		}
		list, err := s.covered(ctx, q, actor, c)
		return request.List[MunicipalityCoverage]{Items: list}, err
	})
}

// Show reads what is asked of one participant and how far it is covered.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*MunicipalityCoverage, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*MunicipalityCoverage, error) {
		c, _, err := look(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		list, err := s.covered(ctx, q, actor, c)
		if err != nil {
			return nil, err
		}
		for i := range list {
			if list[i].Municipality == ref.Municipality {
				return &list[i], nil
			}
		}
		return nil, casefile.ErrNotParty
	})
}

func (s *Service) covered(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case) ([]MunicipalityCoverage, error) {
	v, err := current(ctx, q, c)
	if err != nil {
		return nil, err
	}
	today := workday.Today(s.now())
	list, err := coverages(ctx, q, c, v.inForce, today)
	if err != nil {
		return nil, err
	}
	seen, named := make([]sight, len(list)), []Assignment{}
	for i := range list {
		p := &c.Participants[i]
		seen[i] = sight{inForce: asked(v.inForce, p), open: asked(v.open, p), all: slices.Concat(list[i].lists()...), today: today}
		named = append(named, seen[i].all...)
	}
	given, err := loads(ctx, q, named)
	for i := range list {
		seen[i].loads = given
		s.showCoverage(c, &list[i], seen[i], actor)
	}
	return list, err
}

// look reads a case, and refuses a municipality that never took part in it.
func look(ctx context.Context, q pgdb.Querier, ref Ref) (*casefile.Case, *casefile.Participant, error) {
	c, err := casefile.Load(ctx, q, ref.Ref)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(c.Participants, func(p casefile.Participant) bool { return p.Number == ref.Municipality })
	if i < 0 {
		return nil, nil, casefile.ErrNotParty
	}
	return c, &c.Participants[i], nil
}

// Filter narrows a list of assignments. Zero members filter nothing.
type Filter struct {
	State       State
	Requirement string
}

// ListAssignments lists a municipality's assignments in the order of their
// numbers.
func (s *Service) ListAssignments(ctx context.Context, actor authn.Actor, ref Ref, f Filter, paging request.Page) (request.List[Assignment], error) {
	after := 0
	if err := paging.After(&after); err != nil {
		return request.List[Assignment]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[Assignment], error) {
		c, v, list, err := s.see(ctx, q, ref)
		if err != nil {
			return request.List[Assignment]{}, err
		}
		list = slices.DeleteFunc(list, func(a Assignment) bool {
			return a.Number <= after || (f.State != "" && a.State != f.State) || (f.Requirement != "" && a.Requirement != f.Requirement)
		})
		for i := range list {
			s.shown(c, &list[i], v, actor)
		}
		return request.Cut(list, paging, func(a Assignment) any { return a.Number }), nil
	})
}

// ShowAssignment reads one assignment.
func (s *Service) ShowAssignment(ctx context.Context, actor authn.Actor, ref AssignmentRef) (*Assignment, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Assignment, error) {
		c, v, list, err := s.see(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		a, err := find(list, ref.Assignment)
		if err != nil {
			return nil, err
		}
		return s.shown(c, a, v, actor), nil
	})
}

// see reads all assignments of a municipality in a case, and what they are held
// against: which of them is surplus is known only together.
func (s *Service) see(ctx context.Context, q pgdb.Querier, ref Ref) (*casefile.Case, sight, []Assignment, error) {
	c, p, err := look(ctx, q, ref)
	if err != nil {
		return nil, sight{}, nil, err
	}
	now, err := current(ctx, q, c)
	if err != nil {
		return nil, sight{}, nil, err
	}
	list, err := assignments(ctx, q, c, ref.Municipality)
	if err != nil {
		return nil, sight{}, nil, err
	}
	v := sight{inForce: asked(now.inForce, p), open: asked(now.open, p), all: slices.Clone(list), today: workday.Today(s.now())}
	v.inForce.mark(list, v.today)
	v.loads, err = loads(ctx, q, list)
	return c, v, list, err
}
