package directory

import (
	"slices"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The permissions that the acts of this feature need.
var (
	keepPeople       = authz.Permission{Object: "person", Act: "keep"}
	keepEmployments  = authz.Permission{Object: "employment", Act: "keep"}
	appointOfficers  = authz.Permission{Object: "office", Act: "appoint"}
	appointExecutive = authz.Permission{Object: "chief_executive", Act: "appoint"}
	changeMembers    = authz.Permission{Object: "membership", Act: "change"}
	foundBodies      = authz.Permission{Object: "body", Act: "found"}
	appointSeats     = authz.Permission{Object: "seat", Act: "appoint"}
	setSubstitutes   = authz.Permission{Object: "substitute", Act: "appoint"}
)

// What an office itself has against a substitute for its holder (rule 1.4).
var (
	ErrOwnOffice = fault.New(fault.Forbidden, "authority.for_themselves", "Nobody sets a substitute for themselves in another's name",
		"An administrator or secretary sets substitutes for others: never themselves, and for an office of their own by `appoint-own-substitute` (rule 1.4).")
	ErrOfficeNotInForce = fault.New(fault.Conflict, "authority.office_not_in_force", "The office is not held then",
		"A substitute acts for whoever holds the office: it must be in force now and as the substitute begins (rules 1.3, 1.4).")
)

func (s *Service) may(actor authn.Actor, organisation string, perm authz.Permission, refusal error, act, method, href string) request.Action {
	return s.policy.Action(actor, organisation, perm, refusal, request.Action{Act: act, Method: method, Href: href})
}

func (s *Service) showOrganisation(o *Organisation, actor authn.Actor) *Organisation {
	o.Self = o.Path()
	o.Actions = []request.Action{
		s.may(actor, o.Key, keepPeople, nil, "create-person", "POST", o.Self+"/people"),
		s.may(actor, o.Key, appointOfficers, nil, "appoint-officer", "POST", o.Self+"/offices"),
	}
	if o.Kind == KindMunicipality {
		o.Actions = append(o.Actions,
			s.may(actor, o.Key, keepEmployments, nil, "employ-person", "POST", o.Self+"/employments"),
			s.may(actor, o.Key, keepEmployments, nil, "upload-staff", "POST", o.Self+"/employments/bulk"),
			s.may(actor, o.Key, appointExecutive, nil, "appoint-chief-executive", "POST", o.Self+"/chief-executive"))
	}
	for i := range o.Members {
		s.showMembership(&o.Members[i], actor)
	}
	return o
}

func (s *Service) showMembership(m *Membership, actor authn.Actor) *Membership {
	m.Self = m.Path()
	m.Actions = []request.Action{s.may(actor, m.Region, changeMembers, nil, "change-membership", "PUT", m.Self)}
	return m
}

func (s *Service) showPerson(p *Person, actor authn.Actor) *Person {
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

func (s *Service) showOffice(f *Office, actor authn.Actor) *Office {
	f.Self = f.Path()
	ended := over(f.To, s.now())
	if f.Kind == ChiefExecutive {
		f.Actions = []request.Action{s.may(actor, f.Organisation, appointExecutive, ended, "end-chief-executive", "POST", request.Path("organisations/%s/chief-executive/end", f.Organisation))}
	} else {
		f.Actions = []request.Action{s.may(actor, f.Organisation, appointOfficers, ended, "end-office", "POST", f.Self+"/end")}
	}
	if f.Person == actor.Person {
		resign := request.Action{Act: "resign-office", Method: "POST", Href: request.Path("me/offices/%d/resign", f.ID), Open: ended == nil}
		if ended != nil {
			resign.Code, resign.Reason = ErrEnded.Code, ErrEnded.Detail
		}
		f.Actions = append(f.Actions, resign)
	}
	f.Actions = append(f.Actions, s.substituteActions(f, actor)...)
	return f
}

// substituteActions are the ways to set a substitute for the office's holder:
// the holder's own, and the administrator's or secretary's (rule 1.4).
func (s *Service) substituteActions(f *Office, actor authn.Actor) []request.Action {
	var idle error
	if !InForce(f.From, f.To, s.now()) {
		idle = ErrOfficeNotInForce
	}
	set := func(refusal error) request.Action {
		return s.may(actor, f.Organisation, setSubstitutes, refusal, "appoint-substitute", "POST", f.Self+"/substitutes")
	}
	if f.Person != actor.Person {
		return []request.Action{set(idle)}
	}
	own := request.Action{Act: "appoint-own-substitute", Method: "POST", Href: request.Path("me/offices/%d/substitutes", f.ID), Open: idle == nil}
	if idle != nil {
		own.Code, own.Reason = ErrOfficeNotInForce.Code, ErrOfficeNotInForce.Detail
	}
	return []request.Action{own, set(ErrOwnOffice)}
}

func (s *Service) showEmployment(e *Employment, actor authn.Actor) *Employment {
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

func (s *Service) showBody(b *Body, actor authn.Actor) *Body {
	b.Self = b.Path()
	b.Actions = []request.Action{
		s.may(actor, b.Organisation, foundBodies, nil, "found-body", "PUT", b.Self),
		s.may(actor, b.Organisation, appointSeats, nil, "appoint-seat", "POST", b.Self+"/seats"),
	}
	for _, seat := range b.Seats {
		s.showSeat(seat, actor)
	}
	return b
}

func (s *Service) showSeat(seat *Seat, actor authn.Actor) *Seat {
	seat.Self = seat.Path()
	seat.Actions = []request.Action{s.may(actor, seat.Organisation, appointSeats, over(seat.To, s.now()), "end-seat", "POST", seat.Self+"/end")}
	return seat
}

// changes lists what an edit of the body changes.
func (b Body) changes(after BodyInput) audit.Changes {
	all := audit.Changes{}
	note(all, "kind", b.Kind, after.Kind)
	note(all, "name", b.Name, after.Name)
	note(all, "size", either(b.Size, 0), either(after.Size, 0))
	note(all, "decides", b.Decides, after.Decides)
	return all
}

// changes lists what another description of the organisation changes.
func (o Organisation) changes(after Organisation) audit.Changes {
	all := audit.Changes{}
	note(all, "name", o.Name, after.Name)
	note(all, "county", o.County, after.County)
	if !slices.Equal(o.Aliases, after.Aliases) {
		all["aliases"] = audit.Change{Old: o.Aliases, New: after.Aliases}
	}
	return all
}

// changes names the members that an edit changes. Their values stay in the
// person's own record (rule 9.1).
func (p Person) changes(after PersonInput) audit.Changes {
	all := audit.Changes{}
	for name, changed := range map[string]bool{
		"name": p.Name != after.Name, "email": p.Email != after.Email, "phone": p.Phone != after.Phone, "language": p.Language != after.Language,
	} {
		if changed {
			all[name] = audit.Change{}
		}
	}
	return all
}

func note[T comparable](all audit.Changes, name string, before, after T) {
	if before != after {
		all[name] = audit.Change{Old: before, New: after}
	}
}

// hired lists what a new employment sets.
func (e Employment) hired() audit.Changes {
	return audit.Changes{"person": {New: e.Person}, "from": {New: e.From}, "to": {New: e.To}, "capacity": {New: e.Capacity[0].Percent}}
}
