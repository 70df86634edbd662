package staffing

import (
	"forankring.no/forankring/internal/casework/coverage"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/workday"
)

// Coverage is how far a municipality covers what the mandate in force asks of
// it, from today on (rules 2.3c, 4.3).
type Coverage struct {
	// Version is the version that asks; nil where none binds the municipality.
	Version      *int
	State        coverage.State
	Requirements []RequirementCoverage
	// Others are the assignments that the version in force does not ask for, also
	// those that ended: the municipality reads its own part for good (rule 1.1).
	Others []Assignment
}

// RequirementCoverage is one requirement and who is named to it.
type RequirementCoverage struct {
	mandate.Requirement
	State       coverage.State    `json:"state" enum:"met,partly,missing"`
	Assignments []Assignment      `json:"assignments" doc:"Whoever is nominated or was released, in the order of their numbers"`
	Covered     []coverage.Period `json:"covered" doc:"The time ahead in which nobody is lacking"`
	Gaps        []coverage.Period `json:"gaps" doc:"The time ahead in which somebody is lacking (rule 4.3)"`
}

// Cover compares what the mandate in force asks of the municipality with the
// people whom it has released.
func (s *Standing) Cover(today workday.Date) Coverage {
	c := Coverage{Requirements: []RequirementCoverage{}, Others: []Assignment{}}
	if binding := s.Binding(); binding != nil {
		c.Version, c.Requirements = &binding.Version, s.CoverOf(binding, today)
	}
	states := make([]coverage.State, len(c.Requirements))
	for i, r := range c.Requirements {
		states[i] = r.State
	}
	c.State = coverage.Together(states)
	for _, a := range s.Named {
		if s.Binding().Requirement(a.Requirement) == nil && a.State != Declined && a.State != Retracted {
			c.Others = append(c.Others, a)
		}
	}
	return c
}

// CoverOf compares what a version asks of the municipality with the people whom
// it has released.
func (s *Standing) CoverOf(a *Asked, today workday.Date) []RequirementCoverage {
	list := make([]RequirementCoverage, len(a.Requirements))
	for i, r := range a.Requirements {
		list[i] = s.coverOne(r, today)
	}
	return list
}

func (s *Standing) coverOne(r mandate.Requirement, today workday.Date) RequirementCoverage {
	c := RequirementCoverage{Requirement: r, Assignments: []Assignment{}, Covered: []coverage.Period{}, Gaps: []coverage.Period{}}
	for _, a := range s.Named {
		if a.Requirement == r.Key && a.State != Declined && a.State != Retracted {
			c.Assignments = append(c.Assignments, a)
		}
	}
	periods := needOf(r).Cover(presences(c.Assignments, r.Key), today)
	c.State = needOf(r).Judge(periods)
	for _, p := range periods {
		if p.Lacking > 0 {
			c.Gaps = append(c.Gaps, p)
		} else {
			c.Covered = append(c.Covered, p)
		}
	}
	return c
}

// Lacking counts how many of those asked for are lacking on a day: released
// people alone count (rule 4.3). Outside the requirement's days nobody is.
func (s *Standing) Lacking(requirement string, day workday.Date) int {
	r := s.Binding().Requirement(requirement)
	if r == nil {
		return 0
	}
	return needOf(*r).LackingOn(day, presences(s.Named, requirement))
}

// OpenedBy are the days ahead that lose somebody by a replacement, and how many:
// the one that the release of a nominated person would be, or the one just made.
// Before are the municipality's assignments as they were before an act, nil
// where none was done (rule 4.3).
func (s *Standing) OpenedBy(a *Assignment, before []Assignment, today workday.Date) []coverage.Period {
	r := s.Binding().Requirement(a.Requirement)
	if r == nil || a.Replaces == nil {
		return nil
	}
	was, is := presences(before, r.Key), presences(s.Named, r.Key)
	switch {
	case a.State == Nominated && a.Live(today):
		was, is = is, s.replacing(a, today)
	case a.State != Released || before == nil:
		return nil
	}
	return needOf(*r).Opened(was, is, today)
}

// replacing are the people there, once a nominated person is released and
// whomever they replace has given way.
func (s *Standing) replacing(a *Assignment, today workday.Date) []coverage.Presence {
	people := []coverage.Presence{a.presence()}
	for _, o := range s.Named {
		if o.Requirement != a.Requirement || !o.Counts() {
			continue
		}
		there := o.presence()
		if o.Number == *a.Replaces {
			there.To = workday.Earlier(there.To, workday.Later(a.From, today))
		}
		people = append(people, there)
	}
	return people
}

// needOf is the requirement as coverage sees it.
func needOf(r mandate.Requirement) coverage.Need {
	return coverage.Need{People: r.People, Share: r.Share, From: r.From, To: r.To}
}

func (a *Assignment) presence() coverage.Presence {
	return coverage.Presence{Person: a.Person, Share: a.Share, From: a.From, To: a.Ends}
}

// presences are the released people's times for a requirement.
func presences(list []Assignment, requirement string) []coverage.Presence {
	var people []coverage.Presence
	for i := range list {
		if a := &list[i]; a.Requirement == requirement && a.Counts() {
			people = append(people, a.presence())
		}
	}
	return people
}
