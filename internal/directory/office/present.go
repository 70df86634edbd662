package office

import (
	"cmp"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/request"
)

// Offer is what a package above offers to do with an office.
type Offer func(f *Office, actor authn.Actor) []request.Action

// AddOffers lets packages above offer their acts on every office shown.
func (s *Service) AddOffers(offers ...Offer) { s.offers = append(s.offers, offers...) }

// offersIn are the acts on offices that an organisation offers.
func (s *Service) offersIn(o *organisation.Organisation, actor authn.Actor) []request.Action {
	in := organisation.Ref{Organisation: o.Key}
	all := []request.Action{appointOfficer.Offer(s.policy, actor, in, nil)}
	if o.Kind == organisation.KindMunicipality {
		all = append(all, appointChiefExecutive.Offer(s.policy, actor, in, nil))
	}
	return all
}

// Present completes an office for a caller: what they may do with it.
func (s *Service) Present(f *Office, actor authn.Actor) *Office {
	f.Self = f.Path()
	ended := organisation.MustNotHaveEnded(f.To, s.now())
	if f.Kind == ChiefExecutive {
		refusal := ended
		if refusal == nil && !period.Of(f.From, f.To).Contains(s.now()) {
			refusal = ErrNotHeld
		}
		f.Actions = []request.Action{endChiefExecutive.Offer(s.policy, actor, f.ref().Ref, refusal)}
	} else {
		f.Actions = []request.Action{endOffice.Offer(s.policy, actor, f.ref(), cmp.Or(f.MustBeEndedBy(actor.Person), ended))}
	}
	if f.Person == actor.Person {
		f.Actions = append(f.Actions, resignOffice.Offer(s.policy, actor, OwnRef{f.ID}, ended))
	}
	for _, offer := range s.offers {
		f.Actions = append(f.Actions, offer(f, actor)...)
	}
	return f
}
