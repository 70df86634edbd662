package authority

import (
	"context"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Me is the calling person with what they hold now: offices and seats in
// force, and the employments that last today.
type Me struct {
	request.Resource
	Person      *person.Person       `json:"person"`
	Offices     []*office.Office     `json:"offices" doc:"The offices held now, in whatever organisation"`
	Seats       []*body.Seat         `json:"seats" doc:"The seats held now"`
	Employments []*person.Employment `json:"employments" doc:"The employments that last today"`
}

// ShowMe reads the calling person.
func (s *Service) ShowMe(ctx context.Context, actor authn.Actor, _ struct{}) (_ *Me, err error) {
	now := s.now()
	me := &Me{Resource: request.Resource{Self: request.Path("me"), Actions: []request.Action{}}}
	if me.Person, err = person.Find(ctx, s.pool, actor.Person); err != nil {
		return nil, err
	}
	if me.Offices, err = office.HeldBy(ctx, s.pool, actor.Person, now); err != nil {
		return nil, err
	}
	if me.Seats, err = body.SeatsOf(ctx, s.pool, actor.Person, now); err != nil {
		return nil, err
	}
	if me.Employments, err = person.EmploymentsOf(ctx, s.pool, actor.Person, workday.Today(now)); err != nil {
		return nil, err
	}
	s.people.Present(me.Person, actor)
	for _, f := range me.Offices {
		s.offices.Present(f, actor)
	}
	for _, seat := range me.Seats {
		s.bodies.PresentSeat(seat, actor)
	}
	for _, e := range me.Employments {
		s.people.PresentEmployment(e, actor)
	}
	me.Actions = s.Offers.Actions(actor, me)
	return me, nil
}
