package staffing

import (
	"cmp"
	"slices"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// ErrNoSurplus refuses to keep what needs no decision.
var ErrNoSurplus = fault.New(fault.Conflict, "assignment.no_surplus", "There is no surplus to keep",
	"Only a release that the version in force does not ask for can be kept, once for each version (rule 4.1).")

// FindSurplus finds the surplus among the municipality's assignments: those
// released for a day ahead that the version in force does not ask for (rule
// 4.1). It asks for one where it asks for the requirement on some day that
// remains, unless on every such day as many others as it asks for are there
// with enough share: then the one released last is too much. Nothing is asked
// of a municipality that has not approved the version. Whoever is recalled or
// replaced leaves anyhow, and is no surplus.
func (s *Standing) FindSurplus(today workday.Date) {
	released := []*Assignment{}
	for i := range s.Named {
		a := &s.Named[i]
		a.Surplus, a.SurplusBy, a.SurplusKept = false, nil, false
		if a.State == Released && a.Live(today) {
			released = append(released, a)
		}
	}
	if s.InForce == nil {
		return
	}
	slices.SortFunc(released, func(x, y *Assignment) int {
		return cmp.Or(y.DecidedAt.Compare(*x.DecidedAt), cmp.Compare(y.Number, x.Number))
	})
	for _, x := range released {
		if !s.isNeeded(x, today) {
			x.Surplus, x.SurplusBy = true, &s.InForce.Version
			x.SurplusKept = x.SurplusKeptVersion != nil && *x.SurplusKeptVersion == s.InForce.Version
		}
	}
}

// KeepSurplus is the chief executive's answer that a surplus release stays as it
// is: it covers nothing and uses capacity still, but waits for nobody until
// another version is in force (rule 4.1).
func (a *Assignment) KeepSurplus() error {
	if err := a.MustBeKeepable(); err != nil {
		return err
	}
	a.SurplusKeptVersion = a.SurplusBy
	return nil
}

// MustBeKeepable refuses to keep what is no surplus, or is kept already.
func (a *Assignment) MustBeKeepable() error {
	if !a.Surplus || a.SurplusKept {
		return ErrNoSurplus
	}
	return nil
}

// isNeeded says whether the version in force asks for an assignment besides all
// others that are no surplus.
func (s *Standing) isNeeded(x *Assignment, today workday.Date) bool {
	r := s.Binding().Requirement(x.Requirement)
	if r == nil {
		return false
	}
	var others []Assignment
	for _, o := range s.Named {
		if o.Number != x.Number && !o.Surplus {
			others = append(others, o)
		}
	}
	return needOf(*r).During(x.From, x.Ends).Lacks(presences(others, r.Key), today)
}
