package assignment

import (
	"context"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Standing is what a municipality is asked for in a case, and whom it has named
// to it.
type Standing struct {
	Case  *casefile.Case
	Party casefile.Participant
	// InForce is what the version in force asks, nil where there is none or the
	// municipality has not approved it (rule 3.7).
	InForce *Asked
	// Naming is what is asked by which naming due date, the earliest first: by
	// the version in force and the open one.
	Naming []Naming
	// Named are the nominated and the released, also where that is over, and
	// whether a release is surplus.
	Named []Assignment
}

// Naming is what a version asks, and by when people are to be named to it.
type Naming struct {
	*Asked
	Due workday.Date
}

// Standings are how municipalities of a list stand in some cases in which they
// take part now: two statements, however many cases.
func Standings(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, municipalities []string, now time.Time) ([]Standing, error) {
	parts, err := approval.CurrentParts(ctx, q, cases, municipalities, now)
	if err != nil {
		return nil, err
	}
	named, err := everyones(ctx, q, cases, municipalities)
	if err != nil {
		return nil, err
	}
	var all []Standing
	for _, c := range cases {
		for _, p := range c.Among(municipalities) {
			s := Standing{Case: c, Party: p, Named: named[inCase{c.ID, p.Number}]}
			for _, part := range parts {
				if part.CaseID == c.ID && part.Municipality == p.Number {
					s.take(part, workday.Today(now))
				}
			}
			all = append(all, s)
		}
	}
	return all, nil
}

// take adds what a version asks of the municipality.
func (s *Standing) take(part approval.Part, today workday.Date) {
	a := asked(part.Version, &s.Party)
	if part.State == mandate.StateInForce {
		a.mark(s.Named, today)
		if !a.Approved {
			return
		}
		s.InForce = a
	}
	s.Naming = append(s.Naming, Naming{a, *part.NamingDue})
	slices.SortStableFunc(s.Naming, func(a, b Naming) int { return a.Due.Compare(b.Due) })
}

// Lacking counts how many of those asked for are lacking on a day: released
// people alone count (rule 4.3). Outside the requirement's days nobody is.
func (s *Standing) Lacking(requirement string, day workday.Date) int {
	r := s.InForce.requirement(requirement)
	if r == nil {
		return 0
	}
	return need(*r).LackingOn(day, presences(s.Named, requirement))
}

// Requirement finds what is asked by its key; nil where it is not.
func (a *Asked) Requirement(key string) *mandate.Requirement { return a.requirement(key) }
