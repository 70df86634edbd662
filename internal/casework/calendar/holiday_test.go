package calendar_test

import (
	"testing"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/testkit/apptest"
)

func TestThePublicReadsTheHolidaysOfAYear(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	year := w.Do("", "GET", "/v1/calendars/norway/2027", nil, apptest.Header("Accept-Language", "nn")).Is(200)
	var answer calendar.HolidayCalendar
	year.Into(&answer)
	if answer.Version != "no-1" || len(answer.Holidays) != 12 || answer.Holidays[0].Name.String() != "første nyttårsdag" {
		t.Errorf("2027 is shown as %+v", answer)
	}
	w.Do("", "GET", "/v1/calendars/norway/1900", nil).Is(200)
	w.Do("", "GET", "/v1/calendars/norway/1899", nil).Refused(422, "request.invalid")
	w.Do("", "GET", "/v1/calendars/norway/2201", nil).Refused(422, "request.invalid")
	w.Do("", "GET", "/v1/calendars/norway/next", nil).Refused(422, "request.invalid")
}
