package body

import (
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
)

// present completes a body for a caller: what they may do with it.
func (s *Service) present(b *Body, actor authn.Actor) *Body {
	b.Self = b.Path()
	b.Actions = []request.Action{
		foundBody.Offer(s.policy, actor, b.ref(), nil),
		appointSeat.Offer(s.policy, actor, b.ref(), nil),
	}
	for _, seat := range b.Seats {
		s.PresentSeat(seat, actor)
	}
	return b
}

// PresentSeat completes a seat for a caller: what they may do with it.
func (s *Service) PresentSeat(seat *Seat, actor authn.Actor) *Seat {
	seat.Self = seat.Path()
	seat.Actions = []request.Action{endSeat.Offer(s.policy, actor, seat.ref(), organisation.MustNotHaveEnded(seat.To, s.now()))}
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
