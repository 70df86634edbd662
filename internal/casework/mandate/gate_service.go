package mandate

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// ErrDiffFrom refuses to compare a version with one that is not earlier.
var ErrDiffFrom = fault.New(fault.Invalid, "mandate.diff_from", "The versions cannot be compared",
	"A version is compared with an earlier version of the same case's mandate (rule 3.6).")

// ShowGate explains a version's gate, with answers supposed as the text says
// (rule 3.8).
func (s *Service) ShowGate(ctx context.Context, ref Ref, whatIf string) (*Gate, error) {
	suppose, err := suppositions(whatIf)
	if err != nil {
		return nil, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Gate, error) {
		c, err := casefile.Load(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		v, err := load(ctx, q, c.ID, ref.Version)
		if err != nil {
			return nil, err
		}
		now := s.now()
		g, err := v.Gate(c, suppose, now)
		if err != nil {
			return nil, err
		}
		g.Self, g.Revision, g.Actions = ref.Path()+"/gate", v.Revision, []request.Action{}
		people, err := answerers(ctx, q, c, now, v)
		if err != nil {
			return nil, err
		}
		for i := range g.Entries {
			e := &g.Entries[i]
			if e.State != NotApplicable && v.Takes(e.Municipality) {
				e.Who = people[answering(c, e.Municipality)]
				if len(e.Who.Instead) > 0 && e.State != Satisfied {
					e.Reason += " The chief executive is disqualified in the case: the council or the executive committee answers, and the clerk records it (rule 1.7)."
				}
			}
		}
		return &g, nil
	})
}

// Takes says whether the version takes an answer of the municipality now.
func (v *Version) Takes(municipality string) bool {
	return v.State == StateOpen || v.State == StateInForce && !v.Approved(municipality)
}

// Diff compares a version with an earlier one, the one before if from is 0; the
// first with nothing, so that all of it is added.
func (s *Service) Diff(ctx context.Context, ref Ref, from int) (*VersionDiff, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*VersionDiff, error) {
		c, err := casefile.Load(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		after, err := load(ctx, q, c.ID, ref.Version)
		if err != nil {
			return nil, err
		}
		before, err := earlier(ctx, q, after, from)
		if err != nil {
			return nil, err
		}
		d := Compare(before, after)
		d.Self, d.Revision, d.Actions = ref.Path()+"/diff", after.Revision, []request.Action{}
		return d, nil
	})
}

// earlier is the version to compare with. It refuses one that is not earlier.
func earlier(ctx context.Context, q pgdb.Querier, after *Version, from int) (*Version, error) {
	switch {
	case from >= after.Number:
		return nil, ErrDiffFrom
	case from > 0:
		return load(ctx, q, after.CaseID, from)
	case after.Number == 1:
		return &Version{}, nil
	default:
		return load(ctx, q, after.CaseID, after.Number-1)
	}
}
