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
