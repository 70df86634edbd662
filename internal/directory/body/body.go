// Package body keeps the bodies of regions and municipalities, and who has which
// seat in them, when (rules 1.2, 1.5, 7.1).
package body

import (
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of bodies (rule 7.1). A region has the first six, a municipality
// the next two; both may have committees and working groups.
const (
	RepresentativeCouncil       = "representative_council"
	Board                       = "board"
	ExecutiveCommittee          = "executive_committee"
	ChiefExecutivesCommittee    = "chief_executives_committee"
	JointCouncilMeeting         = "joint_council_meeting"
	JointExecutiveCommittees    = "joint_executive_committees"
	MunicipalCouncil            = "municipal_council"
	MunicipalExecutiveCommittee = "municipal_executive_committee"
	Committee                   = "committee"
	WorkingGroup                = "working_group"
)

// Whoever has a seat in a body of an organisation holds the role Seated there;
// the chair of a region's board is BoardChair besides.
const (
	Seated     = "seat"
	BoardChair = "board_chair"
)

// deputy is the role of a seat that has an order among the deputies.
const deputy = "deputy"

// The faults of bodies and seats.
var (
	ErrUnknownBody = fault.New(fault.Invalid, "directory.unknown_body", "No such body",
		"The organisation has no body with this key.")
	ErrBodyKey = fault.New(fault.Conflict, "directory.body_key_taken", "The key is taken",
		"A key names one body in the organisation (rule 1.2).")
	ErrBodyKind = fault.New(fault.Invalid, "directory.body_kind", "The organisation has no such body",
		"A municipality has a council and an executive committee, a region its own kinds of bodies, and both may have committees and working groups. A body keeps its kind (rule 7.1).")
	ErrJointMeetingDecides = fault.New(fault.Invalid, "directory.joint_meeting_decides", "A joint council meeting decides nothing",
		"KL § 5-1 does not list a joint council meeting among the bodies: it deliberates, and each municipal council decides for itself (rule 7.4).")
	ErrSeat = fault.New(fault.Invalid, "directory.seat_invalid", "The seat does not fit",
		"Only a deputy has an order. A seat in a region's body names the municipality that it represents, a member of the region; one in a municipality's body names none (rule 1.2).")
	ErrChairTaken = fault.New(fault.Conflict, "directory.one_chair", "The body has a chair at that time",
		"A body has one chair at a time (rule 1.2). End the seat of the other chair first.")
	ErrAlreadySeated = fault.New(fault.Conflict, "directory.already_seated", "The person has a seat already",
		"A person has one seat in a body at a time (rule 1.2).")
)

// Body is a body of a region or municipality, such as its board or council.
type Body struct {
	request.Resource
	ID           int64     `json:"-" db:"id"`
	Organisation string    `json:"organisation" db:"organisation" example:"kongsvingerregionen"`
	Key          string    `json:"key" db:"key" example:"styre"`
	Kind         string    `json:"kind" db:"kind" enum:"representative_council,board,executive_committee,chief_executives_committee,joint_council_meeting,joint_executive_committees,municipal_council,municipal_executive_committee,committee,working_group" example:"board"`
	Name         string    `json:"name" db:"name" example:"Styret"`
	Size         *int      `json:"size" db:"size" example:"12" doc:"The number of members by its statutes; null where none is set"`
	Decides      bool      `json:"decides" db:"decides" doc:"Whether it makes decisions, or only recommends or deliberates"`
	Seats        []*Seat   `json:"seats" db:"-" doc:"The seats in force now"`
	CreatedAt    time.Time `json:"created_at" db:"created_at"`
}

// Seat is a person's place in a body, for the period [from, to).
type Seat struct {
	request.Resource
	ID               int64         `json:"id" db:"id" example:"7"`
	BodyID           int64         `json:"-" db:"body_id"`
	Organisation     string        `json:"organisation" db:"organisation" example:"kongsvingerregionen"`
	OrganisationName string        `json:"organisation_name" db:"organisation_name" example:"Kongsvingerregionen interkommunalt politisk råd"`
	Body             string        `json:"body" db:"body" example:"styre"`
	BodyName         string        `json:"body_name" db:"body_name" example:"Styret"`
	Person           string        `json:"person" db:"person" format:"uuid" minLength:"36" maxLength:"36"`
	Name             string        `json:"name" db:"name" doc:"The person's name" example:"Mayor, Grue"`
	Role             string        `json:"role" db:"role" enum:"chair,deputy_chair,member,deputy" example:"member"`
	DeputyOrder      *int          `json:"deputy_order" db:"deputy_order" example:"1" doc:"The place among the deputies; null for others"`
	Municipality     *string       `json:"municipality" db:"municipality" example:"3417" doc:"The municipality that the seat represents, in a region's body"`
	From             time.Time     `json:"from" db:"from_at"`
	To               *time.Time    `json:"to" db:"to_at" doc:"The moment from which it is no longer held; null while no end is set"`
	EndedWhy         message.Text  `json:"ended_why,omitzero" db:"ended_why" example:"New council" doc:"Why it was ended"`
	DecidedOn        *workday.Date `json:"decided_on" db:"decided_on" format:"date" doc:"The day of the council's election that it rests on; null for others"`
	CaseNumber       string        `json:"case_number,omitempty" db:"case_number" example:"012/24" doc:"The case number of that election"`
	AppointedBy      *string       `json:"appointed_by" db:"appointed_by" format:"uuid" doc:"Who recorded the seat; null before this was kept"`
	AppointedFor     *string       `json:"appointed_for" db:"appointed_for" format:"uuid" doc:"The office holder for whom a substitute recorded it; null where none did"`
	CreatedAt        time.Time     `json:"created_at" db:"created_at"`
}

// BodyFoundInput founds a body.
type BodyFoundInput struct {
	Key string `json:"key" pattern:"^[a-z][a-z0-9-]{1,62}$" example:"styre" doc:"The key, unique in the organisation and fixed"`
	BodyInput
}

// BodyInput is what a body is.
type BodyInput struct {
	Kind    string `json:"kind" enum:"representative_council,board,executive_committee,chief_executives_committee,joint_council_meeting,joint_executive_committees,municipal_council,municipal_executive_committee,committee,working_group" example:"board" doc:"Fixed once the body is founded"`
	Name    string `json:"name" minLength:"1" maxLength:"200" example:"Styret"`
	Size    *int   `json:"size,omitempty" minimum:"1" maximum:"999" example:"12" doc:"The number of members by its statutes"`
	Decides bool   `json:"decides" doc:"Whether it makes decisions. A joint council meeting never does (KL § 5-1)"`
}

// SeatInput gives a person a seat.
type SeatInput struct {
	Person       string     `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier: someone whose home the organisation is, or who has agreed to it, or whose home has (see ask-admission)"`
	Role         string     `json:"role" enum:"chair,deputy_chair,member,deputy" example:"member"`
	DeputyOrder  *int       `json:"deputy_order,omitempty" minimum:"1" maximum:"999" doc:"The place among the deputies; for a deputy only"`
	Municipality *string    `json:"municipality,omitempty" pattern:"^[0-9]{4}$" example:"3417" doc:"The municipality that the seat represents. Only in a region's body, and required there except in committees and working groups"`
	From         *time.Time `json:"from,omitempty" doc:"When it begins, today or later; now if left out"`
	To           *time.Time `json:"to,omitempty" doc:"When it ends; left out while no end is known"`
}

// BodiesOf are the kinds of bodies that a kind of organisation has.
func BodiesOf(kind string) []string {
	if kind == organisation.KindRegion {
		return []string{RepresentativeCouncil, Board, ExecutiveCommittee, ChiefExecutivesCommittee, JointCouncilMeeting, JointExecutiveCommittees, Committee, WorkingGroup}
	}
	return []string{MunicipalCouncil, MunicipalExecutiveCommittee, Committee, WorkingGroup}
}

// Check brings the body to its one form, and refuses a kind that the
// organisation does not have, and a joint council meeting that decides
// (KL § 5-1).
func (in *BodyInput) Check(o organisation.Organisation) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/name", &in.Name)
	if err := c.Err(organisation.ErrContent); err != nil {
		return err
	}
	if !slices.Contains(BodiesOf(o.Kind), in.Kind) {
		return ErrBodyKind.On("/kind", msgNoSuchKind.With(organisation.KindOf(o.Kind), kindNames[in.Kind], namesOf(BodiesOf(o.Kind))))
	}
	if in.Kind == JointCouncilMeeting && in.Decides {
		return ErrJointMeetingDecides.On("/decides", msgDecides)
	}
	return nil
}

// Path is the address of the body.
func (b Body) Path() string { return request.Path("organisations/%s/bodies/%s", b.Organisation, b.Key) }

// ref is the body as paths name it.
func (b Body) ref() Ref { return Ref{Ref: organisation.Ref{Organisation: b.Organisation}, Key: b.Key} }

// ref is the seat as paths name it.
func (s Seat) ref() SeatRef {
	return SeatRef{Ref: Body{Organisation: s.Organisation, Key: s.Body}.ref(), Seat: s.ID}
}

// Path is the address of the seat.
func (s Seat) Path() string {
	return request.Path("organisations/%s/bodies/%s/seats/%d", s.Organisation, s.Body, s.ID)
}

// seat is the seat that the input makes in a body, checked (rules 1.2, 1.5).
func (in SeatInput) seat(o organisation.Organisation, b Body, by authn.Actor, now time.Time) (*Seat, error) {
	// Taking a seat in a working group is no appointment (rule 1.5).
	if by.Is(in.Person) && b.Kind != WorkingGroup {
		return nil, office.ErrOwnAppointment
	}
	var c fault.Checks
	c.Require((in.Role == deputy) == (in.DeputyOrder != nil), "/deputy_order", msgOrder)
	if o.Kind == organisation.KindRegion {
		free := b.Kind == Committee || b.Kind == WorkingGroup
		c.Require(in.Municipality != nil || free, "/municipality", msgNoMunicipality)
	} else {
		c.Require(in.Municipality == nil, "/municipality", msgOwnBody)
	}
	if err := c.Err(ErrSeat); err != nil {
		return nil, err
	}
	from, to, err := organisation.Term(in.From, in.To, now)
	return &Seat{
		BodyID: b.ID, Organisation: o.Key, Body: b.Key, Person: strings.ToLower(in.Person), Role: in.Role, DeputyOrder: in.DeputyOrder,
		Municipality: in.Municipality, From: from, To: to, AppointedBy: &by.Person, AppointedFor: by.For(), CreatedAt: now,
	}, err
}

// mustRepresentMember refuses a seat for a municipality that is not a member of the
// region on the seat's first day.
func (s *Seat) mustRepresentMember(member bool) error {
	if s.Municipality != nil && !member {
		return ErrSeat.On("/municipality", msgNoMember.With(*s.Municipality, workday.Today(s.From)))
	}
	return nil
}

// End sets the end of the seat, at once or later (rule 1.3).
func (s *Seat) End(in organisation.EndInput, now time.Time) error {
	at, reason, err := in.Close(s.From, s.To, now)
	s.To, s.EndedWhy = &at, reason
	return err
}
