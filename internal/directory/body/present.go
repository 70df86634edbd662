package body

import (
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
)

// The permissions that the acts of this package need.
var (
	foundBodies  = authz.Permission{Object: "body", Act: "found"}
	appointSeats = authz.Permission{Object: "seat", Act: "appoint"}
)

func (s *Service) may(actor authn.Actor, organisation string, perm authz.Permission, refusal error, act, method, href string) request.Action {
	return s.policy.Action(actor, organisation, perm, refusal, request.Action{Act: act, Method: method, Href: href})
}

func (s *Service) showBody(b *Body, actor authn.Actor) *Body {
	b.Self = b.Path()
	b.Actions = []request.Action{
		s.may(actor, b.Organisation, foundBodies, nil, "found-body", "PUT", b.Self),
		s.may(actor, b.Organisation, appointSeats, nil, "appoint-seat", "POST", b.Self+"/seats"),
	}
	for _, seat := range b.Seats {
		s.Show(seat, actor)
	}
	return b
}

// Show completes a seat for a caller: what they may do with it.
func (s *Service) Show(seat *Seat, actor authn.Actor) *Seat {
	seat.Self = seat.Path()
	seat.Actions = []request.Action{s.may(actor, seat.Organisation, appointSeats, organisation.MustNotHaveEnded(seat.To, s.now()), "end-seat", "POST", seat.Self+"/end")}
	return seat
}

// changes lists what an edit of the body changes.
func (b Body) changes(after BodyInput) audit.Changes {
	return audit.Difference(
		audit.Changed("kind", b.Kind, after.Kind),
		audit.Changed("name", b.Name, after.Name),
		audit.Optional("size", b.Size, after.Size),
		audit.Changed("decides", b.Decides, after.Decides),
	)
}
