package assignment

import (
	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
)

// mayReadLoad is the permission of those who hear of people's loads in whatever
// case.
var mayReadLoad = authz.Permission{Object: "load", Act: "read"}

// heard is an excess, and what a caller hears of it: all of it where they may
// read the load of people in all cases; how much, but not in which cases, where
// they were given acts on assignments alone; else nothing (rules 2.5, 4.6).
func heard(policy *authz.Policy, everywhere, inCase authn.Actor, municipality string, over []capacity.Excess) excess {
	if _, ok := policy.Allows(everywhere, municipality, mayReadLoad); ok {
		return excess{over, over}
	}
	for _, may := range []authz.Permission{NominatePerson.Permission(), releaseAssignment.Permission(), releaseOverCapacity.Permission()} {
		if _, ok := policy.Allows(inCase, municipality, may); ok {
			return excess{over, capacity.WithoutCases(over)}
		}
	}
	return excess{all: over}
}

// excess is what whoever acts hears of an excess.
func (s *Service) excess(actor authn.Actor, a *Assignment, over []capacity.Excess) excess {
	return heard(s.policy, actor.In(0), actor, a.Municipality, over)
}
