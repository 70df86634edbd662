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
	"forankring.no/forankring/internal/platform/workday"
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

// bodyAt asks for a body on a day.
type bodyAt struct {
	Ref
	At workday.Date `query:"at" format:"date" doc:"The day asked for; today if left out"`
}

// moment is when the body is asked for.
func (f bodyAt) moment(now time.Time) time.Time {
	if f.At.IsZero() {
		return now
	}
	return MomentOf(f.At, now)
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

// settingsFilter asks for the settings of a body on a day.
type settingsFilter struct {
	Ref
	At workday.Date `query:"at" format:"date" doc:"The day asked for; today if left out"`
}

const (
	bodiesPath = organisation.Path + "/bodies"
	// Path is the address of a body, below which its affairs are.
	Path     = bodiesPath + "/{body_key}"
	seatPath = Path + "/seats/{seat}"

	settingsPath = Path + "/settings"
)

var (
	listBodies   = act.Show[bodyFilter]("list-bodies", bodiesPath, act.Needs("organisation", "read", organisation.InOrganisation()))
	showBody     = act.Show[bodyAt]("show-body", Path, act.Needs("organisation", "read", organisation.InOrganisation()))
	foundBody    = act.New[organisation.Ref]("found-body", http.MethodPost, bodiesPath, act.Needs("body", "found", organisation.InOrganisation()))
	editBody     = act.New[Ref]("edit-body", http.MethodPut, Path, act.Needs("body", "found", organisation.InOrganisation()))
	listSeats    = act.Show[seatFilter]("list-seats", Path+"/seats", act.Needs("organisation", "read", organisation.InOrganisation()))
	appointSeat  = act.New[Ref]("appoint-seat", http.MethodPost, Path+"/seats", act.Needs("seat", "appoint", organisation.InOrganisation()))
	showSeat     = act.Show[SeatRef]("show-seat", seatPath, act.Needs("organisation", "read", organisation.InOrganisation()))
	showSettings = act.Show[settingsFilter]("show-body-settings", settingsPath, act.Needs("organisation", "read", organisation.InOrganisation()))
	setSettings  = act.New[Ref]("set-body-settings", http.MethodPut, settingsPath, act.Needs("body_setting", "set", organisation.InOrganisation()))
	grantLeave   = act.New[SeatRef]("grant-seat-leave", http.MethodPost, seatPath+"/leave", act.Needs("seat", "appoint", organisation.InOrganisation()))
	endLeave     = act.New[SeatRef]("end-seat-leave", http.MethodPost, seatPath+"/leave/end", act.Needs("seat", "appoint", organisation.InOrganisation()))
	endSeat      = act.New[SeatRef]("end-seat", http.MethodPost, seatPath+"/end", act.Needs("seat", "appoint", organisation.InOrganisation()))
)

// EndSeatAct is the act that ends a seat, by which it is told to who had it.
var EndSeatAct = endSeat.ID

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerBodies(d)
	s.registerSeats(d)
	s.registerLeave(d)
	s.registerSettings(d)
}

func (s *Service) registerSettings(d *httpapi.Door) {
	httpapi.Show(d, showSettings, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Show what a body goes by",
		Description: "The statutes of the body as they were set, on a day and in all: how many members it has, whether it decides, who has a vote, what a proposal takes, and how long before a meeting its notice goes out and its papers are handed in, and how long after it its minutes are signed (rules 5.2, 7.1). A body that has set nothing has numbers for none of them: KL § 11-3 asks for reasonable notice, and names none.",
	}, s.ShowSettings)
	httpapi.DoWith(d, setSettings, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Set what a body goes by",
		Description: "From a day on, by a decision or for a reason. The secretariat sets it for the region's bodies, the clerk for the municipality's. What was set before stands until that day, and what begins later stands from its own; others from the same day take the place of those before. From a day that has passed it also holds for meetings that have been held: the answer warns of them. Where a time before meetings changes, the chair, those who keep the calendar, and those with something that hangs on its meetings from then on are told (rule 5.2). Of all else its members hear, those who keep its meetings, and where it decides, or did, the chief executives (rules 1.5, 7.1).",
		Faults:      []*fault.Error{ErrSettings, ErrJointMeetingDecides, ErrDecides}, Warns: []*fault.Error{WarnMeetingsHeld},
	}, s.SetSettings)
}

func (s *Service) registerLeave(d *httpapi.Door) {
	httpapi.DoWith(d, grantLeave, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Record leave from a seat",
		Description: "For a time, or for one whose end is not known, by the decision that granted it. Who is on leave does not hold the seat meanwhile: a deputy of the same group takes it in a meeting, in their order, or a temporary member is given a seat in its place (`in_place_of` of appoint-seat). Where a chair is on leave, the deputy chair acts. Why somebody is on leave is not recorded (KL §§ 7-9 to 7-11, rule 7.1).",
		Faults:      []*fault.Error{ErrLeave, ErrOnLeave, organisation.ErrPeriod, organisation.ErrBackdated, organisation.ErrEnded},
	}, s.GrantLeave)
	httpapi.DoWith(d, endLeave, httpapi.Doc{
		Tag: organisation.Tag, Summary: "End the leave from a seat",
		Description: "Ends the leave that stands or is to come, at once or later, and the seat of a temporary member with it. Nobody has a right to come back before the leave is over (KL § 7-9): the reason says what it rests on.",
		Faults:      []*fault.Error{ErrNotOnLeave, organisation.ErrContent, organisation.ErrPeriod, organisation.ErrBackdated, organisation.ErrEnded},
	}, s.EndLeave)
}

func (s *Service) registerBodies(d *httpapi.Door) {
	httpapi.ShowList(d, listBodies, httpapi.Doc{
		Tag: organisation.Tag, Summary: "List an organisation's bodies",
		Description: "By key, each with its statutes and its seats in force (rules 1.2, 7.1).",
	}, s.List)
	httpapi.Show(d, showBody, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Show a body",
		Description: "One body with its statutes and its seats in force, today or on any other day: how many members it has, whether it decides, who has a vote and what a proposal takes (rules 1.2, 1.6, 7.1). What its settings leave out is as it was founded, or as its kind has it by law.",
	}, s.ShowAt)
	httpapi.DoWith(d, foundBody, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Found a body", Creates: true,
		Description: "The secretariat keeps the region's bodies, the clerk the municipality's. The key names it in addresses from then on. Only elected bodies decide, and a joint council meeting never: KL § 5-1 does not list it. A working group has a task, and in a region it may belong to a case: then its members are people who are named in it (rules 7.1, 7.4).",
		Faults:      []*fault.Error{organisation.ErrContent, ErrBodyKey, ErrBodyKind, ErrJointMeetingDecides, ErrDecides},
	}, s.Found)
	httpapi.DoWith(d, editBody, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Edit a body",
		Description: "Changes all of a body but its key and its kind. How many members it has and whether it decides is dated once its settings say it, and revised there. Only elected bodies decide, and a joint council meeting never: KL § 5-1 does not list it (rules 7.1, 7.4).",
		Faults:      []*fault.Error{organisation.ErrContent, ErrBodyKind, ErrJointMeetingDecides, ErrDecides, ErrStatutesSay},
	}, s.Edit)
}

func (s *Service) registerSeats(d *httpapi.Door) {
	httpapi.ShowList(d, listSeats, httpapi.Doc{
		Tag: organisation.Tag, Summary: "List the seats of a body",
		Description: "The seats held at a moment, now or any other (rule 1.6).",
	}, s.ListSeats)
	httpapi.DoWith(d, appointSeat, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Give a person a seat", Creates: true,
		Description: "The secretariat records the seats in the region's bodies, the clerk those in the municipality's; nobody their own. A body has one chair at a time, and a seat in a region's body names the municipality that it represents. In the place of somebody on leave a temporary member is given a seat for that time (rules 1.2, 1.5, 7.1).",
		Faults:      []*fault.Error{ErrSeat, ErrTemporary, ErrLeaveFilled, ErrDeputyOrder, ErrNotNamed, organisation.ErrPeriod, organisation.ErrBackdated, person.ErrUnknownPerson, person.ErrNotAgreed, office.ErrOwnAppointment, office.ErrMutualAppointment, ErrChairTaken, ErrAlreadySeated},
	}, s.AppointSeat)
	httpapi.Show(d, showSeat, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Show a seat",
		Description: "One seat, also one that has ended (rule 1.6).",
	}, s.ShowSeat)
	httpapi.DoWith(d, endSeat, httpapi.Doc{
		Tag: organisation.Tag, Summary: "End a seat",
		Description: "Ends it at once, or at a later moment, and with it that of a temporary member in its place (rule 1.3).",
		Faults:      []*fault.Error{organisation.ErrContent, organisation.ErrPeriod, organisation.ErrBackdated, organisation.ErrEnded},
	}, s.EndSeat)
}
