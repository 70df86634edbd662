package person

import (
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The permissions that the acts of this package need.
var (
	keepPeople      = authz.Permission{Object: "person", Act: "keep"}
	keepEmployments = authz.Permission{Object: "employment", Act: "keep"}
)

func (s *Service) may(actor authn.Actor, organisation string, perm authz.Permission, refusal error, act, method, href string) request.Action {
	return s.policy.Action(actor, organisation, perm, refusal, request.Action{Act: act, Method: method, Href: href})
}

// offers are the acts on people that an organisation offers.
func (s *Service) offers(o *organisation.Organisation, actor authn.Actor) []request.Action {
	all := []request.Action{s.may(actor, o.Key, keepPeople, nil, "create-person", "POST", o.Path()+"/people")}
	if o.Kind == organisation.KindMunicipality {
		all = append(all,
			s.may(actor, o.Key, keepEmployments, nil, "employ-person", "POST", o.Path()+"/employments"),
			s.may(actor, o.Key, keepEmployments, nil, "upload-staff", "POST", o.Path()+"/employments/bulk"))
	}
	return all
}

// Show completes a person's record for a caller: what they may do with it.
func (s *Service) Show(p *Person, actor authn.Actor) *Person {
	p.Self = p.Path()
	var own error
	if p.ID == actor.Person {
		own = ErrOwnLogin
	}
	p.Actions = []request.Action{
		s.may(actor, p.Home, keepPeople, nil, "edit-person", "PATCH", p.Self),
		s.may(actor, p.Home, keepPeople, own, "bind-login", "PUT", p.Self+"/login"),
	}
	return p
}

// ShowEmployment completes an employment for a caller: what they may do with it.
func (s *Service) ShowEmployment(e *Employment, actor authn.Actor) *Employment {
	e.Self = e.Path()
	day := workday.Today(s.now())
	if day.Before(e.From) {
		day = e.From
	}
	e.Actions = []request.Action{
		s.may(actor, e.Municipality, keepEmployments, nil, "edit-employment", "PATCH", e.Self),
		s.may(actor, e.Municipality, keepEmployments, e.lasts(day), "set-capacity", "PUT", e.Self+"/capacity/"+day.String()),
	}
	return e
}

// changes names the members that an edit changes. Their values stay in the
// person's own record (rule 9.1).
func (p Person) changes(after PersonInput) audit.Changes {
	return audit.Difference(
		audit.Withheld("name", p.Name, after.Name),
		audit.Withheld("email", p.Email, after.Email),
		audit.Withheld("phone", p.Phone, after.Phone),
		audit.Withheld("language", p.Language, after.Language),
	)
}

// changes lists what another form of the employment changes, but for what it
// gives.
func (e Employment) changes(after Employment) audit.Changes {
	return audit.Difference(audit.Changed("title", e.Title, after.Title), audit.Changed("to", e.To, after.To))
}

// hired lists what a new employment sets.
func (e Employment) hired() audit.Changes {
	return audit.Changes{"person": {New: e.Person}, "from": {New: e.From}, "to": {New: e.To}, "capacity": {New: e.Capacity[0].Percent}}
}
