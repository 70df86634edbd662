package office

import (
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
)

// The permissions that the acts of this package need.
var (
	appointOfficers  = authz.Permission{Object: "office", Act: "appoint"}
	appointExecutive = authz.Permission{Object: "chief_executive", Act: "appoint"}
)

// Offer is what a package above offers to do with an office.
type Offer func(f *Office, actor authn.Actor) []request.Action

// AddOffers lets packages above offer their acts on every office shown.
func (s *Service) AddOffers(offers ...Offer) { s.offers = append(s.offers, offers...) }

func (s *Service) may(actor authn.Actor, organisation string, perm authz.Permission, refusal error, act, method, href string) request.Action {
	return s.policy.Action(actor, organisation, perm, refusal, request.Action{Act: act, Method: method, Href: href})
}

// offersIn are the acts on offices that an organisation offers.
func (s *Service) offersIn(o *organisation.Organisation, actor authn.Actor) []request.Action {
	all := []request.Action{s.may(actor, o.Key, appointOfficers, nil, "appoint-officer", "POST", o.Path()+"/offices")}
	if o.Kind == organisation.KindMunicipality {
		all = append(all, s.may(actor, o.Key, appointExecutive, nil, "appoint-chief-executive", "POST", o.Path()+"/chief-executive"))
	}
	return all
}

// Show completes an office for a caller: what they may do with it.
func (s *Service) Show(f *Office, actor authn.Actor) *Office {
	f.Self = f.Path()
	ended := organisation.MustNotHaveEnded(f.To, s.now())
	if f.Kind == ChiefExecutive {
		f.Actions = []request.Action{s.may(actor, f.Organisation, appointExecutive, ended, "end-chief-executive", "POST", request.Path("organisations/%s/chief-executive/end", f.Organisation))}
	} else {
		f.Actions = []request.Action{s.may(actor, f.Organisation, appointOfficers, ended, "end-office", "POST", f.Self+"/end")}
	}
	if f.Person == actor.Person {
		resign := request.Action{Act: "resign-office", Method: "POST", Href: request.Path("me/offices/%d/resign", f.ID), Open: ended == nil}
		if ended != nil {
			resign.Code, resign.Reason = organisation.ErrEnded.Code, organisation.ErrEnded.Detail
		}
		f.Actions = append(f.Actions, resign)
	}
	for _, offer := range s.offers {
		f.Actions = append(f.Actions, offer(f, actor)...)
	}
	return f
}
