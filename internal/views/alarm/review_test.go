package alarm_test

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/views/alarm"
)

// Rule 5.2: they are told on a working day by the organisation's own calendar.
func TestAReviewIsToldOnAWorkingDayThere(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	s := service(t, w)
	w.Do("clerk@3417", "POST", "/v1/organisations/3417/calendar/entries", object{"kind": "day_off", "first_day": "2024-03-01", "name": "Vinterferie"}).Is(201)
	office := w.Do(administrator, "GET", "/v1/organisations/3417/offices?kind=chief_executive", nil).Is(200).Text("items.0.self")
	w.Do(administrator, "POST", office+"/substitutes", object{"person": apptest.Person("planner1@3417"), "review_on": "2024-03-01"}).Is(201)
	for _, day := range []struct{ on, want int }{{1, 0}, {2, 0}, {4, 1}, {5, 1}} { // the 2nd is a Saturday
		w.Clock.Set(time.Date(2024, 3, day.on, 8, 0, 0, 0, time.UTC))
		if err := alarm.Queue(s, t.Context(), workday.Today(w.Clock.Now())); err != nil {
			t.Fatal(err)
		}
		if got := w.Do(chief, "GET", "/v1/me/notices?kind=substitute_review", nil).Is(200).Get("items").([]any); len(got) != day.want {
			t.Errorf("on 2024-03-0%d there are %d letters, want %d", day.on, len(got), day.want)
		}
	}
}
