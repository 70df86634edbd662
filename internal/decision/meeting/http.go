package meeting

import (
	"net/http"
	"slices"
	"strconv"

	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/decision/attendance"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/organisation"
	declared "forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Tag is the chapter of meetings.
var Tag = httpapi.Tag{Name: "Meetings", Text: "The meetings of bodies from their notice to their signed minutes: the agenda, who comes and goes, what is proposed, voted on and resolved (rules 7.5-7.7, KL ch. 11)."}

// Ref is how a path names a meeting: as the calendar of the body does.
type Ref = meetingcalendar.Ref

// ItemRef is how a path names an item of the agenda.
type ItemRef struct {
	meetingcalendar.Ref
	Item int64 `path:"item" minimum:"1" example:"7" doc:"The item's identifier"`
}

// Href is the address of the item.
func (r ItemRef) Href() string {
	return showMeeting.Href(r.Ref) + "/agenda/" + strconv.FormatInt(r.Item, 10)
}

const (
	// Path is the address of a meeting, below which what happens at it is.
	Path = body.Path + "/meetings/{meeting}"
	// ItemPath is the address of an item of its agenda.
	ItemPath = AgendaPath + "/{item}"
	// AgendaPath is the address of its agenda.
	AgendaPath = Path + "/agenda"
	attendPath = Path + "/attendance"
)

// Reads is what reading meetings needs, and Keeps what keeping their record does: the
// region's bodies are kept by its secretariat, a municipality's by its clerk.
var (
	Reads = declared.Needs("organisation", "read", organisation.InOrganisation())
	Keeps = meetingcalendar.Keeps
)

var (
	showMeeting = declared.Show[Ref]("show-body-meeting", Path, Reads)
	// CallMeeting sends out the notice of a meeting.
	CallMeeting     = declared.New[Ref]("call-meeting", http.MethodPost, Path+"/call", Keeps)
	openMeeting     = declared.New[Ref]("open-meeting", http.MethodPost, Path+"/open", Keeps)
	closeMeeting    = declared.New[Ref]("close-meeting", http.MethodPost, Path+"/close", Keeps)
	writeNotes      = declared.New[Ref]("write-meeting-notes", http.MethodPut, Path+"/notes", Keeps)
	chairItem       = declared.New[ItemRef]("chair-agenda-item", http.MethodPut, ItemPath+"/chair", Keeps)
	leaveItem       = declared.New[ItemRef]("record-item-leaves", http.MethodPut, ItemPath+"/leaves", Keeps)
	setAttendance   = declared.New[Ref]("set-attendance", http.MethodPut, attendPath, Keeps)
	recordMovements = declared.New[Ref]("record-movements", http.MethodPost, attendPath, Keeps)
)

var (
	// InRecord are the refusals of whatever is recorded of a meeting.
	InRecord = []*fault.Error{ErrState, ErrMoment, meetingcalendar.ErrCancelled}
	presence = []*fault.Error{ErrContent, attendance.ErrNoSeat, attendance.ErrPresent, attendance.ErrAbsent, attendance.ErrMemberPresent, attendance.ErrSeatTaken, attendance.ErrForWhom, attendance.ErrInterval, errUnknownPerson}
	// Warned is what a meeting warns of.
	Warned = []*fault.Error{WarnLate, WarnNoLead, WarnOutOfTurn, WarnNotQuorate, WarnReport}
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, showMeeting, httpapi.Doc{
		Tag: Tag, Summary: "Show a meeting of a body",
		Description: "A meeting of the body's calendar, from its notice on: its agenda, who was there from when to when, the quorum, and all that was done about it (rules 7.5-7.7). What an exempt item is about is shown to whoever may read exempt cases, and to the body.",
		Warns:       Warned,
	}, s.Show)
	s.registerCourse(d)
	s.registerItem(d)
	httpapi.DoWith(d, setAttendance, httpapi.Doc{
		Tag: Tag, Summary: "Set who was at a meeting",
		Description: "Whole, in the place of what was recorded: until the minutes are signed. A deputy for a member who is there is refused, and so is anybody who is there twice at once (rule 7.7, KL § 7-10).",
		Faults:      slices.Concat(presence, InRecord, []*fault.Error{ErrNotYet}), Warns: Warned,
	}, s.SetAttendance)
	httpapi.DoWith(d, recordMovements, httpapi.Doc{
		Tag: Tag, Summary: "Record who comes and leaves",
		Description: "In the order in which they do, each at its time; many in one request. A deputy names the member whose seat they take, and is of the same municipality or group; one who is called out of turn is warned of. Others may speak: they count for nothing (rules 7.5, 7.7, KL § 7-10).",
		Faults:      slices.Concat(presence, InRecord, []*fault.Error{ErrNotYet}), Warns: Warned,
	}, s.RecordMovements)
}

func (s *Service) registerCourse(d *httpapi.Door) {
	httpapi.DoWith(d, CallMeeting, httpapi.Doc{
		Tag: Tag, Summary: "Call a meeting",
		Description: "Sends the notice with the agenda, and the meeting as a calendar file, to the members and deputies of the body. A notice later than the body's settings ask for goes out all the same, and is recorded as late: then those present may object to items. A remote meeting is held where the settings allow it, or where the chair's reason says why the matter cannot wait; a written procedure only so. It can answer a demand of one third of the members, and constitute the body; and a report is put on its agenda for each urgent meeting and written procedure on which the body is yet to report (KL §§ 7-1, 11-2, 11-3, 11-7, 11-8, rule 7.6).",
		Faults:      []*fault.Error{ErrContent, ErrState, ErrEmpty, ErrRemote, ErrWritten, ErrNoPlace, ErrConstituting, ErrDemand, meetingcalendar.ErrCancelled}, Warns: Warned,
	}, s.Call)
	httpapi.DoWith(d, openMeeting, httpapi.Doc{
		Tag: Tag, Summary: "Open a meeting",
		Description: "On its day or later, with the roll call. One person chairs, and is there; a body does not meet twice at once (rule 7.7).",
		Faults:      slices.Concat(presence, InRecord, []*fault.Error{ErrNotYet, ErrChair, ErrMeets}), Warns: Warned,
	}, s.Open)
	httpapi.DoWith(d, closeMeeting, httpapi.Doc{
		Tag: Tag, Summary: "Close a meeting",
		Description: "Once each item of the agenda is resolved, refused or withdrawn; whoever is there leaves. The record can be completed until the minutes are signed (rule 7.7).",
		Faults:      slices.Concat(InRecord, []*fault.Error{ErrItemsOpen}), Warns: Warned,
	}, s.Close)
	httpapi.DoWith(d, writeNotes, httpapi.Doc{
		Tag: Tag, Summary: "Write the notes of a working group",
		Description: "A working group has meetings and notes, and decides nothing (rule 7.1).",
		Faults:      []*fault.Error{ErrContent, ErrState, ErrTakesNotes, meetingcalendar.ErrCancelled}, Warns: Warned,
	}, s.WriteNotes)
}

func (s *Service) registerItem(d *httpapi.Door) {
	httpapi.DoWith(d, chairItem, httpapi.Doc{
		Tag: Tag, Summary: "Name who chairs an item",
		Description: "Somebody who takes part in it, such as the deputy chair where the chair is disqualified. On a tie their vote decides (KL §§ 11-2, 11-9).",
		Faults:      slices.Concat(InRecord, []*fault.Error{ErrItemState, ErrChair}), Warns: Warned,
	}, s.ChairItem)
	httpapi.DoWith(d, leaveItem, httpapi.Doc{
		Tag: Tag, Summary: "Record who leaves an item",
		Description: "All who left it, disqualified or exempted, each with the legal basis that the minutes name, and the deputy who took the seat for it. Whoever left takes no part in the item, and no vote of theirs is taken (KL §§ 11-4, 11-10, 11-11, rule 7.5).",
		Faults:      slices.Concat(InRecord, presence, []*fault.Error{ErrItemState, ErrLeave}), Warns: Warned,
	}, s.LeaveItem)
}
