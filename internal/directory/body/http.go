package body

import (
	"net/http"
	"time"

	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Ref is how a path names a body.
type Ref struct {
	organisation.Ref
	Key string `path:"body_key" pattern:"^[a-z][a-z0-9-]{1,62}$" example:"styre" doc:"The body's key"`
}

// SeatRef is how a path names a seat.
type SeatRef struct {
	Ref
	Seat int64 `path:"seat" minimum:"1" example:"7" doc:"The seat's identifier"`
}

// bodyFilter narrows a list of bodies by their kind.
type bodyFilter struct {
	organisation.Ref
	Kind string `query:"kind" enum:"representative_council,board,executive_committee,chief_executives_committee,joint_council_meeting,joint_executive_committees,municipal_council,municipal_executive_committee,committee,working_group" doc:"Only bodies of this kind"`
}

// seatFilter narrows a list of seats to those in force at a moment.
type seatFilter struct {
	Ref
	At time.Time `query:"at" doc:"The moment asked for; now if left out"`
}

const (
	bodiesPath = organisation.Path + "/bodies"
	bodyPath   = bodiesPath + "/{body_key}"
	seatPath   = bodyPath + "/seats/{seat}"
)

var (
	listBodies  = act.Show[bodyFilter]("list-bodies", bodiesPath, act.Needs("organisation", "read", organisation.InOrganisation()))
	showBody    = act.Show[Ref]("show-body", bodyPath, act.Needs("organisation", "read", organisation.InOrganisation()))
	foundBody   = act.New[organisation.Ref]("found-body", http.MethodPost, bodiesPath, act.Needs("body", "found", organisation.InOrganisation()))
	editBody    = act.New[Ref]("edit-body", http.MethodPut, bodyPath, act.Needs("body", "found", organisation.InOrganisation()))
	listSeats   = act.Show[seatFilter]("list-seats", bodyPath+"/seats", act.Needs("organisation", "read", organisation.InOrganisation()))
	appointSeat = act.New[Ref]("appoint-seat", http.MethodPost, bodyPath+"/seats", act.Needs("seat", "appoint", organisation.InOrganisation()))
	showSeat    = act.Show[SeatRef]("show-seat", seatPath, act.Needs("organisation", "read", organisation.InOrganisation()))
	endSeat     = act.New[SeatRef]("end-seat", http.MethodPost, seatPath+"/end", act.Needs("seat", "appoint", organisation.InOrganisation()))
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerBodies(d)
	s.registerSeats(d)
	s.registerElections(d)
}

func (s *Service) registerBodies(d *httpapi.Door) {
	httpapi.ShowList(d, listBodies, httpapi.Doc{
		Tag: organisation.Tag, Summary: "List an organisation's bodies",
		Description: "By key, each with its seats in force (rules 1.2, 7.1).",
	}, s.List)
	httpapi.Show(d, showBody, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Show a body",
		Description: "One body with its seats in force (rules 1.2, 7.1).",
	}, s.Show)
	httpapi.DoWith(d, foundBody, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Found a body", Creates: true,
		Description: "The secretariat keeps the region's bodies, the clerk the municipality's. The key names it in addresses from then on. A joint council meeting never decides: KL § 5-1 does not list it (rules 7.1, 7.4).",
		Faults:      []*fault.Error{organisation.ErrContent, ErrBodyKey, ErrBodyKind, ErrJointMeetingDecides},
	}, s.Found)
	httpapi.DoWith(d, editBody, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Edit a body",
		Description: "Changes all of a body but its key and its kind. A joint council meeting never decides: KL § 5-1 does not list it (rules 7.1, 7.4).",
		Faults:      []*fault.Error{organisation.ErrContent, ErrBodyKind, ErrJointMeetingDecides},
	}, s.Edit)
}

func (s *Service) registerSeats(d *httpapi.Door) {
	httpapi.ShowList(d, listSeats, httpapi.Doc{
		Tag: organisation.Tag, Summary: "List the seats of a body",
		Description: "The seats held at a moment, now or any other (rule 1.6).",
	}, s.ListSeats)
	httpapi.DoWith(d, appointSeat, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Give a person a seat", Creates: true,
		Description: "The secretariat records the seats in the region's bodies, the clerk those in the municipality's; nobody their own. A body has one chair at a time, and a seat in a region's body names the municipality that it represents (rules 1.2, 1.5).",
		Faults:      []*fault.Error{ErrSeat, organisation.ErrPeriod, organisation.ErrBackdated, person.ErrUnknownPerson, person.ErrNotAgreed, office.ErrOwnAppointment, office.ErrMutualAppointment, ErrChairTaken, ErrAlreadySeated},
	}, s.AppointSeat)
	httpapi.Show(d, showSeat, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Show a seat",
		Description: "One seat, also one that has ended (rule 1.6).",
	}, s.ShowSeat)
	httpapi.DoWith(d, endSeat, httpapi.Doc{
		Tag: organisation.Tag, Summary: "End a seat",
		Description: "Ends it at once, or at a later moment (rule 1.3).",
		Faults:      []*fault.Error{organisation.ErrContent, organisation.ErrPeriod, organisation.ErrBackdated, organisation.ErrEnded},
	}, s.EndSeat)
}
