package organisation

import (
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
)

// Offer is what a package above offers to do in an organisation: for whoever
// asks, the acts that they may do there, and those that they may not, with the
// reason.
type Offer func(o *Organisation, actor authn.Actor) []request.Action

// AddOffers lets packages above offer their acts on every organisation shown.
func (s *Service) AddOffers(offers ...Offer) { s.offers = append(s.offers, offers...) }

// present completes an organisation for a caller.
func (s *Service) present(o *Organisation, actor authn.Actor) *Organisation {
	o.Self, o.Actions = o.Path(), []request.Action{}
	for _, offer := range s.offers {
		o.Actions = append(o.Actions, offer(o, actor)...)
	}
	for i := range o.Members {
		s.presentMembership(&o.Members[i], actor)
	}
	return o
}

// presentMembership completes a membership for a caller.
func (s *Service) presentMembership(m *Membership, actor authn.Actor) *Membership {
	m.Self = m.Path()
	m.Actions = []request.Action{changeMembership.Offer(s.policy, actor, MembershipRef{m.Region, m.Municipality}, nil)}
	return m
}

// changes lists what another description of the organisation changes.
func (o Organisation) changes(after Organisation) audit.Changes {
	return audit.Difference(
		audit.Changed("name", o.Name, after.Name),
		audit.Changed("county", o.County, after.County),
		audit.Changed("aliases", o.Aliases, after.Aliases),
	)
}
