package assignment

import (
	"slices"

	"forankring.no/forankring/internal/casework/coverage"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/workday"
)

// Coverage is how far a municipality covers what the mandate in force asks of
// it, from today on (rules 2.3c, 4.3).
type Coverage struct {
	// Version is the version that asks; nil where none binds the municipality.
	Version *int
	State   coverage.State
	// Releases says whether somebody is released to what is asked, for a day to
	// come (rule 2.3d).
	Releases     bool
	Requirements []RequirementCoverage
	// Others are the assignments ahead that the version in force does not ask
	// for.
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
		c.Releases = c.Releases || slices.ContainsFunc(r.Assignments, func(a Assignment) bool { return a.Counts() && a.Live(today) })
	}
	c.State = coverage.Together(states)
	for _, a := range s.Named {
		if s.Binding().Requirement(a.Requirement) == nil && a.Live(today) {
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
	periods := need(r).Cover(presences(c.Assignments, r.Key), today)
	c.State = need(r).Judge(periods)
	for _, p := range periods {
		if p.Lacking > 0 {
			c.Gaps = append(c.Gaps, p)
		} else {
			c.Covered = append(c.Covered, p)
		}
	}
	return c
}
