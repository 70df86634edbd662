package directory

import (
	"context"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Me is the calling person with what they hold now: offices and seats in
// force, and the employments that last today.
type Me struct {
	request.Resource
	Person      *Person       `json:"person"`
	Offices     []*Office     `json:"offices" doc:"The offices held now, in whatever organisation"`
	Seats       []*Seat       `json:"seats" doc:"The seats held now"`
	Employments []*Employment `json:"employments" doc:"The employments that last today"`
}

// Me reads the calling person.
func (s *Service) Me(ctx context.Context, actor authn.Actor) (_ *Me, err error) {
	now := s.now()
	me := &Me{Resource: request.Resource{Self: request.Path("me"), Actions: []request.Action{}}}
	if me.Person, err = readPerson(ctx, s.pool, `WHERE p.id = $1`, actor.Person); err != nil {
		return nil, err
	}
	if me.Offices, err = offices(ctx, s.pool, `
		WHERE f.person_id = $1 AND f.from_at <= $2 AND (f.to_at IS NULL OR f.to_at > $2) ORDER BY f.id`, actor.Person, now); err != nil {
		return nil, err
	}
	if me.Seats, err = seats(ctx, s.pool, `
		WHERE s.person_id = $1 AND s.from_at <= $2 AND (s.to_at IS NULL OR s.to_at > $2) ORDER BY s.id`, actor.Person, now); err != nil {
		return nil, err
	}
	if me.Employments, err = employments(ctx, s.pool, `
		WHERE e.person_id = $1 AND e.from_date <= $2 AND (e.to_date IS NULL OR e.to_date > $2) ORDER BY e.id`, actor.Person, workday.Today(now)); err != nil {
		return nil, err
	}
	s.showPerson(me.Person, actor)
	for _, f := range me.Offices {
		s.showOffice(f, actor)
	}
	for _, seat := range me.Seats {
		s.showSeat(seat, actor)
	}
	for _, e := range me.Employments {
		s.showEmployment(e, actor)
	}
	return me, nil
}
