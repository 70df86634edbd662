package assignment

import (
	"slices"

	"forankring.no/forankring/internal/casework/coverage"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// MunicipalityCoverage is what the mandate in force asks of one municipality,
// and how far it is covered by released people (rules 2.3c, 2.3d, 4.3).
type MunicipalityCoverage struct {
	request.Resource
	Municipality string                `json:"municipality" example:"3417"`
	Name         string                `json:"name" example:"Grue"`
	Version      *int                  `json:"version" example:"1" doc:"The version in force that asks; null while none is, and where the municipality has not approved it: then nobody is asked for (rule 3.7)"`
	State        coverage.State        `json:"state" enum:"met,partly,missing,not_applicable"`
	Contributes  bool                  `json:"contributes" doc:"It has released somebody to what is asked, or recorded another contribution (rule 2.3d)"`
	Requirements []RequirementCoverage `json:"requirements"`
	Others       []Assignment          `json:"others" doc:"Assignments to come or running that the version in force does not ask for: nominations for an open version, and surplus releases, which cover nothing (rule 4.1)"`
	Contribution *Contribution         `json:"contribution,omitempty" doc:"What it contributes besides people"`
}

// RequirementCoverage is one requirement and who is named to it.
type RequirementCoverage struct {
	mandate.Requirement
	State       coverage.State    `json:"state" enum:"met,partly,missing"`
	Assignments []Assignment      `json:"assignments" doc:"Whoever is nominated or was released, in the order of their numbers"`
	Covered     []coverage.Period `json:"covered" doc:"The time ahead in which nobody is lacking"`
	Gaps        []coverage.Period `json:"gaps" doc:"The time ahead in which somebody is lacking (rule 4.3)"`
}

// need is the requirement as coverage sees it.
func need(r mandate.Requirement) coverage.Need {
	return coverage.Need{People: r.People, Share: r.Share, From: r.From, To: r.To}
}

func (a *Assignment) presence() coverage.Presence {
	return coverage.Presence{Person: a.Person, Share: a.Share, From: a.From, To: a.Ends}
}

// named says whether enough people are nominated or released to all that the
// version asks, on every day ahead.
func (a *Asked) named(assignments []Assignment, today workday.Date) bool {
	return !slices.ContainsFunc(a.Requirements, func(r mandate.Requirement) bool {
		var people []coverage.Presence
		for _, n := range assignments {
			if n.Requirement == r.Key && n.Live(today) {
				people = append(people, n.presence())
			}
		}
		return need(r).Lacks(people, today)
	})
}

// cover holds what a version asks of a participant against its assignments.
// Nothing is asked of one that left, or has not approved the version.
func cover(p *casefile.Participant, inForce *Asked, assignments []Assignment, today workday.Date) MunicipalityCoverage {
	m := MunicipalityCoverage{Municipality: p.Number, Name: p.Name, Requirements: []RequirementCoverage{}, Others: []Assignment{}}
	m.Actions = []request.Action{}
	inForce.mark(assignments, today)
	if inForce != nil && inForce.Approved && p.LeftAt == nil {
		m.Version = &inForce.Version
		for _, r := range inForce.Requirements {
			m.Requirements = append(m.Requirements, coverOne(r, assignments, today))
		}
	}
	states := make([]coverage.State, len(m.Requirements))
	for i, r := range m.Requirements {
		states[i] = r.State
		m.Contributes = m.Contributes || slices.ContainsFunc(r.Assignments, func(a Assignment) bool { return a.Counts() && a.Live(today) })
	}
	m.State = coverage.Together(states)
	for _, a := range assignments {
		asked := slices.ContainsFunc(m.Requirements, func(r RequirementCoverage) bool { return r.Key == a.Requirement })
		if !asked && a.Live(today) {
			m.Others = append(m.Others, a)
		}
	}
	return m
}

func coverOne(r mandate.Requirement, assignments []Assignment, today workday.Date) RequirementCoverage {
	c := RequirementCoverage{Requirement: r, Assignments: []Assignment{}, Covered: []coverage.Period{}, Gaps: []coverage.Period{}}
	var people []coverage.Presence
	for _, a := range assignments {
		if a.Requirement != r.Key || a.State == Declined || a.State == Retracted {
			continue
		}
		c.Assignments = append(c.Assignments, a)
		if a.Counts() {
			people = append(people, a.presence())
		}
	}
	periods := need(r).Cover(people, today)
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
