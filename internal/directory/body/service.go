package body

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases.
type Service struct {
	pool          *pgxpool.Pool
	policy        *authz.Policy
	now           func() time.Time
	organisations *organisation.Service
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service) *Service {
	return &Service{pool: pool, policy: policy, now: now, organisations: organisations}
}

// Bodies lists the bodies of an organisation, with their seats in force.
func (s *Service) Bodies(ctx context.Context, actor authn.Actor, organisation, kind string, p request.Page) (request.List[*Body], error) {
	list, err := listBodies(ctx, s.pool, organisation, kind, p, s.now())
	for _, b := range list.Items {
		s.showBody(b, actor)
	}
	return list, err
}

// ShowBody reads a body with its seats in force.
func (s *Service) ShowBody(ctx context.Context, actor authn.Actor, organisation, key string) (*Body, error) {
	b, err := loadBody(ctx, s.pool, organisation, key, s.now())
	if err != nil {
		return nil, err
	}
	return s.showBody(b, actor), nil
}

// Found founds a body, or edits the one that is there. It refuses a kind that
// the organisation does not have, another kind than the body's, and a joint
// council meeting that decides (KL § 5-1, rules 7.1, 7.4).
func (s *Service) Found(ctx context.Context, actor authn.Actor, owner, key string, in BodyInput) (*Body, error) {
	return organisation.Within(ctx, s.organisations, owner, func(tx pgx.Tx, o *organisation.Organisation, now time.Time) (*Body, error) {
		if err := in.Check(*o); err != nil {
			return nil, err
		}
		b, err := loadBody(ctx, tx, o.Key, key, now)
		created := errors.Is(err, httpapi.ErrNotFound)
		switch {
		case created:
			b, err = &Body{Organisation: o.Key, Key: key}, request.MatchNothing(ctx)
		case err == nil:
			err = request.MustMatch(ctx, b.Revision)
		}
		if err != nil {
			return nil, err
		}
		if err := found(ctx, tx, o, b, in, audit.Event{At: now, Actor: actor, Act: "found-body", Object: b.Path()}); err != nil {
			return nil, err
		}
		after, err := loadBody(ctx, tx, o.Key, key, now)
		if err != nil {
			return nil, err
		}
		after.Created = created
		return s.showBody(after, actor), nil
	})
}

// found stores a body, new when it has no row yet, with its trace.
func found(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, b *Body, in BodyInput, event audit.Event) (err error) {
	event.Changes = b.changes(in)
	switch {
	case b.ID == 0:
		err = insertBody(ctx, tx, o.ID, b.Key, in, event.At)
	case b.Kind != in.Kind:
		err = ErrBodyKind.At("/kind", "the body is a %s and stays one", b.Kind)
	default:
		err = updateBody(ctx, tx, b.ID, in)
	}
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, event)
}

// Seats lists the seats of a body in force at a moment (rule 1.6).
func (s *Service) Seats(ctx context.Context, actor authn.Actor, organisation, body string, at time.Time, p request.Page) (request.List[*Seat], error) {
	if at.IsZero() {
		at = s.now()
	}
	list, err := listSeats(ctx, s.pool, organisation, body, p, at)
	if err == nil && len(list.Items) == 0 {
		_, err = loadBody(ctx, s.pool, organisation, body, at) // nobody's seat is told from no body
	}
	for _, seat := range list.Items {
		s.Show(seat, actor)
	}
	return list, err
}

// ShowSeat reads one seat, also one that has ended.
func (s *Service) ShowSeat(ctx context.Context, actor authn.Actor, organisation, body string, id int64) (*Seat, error) {
	seat, err := findSeat(ctx, s.pool, organisation, body, id, "")
	if err != nil {
		return nil, err
	}
	return s.Show(seat, actor), nil
}

// AppointSeat gives a person a seat in a body, from now or later (rules 1.2,
// 1.5). It refuses the actor themselves, people whom the organisation does not
// know, a second chair, and a municipality that is not a member of the region.
func (s *Service) AppointSeat(ctx context.Context, actor authn.Actor, owner, body string, in SeatInput) (*Seat, error) {
	return organisation.Within(ctx, s.organisations, owner, func(tx pgx.Tx, o *organisation.Organisation, now time.Time) (*Seat, error) {
		b, err := loadBody(ctx, tx, o.Key, body, now)
		if err != nil {
			return nil, err
		}
		seat, err := in.seat(*o, *b, actor.Person, now)
		if err != nil {
			return nil, err
		}
		first := workday.Today(seat.From)
		member, err := organisation.IsMember(ctx, tx, o.ID, seat.Municipality, first)
		if err != nil {
			return nil, err
		}
		if err := seat.represented(member); err != nil {
			return nil, err
		}
		if err := person.MustBelong(ctx, tx, o.ID, seat.Person, first); err != nil {
			return nil, err
		}
		if seat.ID, err = insertSeat(ctx, tx, seat); err != nil {
			return nil, err
		}
		return s.seatAfter(ctx, tx, seat, audit.Event{At: now, Actor: actor, Act: "appoint-seat", Changes: audit.Changes{
			"person": {New: seat.Person}, "role": {New: seat.Role}, "deputy_order": {New: seat.DeputyOrder},
			"municipality": {New: seat.Municipality}, "from": {New: seat.From}, "to": {New: seat.To},
		}})
	})
}

// EndSeat ends a seat, at once or later (rule 1.3). The trace says that a
// reason was given but not which: the reason may be personal (rule 9.1).
func (s *Service) EndSeat(ctx context.Context, actor authn.Actor, owner, body string, id int64, in organisation.EndInput) (*Seat, error) {
	return organisation.Within(ctx, s.organisations, owner, func(tx pgx.Tx, o *organisation.Organisation, now time.Time) (*Seat, error) {
		seat, err := findSeat(ctx, tx, o.Key, body, id, " FOR NO KEY UPDATE OF s")
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, seat.Revision); err != nil {
			return nil, err
		}
		old := seat.To
		if err := seat.End(in, now); err != nil {
			return nil, err
		}
		if err := endSeat(ctx, tx, seat); err != nil {
			return nil, err
		}
		return s.seatAfter(ctx, tx, seat, audit.Event{At: now, Actor: actor, Act: "end-seat", Changes: audit.Changes{
			"to": {Old: old, New: seat.To}, "reason_given": {New: true},
		}})
	})
}

// seatAfter records the act on a seat and reads the seat as it is then.
func (s *Service) seatAfter(ctx context.Context, tx pgx.Tx, seat *Seat, event audit.Event) (*Seat, error) {
	event.Object = seat.Path()
	if err := audit.Record(ctx, tx, event); err != nil {
		return nil, err
	}
	after, err := findSeat(ctx, tx, seat.Organisation, seat.Body, seat.ID, "")
	if err != nil {
		return nil, err
	}
	return s.Show(after, event.Actor), nil
}
