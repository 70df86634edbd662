package person_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

func TestEmploymentsTogetherAreFullTimeAtMost(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	planner := apptest.Person("planner1@3417") // full time in Grue since 2020
	there := "/v1/organisations/3418/employments"
	half := object{"person": planner, "staff_key": "shared-1", "from": "2024-03-01", "capacity": 50}
	w.Admit("3418", "planner1@3417", "employment")
	// What the person gives elsewhere is not told (rule 1.2).
	if a := w.Do("administrator@3418", "POST", there, half).Refused(409, "directory.over_full_time"); strings.Contains(a.Text("detail"), "150") {
		t.Errorf("it is told what others employ the person for: %s", a.Body)
	}
	path := inGrue + "/employments/planner1"
	tag := w.Do("clerk@3417", "GET", path, nil).Is(200).ETag()
	w.Do("administrator@3417", "PUT", path+"/capacity/2024-03-01", object{"percent": 50}).Refused(428, "precondition.required")
	lowered := w.Do("administrator@3417", "PUT", path+"/capacity/2024-03-01", object{"percent": 50}, apptest.IfMatch(tag)).Is(200)
	if lowered.Text("capacity.1.from") != "2024-03-01" {
		t.Errorf("lowered to %s", lowered.Body)
	}
	w.Do("administrator@3417", "PUT", path+"/capacity/2024-03-01", object{"percent": 40}, apptest.IfMatch(tag)).Refused(412, "precondition.stale")
	low, high := apptest.Together(func() *apptest.Answer { return w.Do("administrator@3418", "POST", there, half) })
	low.Is(201)
	high.Is(409)
	w.Do("administrator@3417", "PUT", path+"/capacity/2024-06-01", object{"percent": 51}, apptest.IfMatch(lowered.ETag())).Refused(409, "directory.over_full_time")
	made := w.Do("clerk@3418", "GET", there+"/shared-1", nil).Is(200)
	ended := w.Do("administrator@3418", "PATCH", there+"/shared-1", object{"to": "2024-06-01", "title": "Planner"}, apptest.IfMatch(made.ETag())).Is(200)
	if ended.Text("to") != "2024-06-01" || ended.Text("title") != "Planner" {
		t.Errorf("ended as %s", ended.Body)
	}
	w.Do("administrator@3417", "PUT", path+"/capacity/2024-06-01", object{"percent": 51}, apptest.IfMatch(lowered.ETag())).Is(200)
	w.Do("administrator@3418", "PATCH", there+"/shared-1", object{"to": "2024-06-02"}, apptest.IfMatch(ended.ETag())).Refused(409, "directory.over_full_time")
}

func TestAnEmploymentIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	clerk := apptest.Person("clerk@3417")
	for name, tt := range map[string]struct {
		body   object
		status int
		code   string
	}{
		"under a staff key that is taken": {object{"person": clerk, "staff_key": "planner1", "from": "2024-01-01", "capacity": 10}, 409, "directory.staff_key_taken"},
		"of a person nobody knows":        {object{"person": "00000000-0000-4000-8000-000000000000", "staff_key": "a", "from": "2024-01-01", "capacity": 10}, 422, "directory.unknown_person"},
		"ending before it begins":         {object{"person": clerk, "staff_key": "a", "from": "2024-01-01", "to": "2024-01-01", "capacity": 10}, 422, "directory.period_invalid"},
		"over full time":                  {object{"person": clerk, "staff_key": "a", "from": "2024-01-01", "capacity": 101}, 422, "request.invalid"},
		"on a day that does not exist":    {object{"person": clerk, "staff_key": "a", "from": "2023-02-29", "capacity": 10}, 422, "request.invalid"},
		"with a title over two lines":     {object{"person": clerk, "staff_key": "a", "from": "2024-01-01", "capacity": 10, "title": "a\nb"}, 422, "directory.content_invalid"},
	} {
		t.Run(name, func(*testing.T) {
			w.Do("administrator@3417", "POST", inGrue+"/employments", tt.body).Refused(tt.status, tt.code)
		})
	}
	tag := w.Do("clerk@3417", "GET", inGrue+"/employments/planner1", nil).Is(200).ETag()
	w.Do("administrator@3417", "PUT", inGrue+"/employments/planner1/capacity/2019-12-31", object{"percent": 5}, apptest.IfMatch(tag)).Refused(422, "directory.period_invalid")
	w.Do("administrator@3417", "PUT", inGrue+"/employments/planner1/capacity/tomorrow", object{"percent": 5}, apptest.IfMatch(tag)).Refused(422, "request.invalid")
	w.Do("clerk@3417", "PUT", inGrue+"/employments/planner1/capacity/2024-03-01", object{"percent": 5}, apptest.IfMatch(tag)).Refused(403, "permission.denied")
	w.Do("clerk@3417", "PATCH", inGrue+"/employments/planner1", object{"title": "x"}, apptest.IfMatch(tag)).Refused(403, "permission.denied")
	w.Do("administrator@3418", "PATCH", inGrue+"/employments/planner1", object{"title": "x"}, apptest.IfMatch(tag)).Refused(404, "resource.not_found")
	w.Do("administrator@3418", "GET", "/v1/organisations/3418/employments/clerk-1", nil).Refused(404, "resource.not_found")
	w.Do("secretariat@"+apptest.Region, "GET", inRegion+"/employments", nil).Refused(404, "resource.not_found")
	found := w.Do("chief_executive@3417", "GET", inGrue+"/employments?q=planner3&on=2024-02-12", nil).Is(200)
	if found.Text("items.0.staff_key") != "planner3" || found.Get("items.0.capacity.0.percent") != 100.0 {
		t.Errorf("found %s", found.Body)
	}
	none := w.Do("chief_executive@3417", "GET", inGrue+"/employments?on=2019-12-31", nil).Is(200)
	if len(none.Get("items").([]any)) != 0 {
		t.Errorf("employed before the first day: %s", none.Body)
	}
}

// first is the first day of the employments that the property draws.
var first = workday.MustDate("2024-01-01")

const days = 60

func anyEmployment(t *rapid.T) *person.Employment {
	from := rapid.IntRange(0, days-1).Draw(t, "from")
	e := &person.Employment{From: first.AddDays(from), Capacity: []person.Capacity{{From: first.AddDays(from), Percent: rapid.IntRange(0, 100).Draw(t, "percent")}}}
	if rapid.Bool().Draw(t, "ends") {
		to := first.AddDays(rapid.IntRange(from+1, days).Draw(t, "to"))
		e.To = &to
	}
	for range rapid.IntRange(0, 3).Draw(t, "entries") {
		day := first.AddDays(rapid.IntRange(from, days-1).Draw(t, "day"))
		_, err := e.Give(day, rapid.IntRange(0, 100).Draw(t, "given"))
		if outside := e.To != nil && !day.Before(*e.To); outside != errors.Is(err, organisation.ErrPeriod) {
			t.Fatalf("an entry on %s in [%s, %v): %v", day, e.From, e.To, err)
		}
	}
	return e
}

// naive counts an employment's percent day by day, entry by entry.
func naive(e *person.Employment) (percent [days]int) {
	for i := range days {
		day := first.AddDays(i)
		var latest workday.Date
		for _, c := range e.Capacity {
			if !c.From.After(day) && (latest.IsZero() || c.From.After(latest)) {
				latest, percent[i] = c.From, c.Percent
			}
		}
		if day.Before(e.From) || (e.To != nil && !e.To.After(day)) {
			percent[i] = 0
		}
	}
	return percent
}

func TestCapacityIsRefusedJustWhenOneDayIsOverFullTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var all []*person.Employment
		var sum [days]int
		for range rapid.IntRange(0, 4).Draw(t, "employments") {
			e := anyEmployment(t)
			all = append(all, e)
			for i, p := range naive(e) {
				if got := e.PercentOn(first.AddDays(i)); got != p {
					t.Fatalf("on day %d it gives %d, want %d", i, got, p)
				}
				sum[i] += p
			}
		}
		over := false
		for _, s := range sum {
			over = over || s > 100
		}
		if err := person.CheckCapacity(all, ""); over != errors.Is(err, person.ErrOverFullTime) {
			t.Fatalf("a day over full time: %v, but the rule says %v", over, err)
		}
	})
}
