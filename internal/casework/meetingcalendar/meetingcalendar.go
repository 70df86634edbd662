// Package meetingcalendar keeps the meeting calendars of bodies: the meetings that
// are planned, and what became of each (rules 5.2, 5.5). What begins with the notice
// of a meeting points at it.
package meetingcalendar

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The states of a planned meeting.
const (
	Planned   = "planned"
	Cancelled = "cancelled"
)

// The faults of planned meetings.
var (
	ErrContent = fault.New(fault.Invalid, "meeting.content_invalid", "The meeting is not valid",
		"A meeting has a day, and texts of one line; a reason is never empty. `errors` names what is wrong.")
	ErrSameTime = fault.New(fault.Conflict, "meeting.same_time", "The body has a meeting at that time",
		"A body holds one meeting at a time (rule 5.2). Move or cancel the other one first.")
	ErrHeld = fault.New(fault.Conflict, "meeting.held", "The day of the meeting has passed",
		"A meeting whose day has passed is not moved any more: it was held, or it is cancelled with the reason why not. Its texts can be corrected (rule 5.2).")
	ErrOpened = fault.New(fault.Conflict, "meeting.opened_already", "The meeting has been opened",
		"A meeting that was opened is held: it is neither moved nor cancelled any more (rules 5.2, 7.7).")
	ErrIntoPast = fault.New(fault.Invalid, "meeting.into_the_past", "The day has passed",
		"A meeting is moved to today or later (rule 5.2).")
	ErrCancelled = fault.New(fault.Conflict, "meeting.cancelled", "The meeting is cancelled",
		"A meeting that is cancelled is restored before anything else becomes of it (rule 5.2).")
	ErrNotCancelled = fault.New(fault.Conflict, "meeting.not_cancelled", "The meeting is not cancelled",
		"Only a meeting that is cancelled can be restored (rule 5.2).")
	ErrRows = fault.New(fault.Invalid, "meeting.rows_refused", "Some meetings cannot be kept",
		"No meeting was kept. Correct what `errors` names and send all again, or keep the others with `skip_refused=true`; `dry_run=true` shows what each would do.")
	ErrReplaces = fault.New(fault.Invalid, "meeting.replaces_invalid", "The file cannot be taken for the whole calendar",
		"A file that is the whole calendar of a period names the first and the last day of it, and its source; and all of its meetings can be read: what cannot be read may be the one that is missing (rule 5.2).")
)

// What a meeting does not fit, and is kept with all the same.
var (
	WarnDayOff = fault.New(fault.Invalid, "meeting.day_off", "The day is not a working day",
		"The meeting lies on a weekend, a public holiday, or a day off in the calendar of the body (rule 5.2).")
	WarnRecess = fault.New(fault.Invalid, "meeting.recess", "No meetings are held on that day",
		"The calendar of the body has a time without meetings then (rule 5.2).")
	WarnSameDay = fault.New(fault.Invalid, "meeting.same_day", "The body has another meeting on that day",
		"Two meetings of a body on one day are kept; see whether one of them is meant.")
	WarnChangedHere = fault.New(fault.Invalid, "meeting.changed_here", "The meeting was changed here since",
		"The file says the same as it did before, and the meeting was moved, cancelled or changed here since: it stays as it is.")
	WarnOlder = fault.New(fault.Invalid, "meeting.older_version", "The file has an older version of the meeting",
		"A newer version of the meeting was imported before; it stays as it is (RFC 5546, 2.1.5).")
	WarnPassed = fault.New(fault.Invalid, "meeting.day_passed", "The day has passed",
		"The meeting is entered as one that was planned.")
)

// Meeting is a meeting that a body has planned.
type Meeting struct {
	request.Resource
	ID           int64  `json:"id" db:"id" example:"41"`
	BodyID       int64  `json:"-" db:"body_id"`
	Organisation string `json:"organisation" db:"organisation" example:"kongsvingerregionen"`
	Body         string `json:"body" db:"body" example:"styre"`
	BodyKind     string `json:"body_kind" db:"body_kind" example:"board"`
	BodyName     string `json:"body_name" db:"body_name" example:"Styret"`
	// OrganisationName is what the organisation of the body is called.
	OrganisationName string             `json:"-" db:"organisation_name"`
	Date             workday.Date       `json:"date" db:"on_date" format:"date" example:"2024-03-14"`
	Time             *string            `json:"time" db:"at_time" example:"18:00" doc:"When it begins, in the zone; null where only the day is known"`
	Zone             string             `json:"zone" db:"zone" example:"Europe/Oslo"`
	Title            string             `json:"title,omitempty" db:"title" example:"Styremøte"`
	Place            string             `json:"place,omitempty" db:"place" example:"Rådhuset, Kongsvinger"`
	Remote           bool               `json:"remote" db:"remote" doc:"Whether it is held as a remote meeting (KL § 11-7)"`
	Note             string             `json:"note,omitempty" db:"note" doc:"What else is to be known of it"`
	State            string             `json:"state" db:"state" enum:"planned,cancelled" example:"planned"`
	Source           string             `json:"source,omitempty" db:"source" example:"acos" doc:"The calendar that it was imported from; left out where it was entered here"`
	UID              string             `json:"uid" db:"uid" doc:"What its source calls it, unique there"`
	Sequence         int                `json:"-" db:"sequence"`
	Said             string             `json:"-" db:"said"`
	CreatedAt        time.Time          `json:"created_at" db:"created_at"`
	ChangedAt        time.Time          `json:"changed_at" db:"changed_at"`
	Warnings         []MeetingWarning   `json:"warnings" db:"-" doc:"What does not fit, but is kept; in lists empty"`
	History          []MeetingChange    `json:"history" db:"-" doc:"All that became of it, the first first; in lists empty"`
	Hangs            []MeetingDependent `json:"hangs" db:"-" doc:"What hangs on it; in lists empty"`
	Related          map[string]string  `json:"related" db:"-" doc:"The addresses of what belongs to it, by name"`
}

// MeetingWarning is something about a meeting that is worth a look.
type MeetingWarning struct {
	Code   string       `json:"code" example:"meeting.day_off"`
	Detail message.Text `json:"detail" example:"public holiday: Maundy Thursday"`
}

// MeetingChange is one act on a meeting.
type MeetingChange struct {
	Meeting    int64         `json:"-" db:"meeting_id"`
	Change     string        `json:"change" db:"change" enum:"created,moved,changed,cancelled,restored" example:"moved"`
	OldDate    *workday.Date `json:"old_date" db:"old_date" format:"date" doc:"The day before the act; null where it made the meeting"`
	OldTime    *string       `json:"old_time" db:"old_time"`
	NewDate    workday.Date  `json:"new_date" db:"new_date" format:"date"`
	NewTime    *string       `json:"new_time" db:"new_time"`
	Reason     message.Text  `json:"reason,omitzero" db:"reason"`
	Person     string        `json:"person" db:"person" format:"uuid"`
	OnBehalfOf *string       `json:"on_behalf_of" db:"on_behalf_of" format:"uuid"`
	At         time.Time     `json:"at" db:"at"`
}

// MeetingDependent is something that hangs on a meeting: a plan's step, a reserved place.
type MeetingDependent struct {
	Text message.Text `json:"text" example:"The plan of case 2024-17 treats its proposal there."`
	Href string       `json:"href" example:"/v1/regions/kongsvingerregionen/cases/2024-17/plan"`
	// People are told when the meeting is moved or cancelled.
	People []string `json:"-"`
	// Called says that the notice of the meeting has gone out.
	Called bool `json:"-"`
	// Opened says that the meeting has been opened: it is neither moved nor cancelled
	// any more.
	Opened bool `json:"-"`
}

// MeetingInput plans a meeting.
type MeetingInput struct {
	Date workday.Date `json:"date" format:"date" example:"2024-03-14"`
	Time *string      `json:"time,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"18:00" doc:"When it begins, by the clock where the body is; left out where only the day is known"`
	MeetingText
}

// MeetingText is what a meeting says of itself besides when it is.
type MeetingText struct {
	Title  string `json:"title,omitempty" maxLength:"200" example:"Styremøte"`
	Place  string `json:"place,omitempty" maxLength:"200" example:"Rådhuset, Kongsvinger"`
	Remote bool   `json:"remote,omitempty" doc:"Whether it is held as a remote meeting (KL § 11-7)"`
	Note   string `json:"note,omitempty" maxLength:"1000" example:"With a tour of the site" doc:"What else is to be known of it"`
}

// MeetingsInput plans several meetings of a body.
type MeetingsInput struct {
	Meetings []MeetingInput `json:"meetings" minItems:"1" maxItems:"200"`
}

// MeetingMoveInput moves a meeting.
type MeetingMoveInput struct {
	Date   workday.Date `json:"date" format:"date" example:"2024-03-21" doc:"The day to which it is moved, today or later"`
	Time   *string      `json:"time,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"18:00" doc:"When it begins then; left out where only the day is known"`
	Reason string       `json:"reason" minLength:"1" maxLength:"1000" example:"The accounts are not ready" doc:"Why: those whom it concerns read it"`
}

// MeetingReasonInput says why.
type MeetingReasonInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" example:"Too few matters" doc:"Why: those whom it concerns read it"`
}

// tidy brings the texts to their one form.
func (in *MeetingText) tidy(c *fault.Checks, at string) {
	canon.TidyLine(c, at+"/title", &in.Title)
	canon.TidyLine(c, at+"/place", &in.Place)
	canon.TidyText(c, at+"/note", &in.Note)
}

// reasoned brings a reason to its one form, and refuses one of blanks.
func reasoned(reason *string) error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", reason)
	return c.Err(ErrContent)
}

// when is the day and time of a meeting, in words.
func (m Meeting) when() message.Text {
	if m.Time == nil {
		return msgOnDay.With(m.Date)
	}
	return msgAtTime.With(m.Date, *m.Time)
}

// Href is the address of a planned meeting.
func Href(ref Ref) string { return showMeeting.Href(ref) }

// Path is the address of the meeting.
func (m Meeting) Path() string { return showMeeting.Href(m.ref()) }

// mustNotBeOpened refuses to move or to cancel a meeting that has been opened.
func mustNotBeOpened(hangs []MeetingDependent) error {
	if slices.ContainsFunc(hangs, func(h MeetingDependent) bool { return h.Opened }) {
		return ErrOpened
	}
	return nil
}

// ref is the meeting as paths name it.
func (m Meeting) ref() Ref {
	return Ref{Ref: body.Body{Organisation: m.Organisation, Key: m.Body}.Ref(), Meeting: m.ID}
}

// mustBePlanned refuses acts on a meeting that is cancelled.
func (m Meeting) mustBePlanned() error {
	if m.State == Cancelled {
		return ErrCancelled
	}
	return nil
}

// mustBeCancelled refuses to restore a meeting that is not.
func (m Meeting) mustBeCancelled() error {
	if m.State != Cancelled {
		return ErrNotCancelled
	}
	return nil
}

// mustBeMovable refuses to move a meeting that is cancelled, or whose day has passed.
func (m Meeting) mustBeMovable(today workday.Date) error {
	if err := m.mustBePlanned(); err != nil {
		return err
	}
	if m.Date.Before(today) {
		return ErrHeld
	}
	return nil
}

// sameTime says whether another meeting is on the same day at the same time, or on
// the same day without one.
func (m Meeting) sameTime(day workday.Date, time *string) bool {
	return m.Date == day && equalText(m.Time, time)
}

func equalText(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }

// warningsOn are what a day does not fit, by the calendar of the body.
func warningsOn(day workday.Date, calendar *workday.Calendar) []*fault.Error {
	var found []*fault.Error
	if reason := calendar.Reason(day); !reason.IsZero() {
		found = append(found, WarnDayOff.On("/date", msgDayOff.With(reason)))
	}
	if e, recess := calendar.InRecess(day); recess {
		found = append(found, WarnRecess.On("/date", msgRecess.With(e.Name)))
	}
	return found
}
