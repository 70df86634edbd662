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

// Rules 6.4, 10.2: whoever keeps a site is told on a working day there that its review is
// old, once, and again when 90 days have passed.
func TestAnOldReviewOfASiteIsToldAgainAfterNinetyDays(t *testing.T) {
	t.Parallel()
	w := inForce(t)
	s := service(t, w)
	w.Do(administrator, "POST", "/v1/organisations/3417/sites", object{"name": "Nord (illustrative)", "area_m2": 90000}).Is(201)
	made := w.Clock.Now()
	for _, day := range []struct {
		after, want int
	}{{360, 0}, {370, 1}, {371, 1}, {440, 1}, {470, 2}} {
		at := made.AddDate(0, 0, day.after)
		for !workday.Norway().IsWorkingDay(workday.Today(at)) {
			at = at.AddDate(0, 0, 1)
		}
		w.Clock.Set(at)
		if err := alarm.Queue(s, t.Context(), workday.Today(at)); err != nil {
			t.Fatal(err)
		}
		for who, want := range map[string]int{administrator: day.want, "case_officer@3417": day.want, chief: 0} {
			if got := w.Do(who, "GET", "/v1/me/notices?kind=site_review_due", nil).Is(200).Get("items").([]any); len(got) != want {
				t.Errorf("after %d days %s has %d letters, want %d", day.after, who, len(got), want)
			}
		}
	}
}
