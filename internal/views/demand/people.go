package demand

import (
	"context"
	"math"
	"slices"
	"strings"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// NamedPerson is somebody named in a case, as every reader of the case may
// know it: nothing of their other cases, and no reasons (rules 2.5, 4.6).
type NamedPerson struct {
	Self             string         `json:"self" example:"/v1/regions/kongsvingerregionen/cases/2024-1/resources/3417/assignments/1" doc:"The address of the assignment"`
	Region           string         `json:"region" example:"kongsvingerregionen"`
	Case             string         `json:"case" example:"2024-1" doc:"The case's number"`
	Title            string         `json:"title" example:"Regional kraftstrategi for Kongsvingerregionen" doc:"The case's title"`
	Municipality     string         `json:"municipality" example:"3417"`
	MunicipalityName string         `json:"municipality_name" example:"Grue"`
	Name             string         `json:"name" example:"Planner, Grue"`
	Function         string         `json:"function" example:"Area planner"`
	Share            int            `json:"share" example:"20" doc:"Percent of full time"`
	From             workday.Date   `json:"from" format:"date" doc:"The first day"`
	Ends             workday.Date   `json:"ends" format:"date" doc:"The day from which the person is no longer given"`
	State            staffing.State `json:"state" enum:"nominated,released,declined,retracted,recalled,replaced"`
	Overridden       bool           `json:"overridden" doc:"Released over what the person can give (rule 4.2)"`
	Surplus          bool           `json:"surplus" doc:"It covers nothing: the version in force does not ask for it (rule 4.1)"`
}

// People lists who is named in the cases of a region that the caller may read,
// by case, the newest first. The number of statements is the same however many.
func (s *Service) People(ctx context.Context, actor authn.Actor, asked PeopleQuery, p request.Page) (request.List[NamedPerson], error) {
	now := s.now()
	filter := staffing.NamedFilter{
		Region: asked.Region, Reading: reading.Of(s.policy, actor, asked.Region, workday.Today(now)), Case: asked.Case, Municipality: asked.Municipality,
		State: asked.State, On: asked.On, After: staffing.NamedKey{Year: math.MaxInt32, Serial: math.MaxInt32}, Limit: p.Limit + 1,
	}
	if err := p.After(&filter.After); err != nil {
		return request.List[NamedPerson]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[NamedPerson], error) {
		found, err := staffing.NamedIn(ctx, q, filter)
		if err != nil {
			return request.List[NamedPerson]{}, err
		}
		page := request.Cut(found, p, func(n staffing.Named) any { return n.Key() })
		if err := staffing.MarkSurplus(ctx, q, page.Items, now); err != nil {
			return request.List[NamedPerson]{}, err
		}
		list := request.List[NamedPerson]{Items: []NamedPerson{}, Next: page.Next}
		for _, n := range page.Items {
			list.Items = append(list.Items, namedPerson(n))
		}
		return list, nil
	})
}

func namedPerson(n staffing.Named) NamedPerson {
	return NamedPerson{
		Self: n.Self, Region: n.Region, Case: n.Case, Title: n.Title, Municipality: n.Municipality, MunicipalityName: n.MunicipalityName, Name: n.Name,
		Function: n.Function, Share: n.Share, From: n.From, Ends: n.Ends, State: n.State, Overridden: n.Override != nil, Surplus: n.Surplus,
	}
}

// mentions says whether a text stands in one of others, as searching compares
// them (rule 9.6).
func mentions(text string, in ...string) bool {
	sought := canon.SearchForm(text)
	return slices.ContainsFunc(in, func(s string) bool { return strings.Contains(canon.SearchForm(s), sought) })
}
