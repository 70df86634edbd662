package calendar

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why an entry is refused.
var (
	msgTooEarly     = message.New1[workday.Date]("calendar.too_early", "must be {day} or later")
	msgTooLate      = message.New1[workday.Date]("calendar.too_late", "must be {day} or earlier")
	msgEndsBefore   = message.New("calendar.ends_before", "must not be before the first day")
	msgEndless      = message.New("calendar.endless", "must be within a year of the first day")
	msgSaysOpposite = message.New3[string, message.Text, message.Text]("calendar.says_opposite", "contradicts “{name}” ({kind}) {days}")
	msgOverlaps     = message.New2[string, message.Text]("calendar.overlaps", "overlaps “{name}” {days}")
	msgOnDay        = message.New1[workday.Date]("calendar.on_day", "on {day}")
	msgOnDays       = message.New2[workday.Date, workday.Date]("calendar.on_days", "from {first} to {last}")
)

// The kinds of entries.
var (
	msgKindDayOff     = message.New("calendar.kind.day_off", "day off")
	msgKindRecess     = message.New("calendar.kind.recess", "recess")
	msgKindWorkingDay = message.New("calendar.kind.working_day", "working day")
)

// Why a count of days is refused.
var (
	msgNoRule     = message.New("calendar.no_rule", "must be a rule such as `working_days:10`, `days:42,forward` or `months:-1,nearest`, of about ten years at most")
	msgNoZone     = message.New("calendar.no_zone", "must name a time zone, such as `Europe/Oslo`")
	msgOutOfRange = message.New("calendar.out_of_range", "leads to a day outside the years 1900 to 2200")
)

// What a change makes of deadlines.
var (
	msgWouldMove = message.New3[workday.Date, message.Text, workday.Date]("calendar.would_move", "It stays on {due}. By its rule ({rule}) it would now be {day}.")
	msgNowOff    = message.New2[workday.Date, workday.Reason]("calendar.now_off", "{day} is no longer a working day ({reason}).")
)
