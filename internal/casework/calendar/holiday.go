package calendar

import (
	"context"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

var showHolidays = act.Show[YearRef]("show-holidays", "/v1/calendars/norway/{year}", act.Public)

// YearRef is how a path names a year.
type YearRef struct {
	Year int `path:"year" minimum:"1900" maximum:"2200" example:"2024" doc:"The year"`
}

// HolidayCalendar is the national calendar of one year (rule 5.2).
type HolidayCalendar struct {
	Year     int             `json:"year" example:"2024"`
	Version  string          `json:"version" example:"no-1" doc:"The version of the calendar: another one may count other days"`
	Holidays []PublicHoliday `json:"holidays" doc:"The public holidays in the order of their days; two may fall on one day"`
}

// PublicHoliday is a Norwegian public holiday.
type PublicHoliday struct {
	Date workday.Date `json:"date" format:"date" example:"2024-05-17"`
	Name message.Text `json:"name" example:"Constitution Day" doc:"The name in the language of the answer"`
}

func registerHolidays(d *httpapi.Door) {
	norway := workday.Norway()
	httpapi.Show(d, showHolidays, httpapi.Doc{
		Tag: Tag, Summary: "Show the public holidays of a year",
		Description: "The Norwegian public holidays as working days are counted here (rule 5.2).",
	}, func(_ context.Context, _ authn.Actor, at YearRef) (*HolidayCalendar, error) {
		return holidaysOf(norway, at.Year), nil
	})
}

func holidaysOf(calendar *workday.Calendar, year int) *HolidayCalendar {
	shown := &HolidayCalendar{Year: year, Version: calendar.Version(), Holidays: []PublicHoliday{}}
	for _, h := range calendar.Holidays(year) {
		shown.Holidays = append(shown.Holidays, PublicHoliday(h))
	}
	return shown
}
