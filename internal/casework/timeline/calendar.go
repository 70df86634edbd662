package timeline

import "forankring.no/forankring/internal/platform/workday"

// HolidayCalendar is the national calendar of one year (rule 5.2).
type HolidayCalendar struct {
	Year     int             `json:"year" example:"2024"`
	Version  string          `json:"version" example:"no-1" doc:"The version of the calendar: another one may count other days"`
	Holidays []PublicHoliday `json:"holidays" doc:"The public holidays in the order of their days; two may fall on one day"`
}

// PublicHoliday is a Norwegian public holiday with both its names.
type PublicHoliday struct {
	Date   workday.Date `json:"date" format:"date" example:"2024-05-17"`
	Name   string       `json:"name" example:"Constitution Day" doc:"The name in English"`
	NameNo string       `json:"name_no" example:"syttende mai" doc:"The name in Norwegian (Bokmål)"`
}

func holidays(calendar *workday.Calendar, year int) *HolidayCalendar {
	shown := &HolidayCalendar{Year: year, Version: calendar.Version(), Holidays: []PublicHoliday{}}
	for _, h := range calendar.Holidays(year) {
		shown.Holidays = append(shown.Holidays, PublicHoliday(h))
	}
	return shown
}
