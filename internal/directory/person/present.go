package person

import (
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// offers are the acts on people that an organisation offers.
func (s *Service) offers(actor authn.Actor, o *organisation.Organisation) []request.Action {
	in := o.Ref()
	all := []request.Action{createPerson.Offer(s.policy, actor, in, nil)}
	if o.Kind == organisation.KindMunicipality {
		all = append(all, employPerson.Offer(s.policy, actor, in, nil))
	}
	return all
}

// Present completes a person's record for a caller: what they may do with it.
func (s *Service) Present(p *Person, actor authn.Actor) *Person {
	p.Self, p.Related = p.Path(), map[string]string{}
	if !p.concealed {
		p.Related = s.Offers.Related(p)
	}
	p.Actions = []request.Action{editPerson.Offer(s.policy, actor, p.Ref(), nil)}
	return p
}

// PresentEmployment completes an employment for a caller: what they may do with
// it.
func (s *Service) PresentEmployment(e *Employment, actor authn.Actor) *Employment {
	e.Self = e.Path()
	day := workday.Today(s.now())
	if day.Before(e.From) {
		day = e.From
	}
	e.Actions = []request.Action{
		editEmployment.Offer(s.policy, actor, e.ref(), nil),
		SetCapacity.Offer(s.policy, actor, CapacityRef{e.ref(), day}, e.mustLastOn(day)),
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
