package meetingcalendar

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// When a meeting is.
var (
	msgOnDay  = message.New1[workday.Date]("meeting.on_day", "{day}")
	msgAtTime = message.New2[workday.Date, string]("meeting.at_time", "{day} at {time}")
)

// What is wrong with a meeting, or worth a look.
var (
	msgDayOff      = message.New1[workday.Reason]("meeting.is_day_off", "is not a working day: {reason}")
	msgRecess      = message.New1[string]("meeting.in_recess", "lies in a time without meetings: {name}")
	msgSameTime    = message.New1[message.Text]("meeting.at_same_time", "{when} the body has another meeting")
	msgSameDay     = message.New1[workday.Date]("meeting.on_same_day", "the body has another meeting on {day}")
	msgPassed      = message.New("meeting.has_passed", "has passed")
	msgHeldOn      = message.New1[workday.Date]("meeting.held_on", "must stay {day}, which has passed")
	msgChangedHere = message.New1[message.Text]("meeting.stays", "the file says as it did before; it was changed here since, and stays: {when}")
	msgNoReplaces  = message.New("meeting.replaces_needs", "must stand with `replaces_from`, `replaces_to` and `source`, the first day not after the last")
	msgUnreadable  = message.New1[int]("meeting.replaces_unread", "{n} {n|meeting|meetings} of the file cannot be kept: as the whole calendar it is kept whole, or not at all")
	msgRefusedRows = message.New2[int, int]("meeting.refused_rows", "{n} of {all} meetings cannot be kept, so none was. Correct them and send all again, or keep the others with `skip_refused=true`.")
	msgImported    = message.New1[string]("meeting.imported", "Imported from {source}")
	msgMissing     = message.New1[string]("meeting.missing", "No longer in the calendar {source}")
)

// What a body goes by, in letters.
var (
	msgNoticeLead  = message.New1[message.Text]("meeting.notice_lead", "Notice goes out at least {lead} before a meeting.")
	msgNoNotice    = message.New("meeting.no_notice", "No time is set for the notice of meetings.")
	msgMinutesLead = message.New1[message.Text]("meeting.minutes_lead", "Minutes are signed at most {lead} after a meeting.")
	msgNoMinutes   = message.New("meeting.no_minutes", "No time is set for the minutes of meetings.")
	msgPapersLead  = message.New1[message.Text]("meeting.papers_lead", "Papers are handed in at least {lead} before a meeting.")
	msgNoPapers    = message.New("meeting.no_papers", "No time is set for the papers of meetings.")
	msgDaysBefore  = message.New1[int]("meeting.days_before", "{n} {n|day|days}")
	msgWorkingDays = message.New1[int]("meeting.working_days_before", "{n} {n|working day|working days}")
)

// What became of a meeting, in letters and reports.
var (
	msgCreated   = message.New1[message.Text]("meeting.told_created", "Planned: {when}.")
	msgMoved     = message.New2[message.Text, message.Text]("meeting.told_moved", "Moved from {before} to {after}.")
	msgCancelled = message.New1[message.Text]("meeting.told_cancelled", "Cancelled: {when}.")
	msgRestored  = message.New1[message.Text]("meeting.told_restored", "Held after all: {when}.")
	msgChanged   = message.New1[[]string]("meeting.told_changed", "Changed: {members}.")
	msgNotKnown  = message.New("meeting.not_known", "It is not held, and was not in this calendar.")
	msgOfAnother = message.New1[string]("meeting.of_another", "It is a meeting of another body: {body}.")
	msgMore      = message.New1[int]("meeting.and_more", "And {n} more.")
)
