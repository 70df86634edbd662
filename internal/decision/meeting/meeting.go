// Package meeting keeps the meetings of bodies from their notice to their end: who is
// called, what is on the agenda, who comes and goes, and what is closed to the public
// (rules 7.5-7.7, KL ch. 11). A meeting begins as one that the body's calendar has
// planned, and keeps its identifier; what is moved or cancelled there is moved or
// cancelled here.
package meeting

import (
	"time"

	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// State is how far a meeting is.
type State string

// A meeting is planned in the calendar, called by its notice, opened, closed, and has
// minutes once they are signed; or the calendar has cancelled it.
const (
	Planned   State = "planned"
	Called    State = "called"
	Opened    State = "opened"
	Closed    State = "closed"
	Minuted   State = "minuted"
	Cancelled State = "cancelled"
)

// Form is how a meeting is held.
type Form string

// Members meet in one place, remotely (KL § 11-7), or some of them remotely; or they
// answer in writing (KL § 11-8).
const (
	InPerson Form = "in_person"
	Remote   Form = "remote"
	Both     Form = "both"
	Written  Form = "written"
)

// The faults of meetings.
var (
	ErrContent = fault.New(fault.Invalid, "meeting.sitting_invalid", "The meeting is not valid",
		"Texts are of one line, and a reason is never empty. `errors` names what is wrong.")
	ErrState = fault.New(fault.Conflict, "meeting.wrong_state", "The meeting is not so far, or further",
		"A meeting is called, opened, closed and minuted, in this order; what is done at it is recorded from its opening until its minutes are signed (rules 7.6, 7.7).")
	ErrEmpty = fault.New(fault.Conflict, "meeting.no_agenda", "The agenda is empty",
		"The notice of a meeting has its agenda with it (KL § 11-3).")
	ErrRemote = fault.New(fault.Conflict, "meeting.remote_not_allowed", "The body does not meet remotely",
		"A body meets remotely where its settings allow it (KL § 11-7), or where its chair decides, with a reason, that a matter cannot wait (KL § 11-8, rule 7.6).")
	ErrWritten = fault.New(fault.Invalid, "meeting.written_invalid", "The written procedure is not valid",
		"A written procedure has the chair's reason why the matter cannot wait, and the period in which every member agrees to the text and to the procedure (KL § 11-8, rule 7.6).")
	ErrNoPlace = fault.New(fault.Invalid, "meeting.no_place", "The place is missing",
		"A meeting in one place says where (KL § 11-4); one that is held remotely alone is `remote`.")
	ErrNotYet = fault.New(fault.Conflict, "meeting.before_its_day", "The day of the meeting has not come",
		"A meeting is opened on its day, or recorded after it. Move it in the calendar of the body if it is held earlier (rule 5.2).")
	ErrMeets = fault.New(fault.Conflict, "meeting.meets_already", "The body is meeting",
		"A body does not meet twice at once: close the other meeting first (rule 7.7).")
	ErrChair = fault.New(fault.Invalid, "meeting.no_chair", "Nobody chairs",
		"One person chairs, and is there: the chair of the body, the deputy chair, or whom those present elect (KL § 11-2). Name whoever does in `chair`.")
	ErrItemsOpen = fault.New(fault.Conflict, "meeting.items_open", "Items are not finished",
		"Each item of the agenda is resolved, refused or withdrawn before the meeting is closed; deferring it, taking note of it and not being quorate are resolutions too (rule 7.3).")
	ErrMoment = fault.New(fault.Invalid, "meeting.moment", "The time does not fit the meeting",
		"What happens at a meeting happens on its day or later, until it is closed, and never in the future (rule 7.7).")
	ErrInWriting = fault.New(fault.Conflict, "meeting.in_writing", "It is treated in writing",
		"A written procedure has no meeting, no votes and no doors: every member agrees to the text and to the procedure, or nothing is decided (KL § 11-8).")
	ErrConstituting = fault.New(fault.Conflict, "meeting.not_constituting", "The meeting does not constitute the body",
		"An elected body is constituted in a meeting in which two thirds of its members are present, and not in writing (KL § 7-1).")
	ErrDemand = fault.New(fault.Invalid, "meeting.no_demand", "No such demand stands",
		"A meeting answers a demand of one third of the members of its body that stands, and is not answered by another (KL § 11-2, rule 7.6).")
	ErrTakesNotes = fault.New(fault.Conflict, "meeting.notes_alone", "The body makes notes, and does not resolve",
		"A working group has meetings and notes, and decides nothing (rule 7.1).")
)

// What a meeting does not fit, and is held all the same.
var (
	WarnLate = fault.New(fault.Invalid, "meeting.notice_late", "The notice went out too late",
		"The settings of the body ask for notice on an earlier day; a matter can be decided unless the chair or one third of those present object (KL § 11-3, rule 7.6).")
	WarnNoLead = fault.New(fault.Invalid, "meeting.notice_unset", "No time is set for the notice",
		"KL § 11-3 asks for reasonable notice, and names no number of days: the body has set none (rule 7.6).")
	WarnOutOfTurn = fault.New(fault.Invalid, "meeting.deputy_out_of_turn", "Another deputy is before them",
		"Deputies are called in the order in which they were elected (KL § 7-10). The record says who sat.")
	WarnReport = fault.New(fault.Invalid, "meeting.report_due", "It is to report on what was decided urgently",
		"What a body decided in writing or in an urgent remote meeting is reported to its next meeting: put a report on the agenda that names it in `reports_on` (KL § 11-8, rule 7.6).")
	WarnNotQuorate = fault.New(fault.Invalid, "meeting.not_quorate_now", "Fewer than half of the members are there",
		"An item can be decided only when at least half of the members have been present and have voted (KL § 11-9, rule 7.5).")
)

// BodyMeeting is a meeting of a body.
type BodyMeeting struct {
	request.Resource
	ID           int64        `json:"id" example:"41" doc:"The same as in the calendar of the body"`
	BodyID       int64        `json:"-"`
	Organisation string       `json:"organisation" example:"kongsvingerregionen"`
	Body         string       `json:"body" example:"styre"`
	BodyKind     string       `json:"body_kind" example:"board"`
	BodyName     string       `json:"body_name" example:"Styret"`
	Date         workday.Date `json:"date" format:"date" example:"2024-03-14" doc:"As in the calendar, until it is opened"`
	Time         *string      `json:"time" example:"18:00" doc:"When it begins, in the zone; null where only the day is known"`
	Zone         string       `json:"zone" example:"Europe/Oslo"`
	Title        string       `json:"title,omitempty" example:"Styremøte"`
	MeetingRecord
	Notice     *MeetingNotice    `json:"notice,omitempty" doc:"When its notice had to go out, and when it did; left out before it was called"`
	Quorum     MeetingQuorum     `json:"quorum"`
	Agenda     []*AgendaItem     `json:"agenda" doc:"What it is about, in the order in which it is treated"`
	Attendance []*MeetingStay    `json:"attendance" doc:"Who was there, from when to when"`
	Absent     []MeetingAbsence  `json:"absent" doc:"The members who are not there now, or at the end, and whose seats nobody takes, with the deputies in their turn"`
	History    []MeetingAct      `json:"history" doc:"All that was done about it, the first first"`
	Warnings   []SittingWarning  `json:"warnings" doc:"What does not fit, but stands"`
	ReportsDue []ReportDue       `json:"reports_due" doc:"The urgent meetings and written procedures of the body on which it is yet to report (KL § 11-8)"`
	Related    map[string]string `json:"related" doc:"The addresses of what belongs to the meeting, by name"`

	planned  meetingcalendar.Meeting
	reports  []ReportDue
	seats    []*body.Seat
	statutes body.Statutes
}

// MeetingRecord is what is kept of a meeting beside its calendar.
type MeetingRecord struct {
	State         State         `json:"state" db:"state" enum:"planned,called,opened,closed,minuted,cancelled" doc:"Output only: acts change it"`
	Form          Form          `json:"form" db:"form" enum:"in_person,remote,both,written" doc:"How it is held: in one place, remotely, some of the members remotely, or in writing (KL §§ 11-7, 11-8)"`
	Place         string        `json:"place,omitempty" db:"place" example:"Rådhuset, Kongsvinger"`
	Extraordinary bool          `json:"extraordinary" db:"extraordinary" doc:"Whether it is held beside the ordinary ones"`
	Constituting  bool          `json:"constituting" db:"constituting" doc:"Whether it constitutes the body: then two thirds of the members have to be there (KL § 7-1)"`
	Urgent        string        `json:"urgent,omitempty" db:"urgent" doc:"The chair's reason why the matter could not wait, where it is held remotely or in writing for that (KL § 11-8)"`
	PeriodFrom    *time.Time    `json:"period_from" db:"period_from" doc:"Of a written procedure: from when members answer"`
	PeriodTo      *time.Time    `json:"period_to" db:"period_to" doc:"Of a written procedure: until when"`
	Language      string        `json:"language" db:"language" enum:"nb,nn,en" doc:"The language of its minutes"`
	CalledAt      *time.Time    `json:"called_at" db:"called_at"`
	CalledBy      *string       `json:"called_by" db:"called_by" format:"uuid" doc:"Who sent the notice"`
	OpenedAt      *time.Time    `json:"opened_at" db:"opened_at"`
	ClosedAt      *time.Time    `json:"closed_at" db:"closed_at"`
	Chair         *string       `json:"chair" db:"chair" format:"uuid" doc:"Who chairs it, unless another chairs an item"`
	Notes         string        `json:"notes,omitempty" db:"notes" doc:"Of a working group: what was said"`
	NoticeDue     *workday.Date `json:"-" db:"notice_due"`
	NoticeLate    bool          `json:"-" db:"notice_late"`
	NoticeSays    message.Text  `json:"-" db:"notice_says"`
	Rev           int64         `json:"-" db:"revision"`
	// Meets says that the body has another meeting open.
	Meets bool `json:"-" db:"meets"`
}

// MeetingNotice is when the notice of a meeting had to go out, by the settings of the body.
type MeetingNotice struct {
	Due      *workday.Date `json:"due" format:"date" doc:"The last day for it, as it was counted when it went out; null where the body has set none"`
	Late     bool          `json:"late" doc:"Whether it went out after that day"`
	Sentence message.Text  `json:"sentence,omitzero" doc:"How the day was counted" example:"7 days before 14 March 2024 is 7 March 2024."`
}

// MeetingQuorum is how many members are there, and how many must vote on an item.
type MeetingQuorum struct {
	Size    int `json:"size" example:"12" doc:"The members that the body has, vacant seats included"`
	Needed  int `json:"needed" example:"6" doc:"How many must be present and vote: half of them, rounded up (KL § 11-9), or two thirds in a meeting that constitutes the body (KL § 7-1)"`
	Present int `json:"present" example:"9" doc:"How many seats are taken now, or were at the end"`
}

// MeetingAbsence is a member who is not there, and the deputies who are asked in their turn.
type MeetingAbsence struct {
	Person       string   `json:"person" format:"uuid"`
	Name         string   `json:"name"`
	Municipality *string  `json:"municipality" example:"3417"`
	InTurn       []string `json:"in_turn" doc:"The deputies who could take the seat, the first in turn first (KL § 7-10)"`
}

// MeetingAct is one act about a meeting, or about an item of its agenda.
type MeetingAct struct {
	Item       *int64       `json:"item" db:"item_id" doc:"The item that it was about; null for the meeting itself"`
	Act        string       `json:"act" db:"act" doc:"The identifier of the operation"`
	Detail     message.Text `json:"detail,omitzero" db:"detail" doc:"What was done, where the act does not say it"`
	Reason     message.Text `json:"reason,omitzero" db:"reason"`
	Person     string       `json:"person" db:"person" format:"uuid"`
	OnBehalfOf *string      `json:"on_behalf_of" db:"on_behalf_of" format:"uuid"`
	At         time.Time    `json:"at" db:"at"`
}

// SittingWarning is something about a meeting that is worth a look.
type SittingWarning struct {
	Code   string       `json:"code" example:"meeting.notice_late"`
	Detail message.Text `json:"detail"`
}

// MeetingCallInput calls a meeting.
type MeetingCallInput struct {
	Form          Form       `json:"form" enum:"in_person,remote,both,written" example:"in_person"`
	Place         string     `json:"place,omitempty" maxLength:"200" example:"Rådhuset, Kongsvinger" doc:"Where it is held; the place in the calendar if left out"`
	Extraordinary bool       `json:"extraordinary,omitempty" doc:"Whether it is held beside the ordinary ones"`
	Constituting  bool       `json:"constituting,omitempty" doc:"Whether it constitutes the body: then two thirds of the members have to be there (KL § 7-1)"`
	Demand        *int64     `json:"demand,omitempty" minimum:"1" example:"3" doc:"The demand of one third of the members that it answers, by its identifier: then it is extraordinary (KL § 11-2)"`
	Urgent        string     `json:"urgent,omitempty" maxLength:"1000" doc:"The chair's reason why the matter cannot wait: for a written procedure, and for a remote meeting of a body that does not meet remotely otherwise (KL § 11-8)"`
	PeriodFrom    *time.Time `json:"period_from,omitempty" doc:"Of a written procedure: from when members answer"`
	PeriodTo      *time.Time `json:"period_to,omitempty" doc:"Of a written procedure: until when"`
	Language      string     `json:"language,omitempty" enum:"nb,nn,en" example:"nb" doc:"The language of the minutes; nb if left out"`
}

// MeetingOpenInput opens a meeting, with the roll call.
type MeetingOpenInput struct {
	Chair   string                 `json:"chair,omitempty" format:"uuid" minLength:"36" maxLength:"36" doc:"Who chairs; the chair of the body if left out, or the deputy chair where the chair is not there"`
	At      *time.Time             `json:"at,omitempty" doc:"When; now if left out"`
	Present []MeetingPresenceInput `json:"present,omitempty" maxItems:"500" doc:"Who is there at the opening, beside those whose coming was recorded before"`
}

// MeetingMomentInput says when something was done.
type MeetingMomentInput struct {
	At *time.Time `json:"at,omitempty" doc:"When; now if left out"`
}

// MeetingNotesInput are the notes of a working group.
type MeetingNotesInput struct {
	Notes string `json:"notes" maxLength:"50000" example:"We looked at the sites in the north."`
}
