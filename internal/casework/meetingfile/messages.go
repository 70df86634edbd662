package meetingfile

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why a calendar cannot be read.
var (
	msgOutside    = message.New("meeting_file.outside", "stands outside a calendar: it begins with BEGIN:VCALENDAR")
	msgEndsOther  = message.New("meeting_file.ends_other", "ends what has not begun")
	msgEndsEarly  = message.New("meeting_file.ends_early", "The calendar ends before END:VCALENDAR: the file is not complete. Fetch it again.")
	msgTooDeep    = message.New1[int]("meeting_file.too_deep", "must not lie more than {n} parts deep")
	msgNoProperty = message.New2[string, int]("meeting_file.no_property", "{name} in line {line} cannot be read")
)

// What is wrong with a meeting.
var (
	msgNoStart     = message.New("meeting_file.no_start", "must have one day or time on which it begins (DTSTART)")
	msgNoDate      = message.New("meeting_file.no_date", "must be a date such as 2024-03-14 or 14.03.2024")
	msgNoTime      = message.New("meeting_file.no_time", "must be a time such as 18:00 or kl. 18, or empty")
	msgNoSequence  = message.New("meeting_file.no_sequence", "must be a whole number from 0")
	msgNoZone      = message.New1[string]("meeting_file.no_zone", `there is no time zone "{name}"`)
	msgTooLong     = message.New1[int]("meeting_file.too_long", "must have at most {n} characters")
	msgYesOrNo     = message.New("meeting_file.yes_or_no", "must be true or false, ja or nei, or empty")
	msgTwice       = message.New1[int]("meeting_file.in_row", "the meeting at {row} has the same identifier")
	msgRange       = message.New("meeting_file.range", "must name one meeting of the series: RANGE=THISANDFUTURE is not read")
	msgManyRules   = message.New("meeting_file.many_rules", "must have one rule (RRULE), and none of what it leaves out (EXRULE)")
	msgNoRule      = message.New("meeting_file.no_rule", "must be a rule by days, weeks, months or years, as RFC 5545 has it (RRULE)")
	msgWithinDays  = message.New("meeting_file.within_days", "must not recur within a day: a body meets once")
	msgTooOften    = message.New1[int]("meeting_file.too_often", "must give at most {n} days")
	msgNoTimes     = message.New("meeting_file.no_times", "must give a day: there is none by this rule")
	msgTooLongAgo  = message.New1[int]("meeting_file.too_long_ago", "must have begun in the last {years} years")
	msgTooManyRule = message.New("meeting_file.too_many_rules", "is one rule too many for a file: divide it")
)

// What is read all the same.
var (
	msgHourSkipped   = message.New3[string, workday.Date, string]("meeting_file.no_such_hour", "there is no {time} on {day}, when the clock is put forward: read as {hour}")
	msgHourTwice     = message.New2[string, workday.Date]("meeting_file.hour_comes_twice", "{time} comes twice on {day}, when the clock is put back: the first is meant")
	msgOtherZone     = message.New3[string, workday.Date, string]("meeting_file.in_zone", "is {time} on {day} in {zone}")
	msgGoesOn        = message.New1[workday.Date]("meeting_file.goes_on", "goes on after {day}, up to which it is read")
	msgSaysCancelled = message.New("meeting_file.says_cancelled", "says that the meeting is cancelled; the file marks it as held")
)

// What is wrong with a header.
var (
	msgColumnTwice   = message.New("meeting_file.column_twice", "is in the header more than once")
	msgColumnMissing = message.New("meeting_file.column_missing", "is missing")
	msgColumnsAre    = message.New1[[]string]("meeting_file.columns_are", "The columns are {columns}. The header names each at most once and must have the date; others are ignored.")
)
