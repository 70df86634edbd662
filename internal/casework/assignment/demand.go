package assignment

import (
	"context"
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Demand is a requirement that a version makes of a municipality, and how far
// it is covered.
type Demand struct {
	Case    *casefile.Case
	Version *approval.Version
	RequirementCoverage
}

// Demands are what the versions in force that a municipality has approved, and
// the open ones, ask of it in some cases, from today on (rules 3.7, 4.3): two
// statements, however many cases.
func Demands(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, municipality string, now time.Time) ([]Demand, error) {
	asking, named, err := partsOf(ctx, q, cases, municipality, now)
	var all []Demand
	for _, p := range asking {
		if p.version.State == mandate.StateInForce && !p.asked.Approved {
			continue
		}
		for _, r := range p.asked.Requirements {
			all = append(all, Demand{p.in, p.version, coverOne(r, named[p.in.ID], workday.Today(now))})
		}
	}
	return all, err
}

// part is what a version asks of a municipality.
type part struct {
	in      *casefile.Case
	version *approval.Version
	asked   *Asked
}

// partsOf reads what versions open and in force ask of a municipality in some
// cases, and, by case, whom it has named, with the surplus marked.
func partsOf(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, municipality string, now time.Time) ([]part, map[int64][]Assignment, error) {
	found, err := approval.CurrentParts(ctx, q, cases, []string{municipality}, now)
	if err != nil {
		return nil, nil, err
	}
	everyone, err := everyones(ctx, q, cases, []string{municipality})
	if err != nil {
		return nil, nil, err
	}
	named := map[int64][]Assignment{}
	for at, list := range everyone {
		named[at.Case] = list
	}
	_, by := casefile.IDs(cases)
	parts := make([]part, len(found))
	for i, f := range found {
		c := by[f.CaseID]
		p, err := c.Party(municipality)
		if err != nil {
			return nil, nil, err
		}
		parts[i] = part{c, f.Version, asked(f.Version, p)}
		if f.State == mandate.StateInForce {
			parts[i].asked.mark(named[c.ID], workday.Today(now))
		}
	}
	return parts, named, nil
}
