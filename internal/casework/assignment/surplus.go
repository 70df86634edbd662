package assignment

import (
	"cmp"
	"slices"

	"forankring.no/forankring/internal/casework/coverage"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// ErrNoSurplus refuses to keep what needs no decision.
var ErrNoSurplus = fault.New(fault.Conflict, "assignment.no_surplus", "No surplus waits to be kept",
	"Kept is a release that the version in force does not ask for, once for each version (rule 4.1).")

// mark finds the surplus among a municipality's assignments in a case: those
// released for a day ahead that the version in force does not ask for (rule
// 4.1). It asks for one where it asks for the requirement on some day that
// remains, unless on every such day as many others as it asks for are there
// with enough share: then the one released last is too much. Nothing is asked
// of a municipality that has not approved the version. Whoever is recalled or
// replaced leaves anyhow, and is no surplus.
func (a *Asked) mark(list []Assignment, today workday.Date) {
	if a == nil {
		return
	}
	released := []*Assignment{}
	for i := range list {
		if list[i].State == Released && list[i].Live(today) {
			released = append(released, &list[i])
		}
	}
	slices.SortFunc(released, func(x, y *Assignment) int {
		return cmp.Or(y.DecidedAt.Compare(*x.DecidedAt), cmp.Compare(y.Number, x.Number))
	})
	for _, x := range released {
		if !a.needs(x, list, today) {
			x.Surplus, x.SurplusBy = true, &a.Version
			x.SurplusKept = x.SurplusKeptVersion != nil && *x.SurplusKeptVersion == a.Version
		}
	}
}

// KeepSurplus is the chief executive's answer that a surplus release stays as it
// is: it covers nothing and uses capacity still, but waits for nobody until
// another version is in force (rule 4.1).
func (a *Assignment) KeepSurplus() error {
	if err := a.keeps(); err != nil {
		return err
	}
	a.SurplusKeptVersion = a.SurplusBy
	return nil
}

func (a *Assignment) keeps() error {
	if !a.Surplus || a.SurplusKept {
		return ErrNoSurplus
	}
	return nil
}

// needs says whether the version asks for an assignment besides all others that
// are no surplus.
func (a *Asked) needs(x *Assignment, list []Assignment, today workday.Date) bool {
	r := a.requirement(x.Requirement)
	if !a.Approved || r == nil {
		return false
	}
	rest := need(*r).During(x.From, x.Ends)
	var others []coverage.Presence
	for i := range list {
		if o := &list[i]; o.ID != x.ID && o.Requirement == x.Requirement && o.Counts() && !o.Surplus {
			others = append(others, o.presence())
		}
	}
	return rest.Lacks(others, today)
}
