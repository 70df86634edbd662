package body

import (
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/admission"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases.
type Service struct {
	pool          *pgxpool.Pool
	policy        *authz.Policy
	now           func() time.Time
	organisations *organisation.Service
	// Offers are the acts that packages above bring to a body, and where what belongs
	// to it is found.
	Offers act.Offers[*Body]
	held   MeetingsHeld
	tell   TellOfSettings
	named  NamedInCase
	// revised tells of other statutes; nobody is told where nothing above tells.
	revised func(context.Context, *organisation.Change, Revision) error
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service) *Service {
	organisations.Offers.Add(func(actor authn.Actor, o *organisation.Organisation) []request.Action {
		return []request.Action{foundBody.Offer(policy, actor, o.Ref(), nil)}
	})
	organisations.EndWith(endAll)
	organisations.Offers.Relate("bodies", func(o *organisation.Organisation) string { return listBodies.Href(bodyFilter{Ref: o.Ref()}) })
	s := &Service{pool: pool, policy: policy, now: now, organisations: organisations}
	s.TellOfRevisionsBy(func(context.Context, *organisation.Change, Revision) error { return nil })
	s.Offers.Relate("settings", func(b *Body) string { return setSettings.Href(b.Ref()) })
	return s
}

// List lists the bodies of an organisation, with their seats in force.
func (s *Service) List(ctx context.Context, actor authn.Actor, f bodyFilter, p request.Page) (request.List[*Body], error) {
	list, err := findBodies(ctx, s.pool, f, p, s.now())
	for _, b := range list.Items {
		s.present(b, actor)
	}
	return list, err
}

// Show reads a body as it is now (rules 1.2, 7.1).
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Body, error) {
	return s.ShowAt(ctx, actor, bodyAt{Ref: ref})
}

// ShowAt reads a body as it is on a day: its statutes, and its seats in force at the end
// of it, or now where no day is asked for (rules 1.6, 7.1).
func (s *Service) ShowAt(ctx context.Context, actor authn.Actor, f bodyAt) (*Body, error) {
	b, err := loadBody(ctx, s.pool, f.Ref, f.moment(s.now()))
	if err != nil {
		return nil, err
	}
	return s.present(b, actor), nil
}

// Found founds a body. It refuses a key that is taken, a kind that the
// organisation does not have, and a joint council meeting that decides
// (KL § 5-1, rules 7.1, 7.4).
func (s *Service) Found(ctx context.Context, actor authn.Actor, ref organisation.Ref, in BodyFoundInput) (*Body, error) {
	return organisation.Do(ctx, s.organisations, foundBody.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Body, error) {
		if err := in.Check(*c.In); err != nil {
			return nil, err
		}
		if err := s.mustBeCase(ctx, c, in.Case); err != nil {
			return nil, err
		}
		if err := insertBody(ctx, c.Tx, c.In.ID, in, c.Now); err != nil {
			return nil, err
		}
		made, err := s.keepTrace(ctx, c, &Body{Organisation: c.In.Key, Key: in.Key}, in.BodyInput)
		if err == nil {
			made.Created = true
		}
		return made, err
	})
}

// Edit changes a body. It refuses another kind than the body's, and a joint
// council meeting that decides (KL § 5-1, rules 7.1, 7.4).
func (s *Service) Edit(ctx context.Context, actor authn.Actor, ref Ref, in BodyInput) (*Body, error) {
	return organisation.Do(ctx, s.organisations, editBody.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Body, error) {
		if err := in.Check(*c.In); err != nil {
			return nil, err
		}
		b, err := loadBody(ctx, c.Tx, ref, c.Now)
		if err != nil {
			return nil, err
		}
		if err := request.MustMatch(ctx, b.Revision); err != nil {
			return nil, err
		}
		own, err := b.mayEdit(in)
		if err != nil {
			return nil, err
		}
		if err := s.mustBeCase(ctx, c, in.Case); err != nil {
			return nil, err
		}
		if err := updateBody(ctx, c.Tx, b.ID, in, own); err != nil {
			return nil, err
		}
		in.Size, in.Decides = own.size, own.decides
		b.Size, b.Decides = b.founded.size, b.founded.decides
		return s.keepTrace(ctx, c, b, in)
	})
}

// keepTrace records what became of a body, and shows it as it is then.
func (s *Service) keepTrace(ctx context.Context, c *organisation.Change, before *Body, in BodyInput) (*Body, error) {
	if err := c.Record(ctx, before.Path(), before.changes(in)); err != nil {
		return nil, err
	}
	after, err := loadBody(ctx, c.Tx, before.Ref(), c.Now)
	if err != nil {
		return nil, err
	}
	return s.present(after, c.Actor), nil
}

// ListSeats lists the seats of a body in force at a moment (rule 1.6).
func (s *Service) ListSeats(ctx context.Context, actor authn.Actor, f seatFilter, p request.Page) (request.List[*Seat], error) {
	if f.At.IsZero() {
		f.At = s.now()
	}
	list, err := findSeats(ctx, s.pool, f, p)
	if err == nil && len(list.Items) == 0 {
		_, err = loadBody(ctx, s.pool, f.Ref, f.At) // an empty body is told from none
	}
	for _, seat := range list.Items {
		s.PresentSeat(seat, actor)
	}
	return list, err
}

// ShowSeat reads one seat, also one that has ended.
func (s *Service) ShowSeat(ctx context.Context, actor authn.Actor, ref SeatRef) (*Seat, error) {
	seat, err := findSeat(ctx, s.pool, ref, "")
	if err != nil {
		return nil, err
	}
	return s.PresentSeat(seat, actor), nil
}

// AppointSeat gives a person a seat in a body, from now or later (rules 1.2,
// 1.5). It refuses the actor themselves, people from elsewhere who have not
// agreed, a second chair, and a municipality that is not a member of the region.
func (s *Service) AppointSeat(ctx context.Context, actor authn.Actor, ref Ref, in SeatInput) (*Seat, error) {
	return organisation.Do(ctx, s.organisations, appointSeat.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Seat, error) {
		b, err := loadBody(ctx, c.Tx, ref, c.Now)
		if err != nil {
			return nil, err
		}
		in, leave, err := in.temporary(ctx, c, b)
		if err != nil {
			return nil, err
		}
		seat, err := in.seat(*c.In, *b, actor, c.Now)
		if err != nil {
			return nil, err
		}
		if leave != nil {
			seat.LeaveID = &leave.ID
		}
		member, err := organisation.IsMember(ctx, c.Tx, c.In.ID, seat.Municipality, workday.Today(seat.From))
		if err != nil {
			return nil, err
		}
		if err := seat.mustRepresentMember(member); err != nil {
			return nil, err
		}
		if err := admission.Must(ctx, c.Tx, c.In.ID, seat.Person, admission.Seat, actor.Person); err != nil {
			return nil, err
		}
		if err := office.MustNotHaveAppointed(ctx, c.Tx, c.In.ID, actor, c.Now, seat.Person); err != nil {
			return nil, err
		}
		if err := s.MustBeNamed(ctx, c, b, []string{seat.Person}, alone); err != nil {
			return nil, err
		}
		if err := seat.mustBeFree(ctx, c); err != nil {
			return nil, err
		}
		if seat.ID, err = insertSeat(ctx, c.Tx, seat); err != nil {
			return nil, err
		}
		return s.seatAfter(ctx, c, seat, audit.Changes{
			"person": {New: seat.Person}, "role": {New: seat.Role}, "deputy_order": {New: seat.DeputyOrder}, "group": {New: seat.Group}, "in_place_of": {New: in.InPlaceOf},
			"municipality": {New: seat.Municipality}, "from": {New: seat.From}, "to": {New: seat.To},
		})
	})
}

// EndSeat ends a seat, at once or later (rule 1.3). The trace says that a
// reason was given but not which: the reason may be personal (rule 9.1).
func (s *Service) EndSeat(ctx context.Context, actor authn.Actor, ref SeatRef, in organisation.EndInput) (*Seat, error) {
	return organisation.Do(ctx, s.organisations, endSeat.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Seat, error) {
		seat, err := findSeat(ctx, c.Tx, ref, " FOR NO KEY UPDATE OF s")
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, seat.Revision); err != nil {
			return nil, err
		}
		old := seat.To
		if err := seat.End(in, c.Now); err != nil {
			return nil, err
		}
		if err := keepSeatEnd(ctx, c.Tx, seat); err != nil {
			return nil, err
		}
		if err := s.endForLeave(ctx, c, []int64{seat.ID}, nil, *seat.To); err != nil {
			return nil, err
		}
		return s.seatAfter(ctx, c, seat, audit.Changes{"to": {Old: old, New: seat.To}, "reason_given": {New: true}})
	})
}

// seatAfter records the act on a seat and shows the seat as it is then.
func (s *Service) seatAfter(ctx context.Context, c *organisation.Change, seat *Seat, changes audit.Changes) (*Seat, error) {
	if err := audit.Record(ctx, c.Tx, seat.Events(c, changes)...); err != nil {
		return nil, err
	}
	after, err := findSeat(ctx, c.Tx, seat.ref(), "")
	if err != nil {
		return nil, err
	}
	told := c.Announcement(after.Path(), after.Name, organisation.TermWords(after.From, after.To, "title", after.BodyName), after.Person)
	return s.PresentSeat(after, c.Actor), s.organisations.Announce(ctx, c.Tx, told)
}

// Events are those of an act on the seat, as they are read where it is done, where
// the body is and in the municipality that the seat represents (rule 1.5).
func (s *Seat) Events(c *organisation.Change, changes audit.Changes) []audit.Event {
	concerned := []string{c.In.Key, s.Organisation}
	if s.Municipality != nil {
		concerned = append(concerned, *s.Municipality)
	}
	return organisation.ReadIn(c.Event(s.Path(), changes), concerned...)
}

// present completes a body for a caller: what they may do with it.
func (s *Service) present(b *Body, actor authn.Actor) *Body {
	b.Self = b.Path()
	b.Actions = []request.Action{
		editBody.Offer(s.policy, actor, b.Ref(), nil),
		appointSeat.Offer(s.policy, actor, b.Ref(), nil),
	}
	b.Actions = append(b.Actions, s.Offers.Actions(actor, b)...)
	b.Related = s.Offers.Related(b)
	for _, seat := range b.Seats {
		s.PresentSeat(seat, actor)
	}
	return b
}

// PresentSeat completes a seat for a caller: what they may do with it.
func (s *Service) PresentSeat(seat *Seat, actor authn.Actor) *Seat {
	seat.Self = seat.Path()
	now := s.now()
	ended := organisation.MustNotHaveEnded(seat.To, now)
	seat.Actions = []request.Action{
		endSeat.Offer(s.policy, actor, seat.ref(), ended), grantLeave.Offer(s.policy, actor, seat.ref(), cmp.Or(ended, seat.mustNotBeOnLeave(now))),
		endLeave.Offer(s.policy, actor, seat.ref(), cmp.Or(ended, seat.mustBeOnLeave(now))),
	}
	return seat
}

// changes lists what an edit of the body changes.
func (b Body) changes(after BodyInput) audit.Changes {
	return audit.Difference(
		audit.Changed("kind", b.Kind, after.Kind),
		audit.Changed("name", b.Name, after.Name),
		audit.Optional("size", b.Size, after.Size),
		audit.Changed("decides", b.Decides, after.Decides),
		audit.Changed("task", b.Task, after.Task),
		audit.Changed("case", b.Case, after.Case),
	)
}
