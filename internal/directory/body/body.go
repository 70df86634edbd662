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
	// TreatingMember is whoever has a seat in a body to which exempt cases were sent, in
	// those cases alone (rule 2.5).
	TreatingMember = "treating_member"
)

// Deputy is the role of a seat that has an order among the deputies.
const Deputy = "deputy"

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
	ErrStatutesSay = fault.New(fault.Conflict, "directory.statutes_say", "The settings of the body say this",
		"How many members a body has and whether it decides is dated where its settings say it, and revised there with the decision that it rests on (rule 7.1).")
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
	Size         *int      `json:"size" db:"size" example:"12" doc:"The number of members by its statutes; null where none is set. The same as in its statutes"`
	Decides      bool      `json:"decides" db:"decides" doc:"Whether it makes decisions, or only recommends or deliberates. The same as in its statutes"`
	Task         string    `json:"task,omitempty" db:"task" example:"Map the grid capacity" doc:"The task of a working group"`
	Case         string    `json:"case,omitempty" db:"case_number" example:"2024-1" doc:"The number of the region's case to which a working group belongs: its members are people who are named in that case"`
	Seats        []*Seat   `json:"seats" db:"-" doc:"The seats in force on the day asked for, now if none is"`
	CreatedAt    time.Time `json:"created_at" db:"created_at"`
	// Statutes and At are filled in when the body is read by itself or in a list.
	Statutes Statutes     `json:"statutes" db:"-" doc:"What the body is, may and how it votes on that day (rule 7.1)"`
	At       workday.Date `json:"at" db:"-" format:"date" example:"2024-02-12" doc:"The day asked for; today if none is"`
	founded  foundedWith
	standing *Settings
	// Related is filled in when the body is shown.
	Related map[string]string `json:"related" db:"-" doc:"The addresses of what belongs to the body, by name"`
}

// foundedWith is what a body has of its own, where no settings say otherwise.
type foundedWith struct {
	size    *int
	decides bool
}

// goBy gives a body the statutes that settings make, which may be none.
func (b *Body) goBy(s *Settings, day workday.Date) {
	b.founded, b.standing = foundedWith{b.Size, b.Decides}, s
	b.At, b.Statutes = day, s.OrUsual(*b)
	b.Size, b.Decides = b.Statutes.Size, b.Statutes.Decides
}

// StatutesBy are those that settings make, which may be none.
func (b *Body) StatutesBy(s *Settings) Statutes {
	own := *b
	own.Size, own.Decides = b.founded.size, b.founded.decides
	return s.OrUsual(own)
}

// MomentOf is when a body is looked at for a day: at its end, or now where it is today.
func MomentOf(day workday.Date, now time.Time) time.Time {
	if day == workday.Today(now) {
		return now
	}
	return day.AddDays(1).In(workday.Oslo()).Add(-time.Microsecond)
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
	Group            string        `json:"group,omitempty" db:"group_name" example:"Liste A" doc:"The party or list for which it was given; deputies are called within it, in their order (KL § 7-10)"`
	InPlaceOf        *int64        `json:"in_place_of" db:"in_place_of" example:"4" doc:"The seat of somebody on leave, for the time of which a temporary member has this one (KL § 7-11); null for others"`
	LeaveID          *int64        `json:"-" db:"leave_id"`
	Leaves           []*Leave      `json:"leaves" db:"-" doc:"When the person is on leave from the seat, or was, in this order (KL § 7-9)"`
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
	Size    *int   `json:"size,omitempty" minimum:"1" maximum:"999" example:"12" doc:"The number of members by its statutes, until settings say it: then it is revised there"`
	Decides bool   `json:"decides" doc:"Whether it makes decisions, until settings say it. Only an elected body does, and a joint council meeting never (KL § 5-1)"`
	Task    string `json:"task,omitempty" maxLength:"2000" doc:"The task of a working group; of no other body"`
	Case    string `json:"case,omitempty" pattern:"^[0-9]{4}-[1-9][0-9]{0,8}$" doc:"The number of the region's case to which a working group belongs; of no other body"`
}

// SeatInput gives a person a seat.
type SeatInput struct {
	Person       string     `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier: someone whose home the organisation is, or who has agreed to it, or whose home has (see ask-admission)"`
	Role         string     `json:"role" enum:"chair,deputy_chair,member,deputy" example:"member"`
	DeputyOrder  *int       `json:"deputy_order,omitempty" minimum:"1" maximum:"999" doc:"The place among the deputies; for a deputy only"`
	Group        string     `json:"group,omitempty" maxLength:"100" example:"Liste A" doc:"The party or list for which it is given. Deputies are numbered within it"`
	InPlaceOf    *int64     `json:"in_place_of,omitempty" minimum:"1" doc:"The seat of somebody on leave, for the time of which this one is given. Municipality and group are those of that seat, and it ends with the leave at the latest (KL § 7-11)"`
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
// organisation does not have, one that decides and is not elected (KL § 5-1), and a
// task or a case of another body than a working group.
func (in *BodyInput) Check(o organisation.Organisation) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/name", &in.Name)
	canon.TidyText(&c, "/task", &in.Task)
	c.Require(in.Task == "" || in.Kind == WorkingGroup, "/task", msgOfWorkingGroup)
	c.Require(in.Case == "" || in.Kind == WorkingGroup && o.Kind == organisation.KindRegion, "/case", msgOfRegionsGroup)
	if err := c.Err(organisation.ErrContent); err != nil {
		return err
	}
	if !slices.Contains(BodiesOf(o.Kind), in.Kind) {
		return ErrBodyKind.On("/kind", msgNoSuchKind.With(organisation.KindOf(o.Kind), kindNames[in.Kind], KindTexts(BodiesOf(o.Kind))))
	}
	return mayDecide(in.Kind, in.Decides)
}

// mayEdit refuses an edit of what the settings of the body say: they are dated, and
// revised there (rule 7.1). It gives what the body has of its own then. A size that is
// left out stays what the settings say.
func (b *Body) mayEdit(in BodyInput) (foundedWith, error) {
	own := foundedWith{in.Size, in.Decides}
	if b.Kind != in.Kind {
		return own, ErrBodyKind.On("/kind", msgKindStays.With(kindNames[b.Kind]))
	}
	var c fault.Checks
	if s := b.standing; s != nil && s.Size != nil {
		own.size = b.founded.size
		c.Require(in.Size == nil || *in.Size == *s.Size, "/size", msgSaidInSettings)
	}
	if s := b.standing; s != nil && s.Decides != nil {
		own.decides = b.founded.decides
		c.Require(in.Decides == b.Decides, "/decides", msgSaidInSettings)
	}
	return own, c.Err(ErrStatutesSay)
}

// Path is the address of the body.
func (b Body) Path() string { return request.Path("organisations/%s/bodies/%s", b.Organisation, b.Key) }

// Ref is the body as paths name it.
func (b Body) Ref() Ref { return Ref{Ref: organisation.Ref{Organisation: b.Organisation}, Key: b.Key} }

// ref is the seat as paths name it.
func (s Seat) ref() SeatRef {
	return SeatRef{Ref: Body{Organisation: s.Organisation, Key: s.Body}.Ref(), Seat: s.ID}
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
	canon.TidyLine(&c, "/group", &in.Group)
	c.Require((in.Role == Deputy) == (in.DeputyOrder != nil), "/deputy_order", MsgOrder)
	if o.Kind == organisation.KindRegion {
		free := b.Kind == Committee || b.Kind == WorkingGroup
		c.Require(in.Municipality != nil || free, "/municipality", MsgNoMunicipality)
	} else {
		c.Require(in.Municipality == nil, "/municipality", msgOwnBody)
	}
	if err := c.Err(ErrSeat); err != nil {
		return nil, err
	}
	from, to, err := organisation.Term(in.From, in.To, now)
	return &Seat{
		BodyID: b.ID, Organisation: o.Key, Body: b.Key, Person: strings.ToLower(in.Person), Role: in.Role, DeputyOrder: in.DeputyOrder, Group: in.Group,
		Municipality: in.Municipality, From: from, To: to, AppointedBy: &by.Person, AppointedFor: by.For(), CreatedAt: now,
	}, err
}

// mustRepresentMember refuses a seat for a municipality that is not a member of the
// region on the seat's first day.
func (s *Seat) mustRepresentMember(member bool) error {
	if s.Municipality != nil && !member {
		return ErrSeat.On("/municipality", MsgNoMember.With(*s.Municipality, workday.Today(s.From)))
	}
	return nil
}

// End sets the end of the seat, at once or later (rule 1.3).
func (s *Seat) End(in organisation.EndInput, now time.Time) error {
	at, reason, err := in.Close(s.From, s.To, now)
	s.To, s.EndedWhy = &at, reason
	return err
}
