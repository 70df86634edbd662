package demand

import (
	"context"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/contribution"
	"forankring.no/forankring/internal/casework/coverage"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// MunicipalityCoverage is what the mandate in force asks of one municipality,
// and how far it is covered by released people (rules 2.3c, 2.3d, 4.3).
type MunicipalityCoverage struct {
	request.Resource
	Municipality string                         `json:"municipality" example:"3417"`
	Name         string                         `json:"name" example:"Grue"`
	Version      *int                           `json:"version" example:"1" doc:"The version in force that asks; null while none is, and where the municipality has not approved it: then nobody is asked for (rule 3.7)"`
	State        coverage.State                 `json:"state" enum:"met,partly,missing,not_applicable"`
	Contributes  bool                           `json:"contributes" doc:"It has released somebody at any time, or another contribution was agreed in its slice or recorded (rules 2.3d, 2.4)"`
	Requirements []staffing.RequirementCoverage `json:"requirements"`
	Others       []staffing.Assignment          `json:"others" doc:"Assignments that the version in force does not ask for: nominations for an open version, surplus releases, which cover nothing (rule 4.1), and what ended, also when the municipality left the case"`
	Contribution *contribution.Contribution     `json:"contribution,omitempty" doc:"What it contributes besides people"`
}

// ShowAllResources reads what is asked of every participant and how far it is
// covered.
func (s *Service) ShowAllResources(ctx context.Context, actor authn.Actor, ref casefile.Ref, p request.Page) (request.List[MunicipalityCoverage], error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[MunicipalityCoverage], error) {
		c, err := casefile.Load(ctx, q, ref)
		if err != nil {
			return request.List[MunicipalityCoverage]{}, err
		}
		list, err := s.resources(ctx, q, actor, c, nil)
		if err != nil {
			return request.List[MunicipalityCoverage]{}, err
		}
		return request.PageOf(list, p, func(m MunicipalityCoverage) string { return m.Municipality })
	})
}

// ShowResources reads what is asked of one participant and how far it is
// covered.
func (s *Service) ShowResources(ctx context.Context, actor authn.Actor, ref staffing.Ref) (*MunicipalityCoverage, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*MunicipalityCoverage, error) {
		c, err := casefile.Load(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		list, err := s.resources(ctx, q, actor, c, []string{ref.Municipality})
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			return nil, casefile.ErrNotParty
		}
		return &list[0], nil
	})
}

// resources are what is asked of municipalities of a case, of all where the list
// is nil, as the caller sees it. The number of statements is the same however
// many.
func (s *Service) resources(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case, municipalities []string) ([]MunicipalityCoverage, error) {
	now := c.Then(s.now())
	standings, err := staffing.Standings(ctx, q, []*casefile.Case{c}, municipalities, now)
	if err != nil {
		return nil, err
	}
	recorded, err := contribution.Of(ctx, q, c)
	if err != nil {
		return nil, err
	}
	views, err := assignment.Views(ctx, q, s.policy, actor, standings, now)
	if err != nil {
		return nil, err
	}
	list := []MunicipalityCoverage{}
	for _, v := range views {
		m := covered(v, workday.Today(now))
		if m.Contribution = recorded[m.Municipality]; m.Contribution != nil {
			m.Contributes = true
			m.Contribution.Show(s.policy, actor, c)
		}
		m.Actions = append(v.Offers(), contribution.OfferRecording(s.policy, actor, c, m.Municipality))
		list = append(list, m)
	}
	return list, nil
}

// covered is how far a municipality covers what is asked, as a caller sees it.
func covered(v assignment.View, today workday.Date) MunicipalityCoverage {
	c := v.Cover(today)
	m := MunicipalityCoverage{
		Municipality: v.Party.Number, Name: v.Party.Name, Version: c.Version, State: c.State, Contributes: v.HasReleased() || v.HasAgreed(), Requirements: c.Requirements, Others: c.Others,
	}
	m.Self = v.Path()
	lists := [][]staffing.Assignment{m.Others}
	for _, r := range m.Requirements {
		lists = append(lists, r.Assignments)
	}
	for _, list := range lists {
		for i := range list {
			v.Show(&list[i])
		}
	}
	return m
}
