package workday

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why a day is no working day.
var (
	msgSaturday        = message.New("workday.saturday", "Saturday")
	msgSunday          = message.New("workday.sunday", "Sunday")
	msgNewYear         = message.New("workday.new_year", "New Year's Day")
	msgMaundyThursday  = message.New("workday.maundy_thursday", "Maundy Thursday")
	msgGoodFriday      = message.New("workday.good_friday", "Good Friday")
	msgEasterSunday    = message.New("workday.easter_sunday", "Easter Sunday")
	msgEasterMonday    = message.New("workday.easter_monday", "Easter Monday")
	msgLabourDay       = message.New("workday.labour_day", "Labour Day")
	msgConstitutionDay = message.New("workday.constitution_day", "Constitution Day")
	msgAscension       = message.New("workday.ascension", "Ascension Day")
	msgWhitSunday      = message.New("workday.whit_sunday", "Whit Sunday")
	msgWhitMonday      = message.New("workday.whit_monday", "Whit Monday")
	msgChristmasDay    = message.New("workday.christmas_day", "Christmas Day")
	msgBoxingDay       = message.New("workday.boxing_day", "Boxing Day")
	msgHoliday         = message.New1[message.Text]("workday.holiday", "public holiday: {name}")
	msgHolidays        = message.New2[message.Text, message.Text]("workday.holidays", "public holidays: {name} and {other}")
	msgDayOff          = message.New1[string]("workday.day_off", "day off: {name}")
)

// How a deadline is counted (rule 5.3).
var (
	msgWorkingDaysAfter  = message.New2[int, message.Spoken]("workday.working_days_after", "{n} working {n|day|days} after {start}")
	msgWorkingDaysBefore = message.New2[int, message.Spoken]("workday.working_days_before", "{n} working {n|day|days} before {start}")
	msgDaysAfter         = message.New2[int, message.Spoken]("workday.days_after", "{n} {n|day|days} after {start}")
	msgDaysBefore        = message.New2[int, message.Spoken]("workday.days_before", "{n} {n|day|days} before {start}")
	msgWeeksAfter        = message.New2[int, message.Spoken]("workday.weeks_after", "{n} {n|week|weeks} after {start}")
	msgWeeksBefore       = message.New2[int, message.Spoken]("workday.weeks_before", "{n} {n|week|weeks} before {start}")
	msgMonthsAfter       = message.New2[int, message.Spoken]("workday.months_after", "{n} {n|month|months} after {start}")
	msgMonthsBefore      = message.New2[int, message.Spoken]("workday.months_before", "{n} {n|month|months} before {start}")
	msgOrNext            = message.New1[message.Text]("workday.or_next", "{span}, or the first working day after that")
	msgOrPrevious        = message.New1[message.Text]("workday.or_previous", "{span}, or the last working day before that")
	msgOrNearest         = message.New1[message.Text]("workday.or_nearest", "{span}, or the working day nearest to that")
	msgIs                = message.New2[message.Text, Date]("workday.is", "{span} is {day}.")
	msgNotCounted        = message.New1[message.All[message.Text]]("workday.not_counted", "Not counted: {days}.")
	msgWeekend           = message.New1[int]("workday.weekend", "{n} weekend {n|day|days}")
	msgSkipped           = message.New2[Date, message.Text]("workday.skipped", "{day} ({reason})")
	msgMore              = message.New1[int]("workday.more", "{n} {n|other day|other days}")
	msgShortened         = message.New2[int, Month]("workday.shortened", "There is no day {n} in {month}, so the last day of that month is taken.")
	msgMovedForward      = message.New2[message.Text, Date]("workday.moved_forward", "That is not a working day ({reason}), so the deadline moves on to {day}.")
	msgMovedBack         = message.New2[message.Text, Date]("workday.moved_back", "That is not a working day ({reason}), so the deadline moves back to {day}.")
	msgMovedTie          = message.New2[message.Text, Date]("workday.moved_tie", "That is not a working day ({reason}); of two working days that are equally near, the later one is taken: {day}.")
	msgKept              = message.New1[message.Text]("workday.kept", "That is not a working day ({reason}); the rule leaves the deadline there.")
	msgByVersion         = message.New1[string]("workday.by_version", "Calendar version: {version}.")
)
