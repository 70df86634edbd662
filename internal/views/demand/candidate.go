package demand

import (
	"cmp"
	"context"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// itself says whether somebody is named for the very requirement.
func (q CandidateQuery) itself(n staffing.Named) bool {
	return q.Requirement != "" && n.Region == q.Region && n.Case == q.Case && n.Requirement == q.Requirement
}

// Candidate is an employee who could be named, with what they have on the
// tightest day of the period: that on which least is free.
type Candidate struct {
	StaffKey string `json:"staff_key" example:"plan-07"`
	Name     string `json:"name" example:"Planner, Grue"`
	Title    string `json:"title,omitempty" example:"Planlegger"`
	Day
	Enough     bool `json:"enough" doc:"What is free covers the share asked for, on every day of the period"`
	Named      bool `json:"named" doc:"Nominated or released already for this very requirement on some day of the period; what that takes is not counted here"`
	Overridden bool `json:"overridden" doc:"A chief executive has released over capacity for some day of the period, in whatever case (rule 4.2)"`
}

// candidates are the employees who are employed the whole period, whoever has
// most free first, then by staff key. What they have for the requirement asked
// about itself is left out of their time.
func candidates(staff []*employee, asked CandidateQuery) []Candidate {
	var all []Candidate
	for _, e := range staff {
		if !e.throughout(asked.From, asked.To) {
			continue
		}
		c := Candidate{StaffKey: e.StaffKey, Name: e.Name, Title: e.Title, Overridden: slices.ContainsFunc(e.named, overridden)}
		elsewhere := *e
		elsewhere.named = slices.DeleteFunc(slices.Clone(e.named), asked.itself)
		c.Named = len(elsewhere.named) < len(e.named)
		c.Day = elsewhere.tightest(asked.From, asked.To)
		c.Enough = c.Free >= asked.Share
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Candidate) int { return a.place().compare(b.place()) })
	return all
}

// candidatePlace is where a candidate stands in the list.
type candidatePlace struct {
	Free     int
	StaffKey string
}

func (c Candidate) place() candidatePlace { return candidatePlace{c.Free, c.StaffKey} }

func (p candidatePlace) compare(o candidatePlace) int {
	return cmp.Or(cmp.Compare(o.Free, p.Free), cmp.Compare(p.StaffKey, o.StaffKey))
}

// Candidates lists the municipality's employees for a period, whoever has most
// free first (rules 4.1, 4.2). All of them are read and sorted for each page;
// the number of statements is the same however many.
func (s *Service) Candidates(ctx context.Context, _ authn.Actor, asked CandidateQuery, p request.Page) (request.List[Candidate], error) {
	var after candidatePlace
	if err := p.After(&after); err != nil {
		return request.List[Candidate]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[Candidate], error) {
		asked, err := s.complete(ctx, q, asked)
		if err != nil {
			return request.List[Candidate]{}, err
		}
		staff, err := employees(ctx, q, staffFilter{Municipality: asked.Organisation, From: asked.From, To: asked.To})
		if err != nil {
			return request.List[Candidate]{}, err
		}
		all := candidates(staff, asked)
		if !p.First() {
			all = slices.DeleteFunc(all, func(c Candidate) bool { return c.place().compare(after) <= 0 })
		}
		return request.Cut(all, p, func(c Candidate) any { return c.place() }), nil
	})
}

// complete takes from the requirement named, if one is, what was not said
// otherwise. It refuses one that no version open or in force makes of the
// municipality, whether or not there is such a case.
func (s *Service) complete(ctx context.Context, q pgdb.Querier, asked CandidateQuery) (CandidateQuery, error) {
	now := s.now()
	today := workday.Today(now)
	if asked.Region != "" || asked.Case != "" || asked.Requirement != "" {
		d, err := s.requirement(ctx, q, asked)
		if err != nil {
			return asked, err
		}
		if asked.Share == 0 {
			asked.Share = d.Share
		}
		if asked.From.IsZero() {
			asked.From = d.From
			if period.Between(d.From, d.To).Parts(today) {
				asked.From = today
			}
		}
		if asked.To.IsZero() {
			asked.To = d.To
		}
	}
	var err error
	asked.From, asked.To, err = completePeriod(asked.From, asked.To, today, maxDays)
	return asked, err
}

// errNotAsked is the one answer where the municipality is not asked, whether or
// not there is such a case: it tells nobody of cases that they may not read (rule
// 2.5).
var errNotAsked error = ErrUnknownRequirement.On("query/requirement", msgNotAsked)

// requirement is the demand that is named: of the open version where there is
// one, since that is what is to come.
func (s *Service) requirement(ctx context.Context, q pgdb.Querier, asked CandidateQuery) (*mandate.Requirement, error) {
	c, err := casefile.Load(ctx, q, asked.caseRef())
	if f, ok := fault.As(err); ok && f.Kind == fault.NotFound {
		return nil, errNotAsked
	}
	if err != nil {
		return nil, err
	}
	standings, err := staffing.Standings(ctx, q, []*casefile.Case{c}, []string{asked.Organisation}, s.now())
	if err != nil {
		return nil, err
	}
	for _, st := range standings {
		for _, version := range slices.Backward(st.Asking()) {
			if r := version.Requirement(asked.Requirement); r != nil {
				return r, nil
			}
		}
	}
	return nil, errNotAsked
}
