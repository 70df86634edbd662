package body

import (
	"context"
	"net/http"
	"time"

	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

// Ref is how a path names a body.
type Ref struct {
	organisation.Ref
	Key string `path:"body" pattern:"^[a-z][a-z0-9-]{1,62}$" example:"styre" doc:"The body's key"`
}

// SeatRef is how a path names a seat.
type SeatRef struct {
	Ref
	Seat int64 `path:"seat" minimum:"1" example:"7" doc:"The seat's identifier"`
}

type bodiesInput struct {
	httpapi.Paging
	organisation.Ref
	Kind string `query:"kind" enum:"representative_council,board,executive_committee,chief_executives_committee,joint_council_meeting,joint_executive_committees,municipal_council,municipal_executive_committee,committee,working_group" doc:"Only bodies of this kind"`
}

type showBodyInput struct{ Ref }

type foundBodyInput struct {
	httpapi.WriteTerms
	Ref
	Body BodyInput
}

type seatsInput struct {
	httpapi.Paging
	Ref
	At time.Time `query:"at" doc:"The moment asked for; now if left out"`
}

type showSeatInput struct{ SeatRef }

type appointSeatInput struct {
	httpapi.WriteTerms
	Ref
	Body SeatInput
}

type endSeatInput struct {
	httpapi.WriteTerms
	SeatRef
	Body organisation.EndInput
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerBodies(d)
	s.registerSeats(d)
}

func (s *Service) registerBodies(d *httpapi.Door) {
	httpapi.List(d, httpapi.Needs("organisation", "read", organisation.InOrganisation()), httpapi.Op{
		ID: "list-bodies", Path: "/v1/organisations/{organisation}/bodies", Tag: organisation.Tag, Summary: "List an organisation's bodies",
		Description: "By key, each with its seats in force (rules 1.2, 7.1).",
	}, func(ctx context.Context, in *bodiesInput, p request.Page) (request.List[*Body], error) {
		return s.Bodies(ctx, authn.ActorOf(ctx), in.Organisation, in.Kind, p)
	})
	httpapi.Read(d, httpapi.Needs("organisation", "read", organisation.InOrganisation()), httpapi.Op{
		ID: "show-body", Path: "/v1/organisations/{organisation}/bodies/{body}", Tag: organisation.Tag, Summary: "Show a body",
		Description: "One body with its seats in force (rules 1.2, 7.1).",
	}, func(ctx context.Context, in *showBodyInput) (*Body, error) {
		return s.ShowBody(ctx, authn.ActorOf(ctx), in.Organisation, in.Key)
	})
	httpapi.Write(d, httpapi.Needs("body", "found", organisation.InOrganisation()), httpapi.Op{
		ID: "found-body", Method: http.MethodPut, Path: "/v1/organisations/{organisation}/bodies/{body}", Tag: organisation.Tag, Summary: "Found or edit a body",
		Description: "The secretariat keeps the region's bodies, the clerk the municipality's. A body keeps its kind, and a joint council meeting never decides: KL § 5-1 does not list it (rules 7.1, 7.4).",
		Faults:      []*fault.Error{organisation.ErrContent, ErrBodyKind, ErrJointMeetingDecides},
	}, func(ctx context.Context, in *foundBodyInput) (*Body, error) {
		return s.Found(ctx, authn.ActorOf(ctx), in.Organisation, in.Key, in.Body)
	})
}

func (s *Service) registerSeats(d *httpapi.Door) {
	httpapi.List(d, httpapi.Needs("organisation", "read", organisation.InOrganisation()), httpapi.Op{
		ID: "list-seats", Path: "/v1/organisations/{organisation}/bodies/{body}/seats", Tag: organisation.Tag, Summary: "List the seats of a body",
		Description: "The seats held at a moment, now or any other (rule 1.6).",
	}, func(ctx context.Context, in *seatsInput, p request.Page) (request.List[*Seat], error) {
		return s.Seats(ctx, authn.ActorOf(ctx), in.Organisation, in.Key, in.At, p)
	})
	httpapi.Write(d, httpapi.Needs("seat", "appoint", organisation.InOrganisation()), httpapi.Op{
		ID: "appoint-seat", Method: http.MethodPost, Path: "/v1/organisations/{organisation}/bodies/{body}/seats", Tag: organisation.Tag, Summary: "Give a person a seat", Status: http.StatusCreated,
		Description: "The secretariat records the seats in the region's bodies, the clerk those in the municipality's; nobody their own. A body has one chair at a time, and a seat in a region's body names the municipality that it represents (rules 1.2, 1.5).",
		Faults:      []*fault.Error{ErrSeat, organisation.ErrPeriod, organisation.ErrBackdated, person.ErrUnknownPerson, office.ErrOwnAppointment, ErrChairTaken, ErrAlreadySeated},
	}, func(ctx context.Context, in *appointSeatInput) (*Seat, error) {
		return s.AppointSeat(ctx, authn.ActorOf(ctx), in.Organisation, in.Key, in.Body)
	})
	httpapi.Read(d, httpapi.Needs("organisation", "read", organisation.InOrganisation()), httpapi.Op{
		ID: "show-seat", Path: "/v1/organisations/{organisation}/bodies/{body}/seats/{seat}", Tag: organisation.Tag, Summary: "Show a seat",
		Description: "One seat, also one that has ended (rule 1.6).",
	}, func(ctx context.Context, in *showSeatInput) (*Seat, error) {
		return s.ShowSeat(ctx, authn.ActorOf(ctx), in.Organisation, in.Key, in.Seat)
	})
	httpapi.Write(d, httpapi.Needs("seat", "appoint", organisation.InOrganisation()), httpapi.Op{
		ID: "end-seat", Method: http.MethodPost, Path: "/v1/organisations/{organisation}/bodies/{body}/seats/{seat}/end", Tag: organisation.Tag, Summary: "End a seat",
		Description: "Ends it at once, or at a later moment (rule 1.3).",
		Faults:      []*fault.Error{organisation.ErrContent, organisation.ErrPeriod, organisation.ErrBackdated, organisation.ErrEnded},
	}, func(ctx context.Context, in *endSeatInput) (*Seat, error) {
		return s.EndSeat(ctx, authn.ActorOf(ctx), in.Organisation, in.Key, in.Seat, in.Body)
	})
}
