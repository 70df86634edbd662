package task_test

import (
	"slices"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// A substitute's day of review that comes is a task of the holder and of the
// administrator until it is renewed; the substitute has nothing to say in it (rule 1.4).
func TestRule14AReviewThatHasComeIsATaskUntilItIsRenewed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	waits := func(who string, want ...string) {
		t.Helper()
		if got := w.ids(who, "?kind=review_substitute"); !slices.Equal(got, want) {
			t.Errorf("for %s waits %v, want %v", who, got, want)
		}
	}
	office := w.Do(administrator, "GET", "/v1/organisations/3417/offices?kind=chief_executive", nil).Is(200).Text("items.0.self")
	x := w.Do(administrator, "POST", office+"/substitutes", object{"person": apptest.Person("planner1@3417"), "review_on": "2024-03-01"}).Is(201).Text("self")
	waits(chief)
	w.Clock.Set(time.Date(2024, 3, 1, 8, 0, 0, 0, time.UTC))
	waits(chief, "review-substitute/1")
	waits(administrator, "review-substitute/1")
	waits("planner1@3417")
	waits("clerk@3417")
	waits("administrator@3418")
	w.Do(administrator, "GET", tasks+"?kind=review_substitute", nil).Is(200).Has(object{
		"items.0.by": "2024-03-01", "items.0.overdue": false, "items.0.office": "administrator", "items.0.action.act": "renew-substitute", "items.0.action.open": true,
	})
	href := w.Do(chief, "GET", tasks+"?kind=review_substitute", nil).Is(200).Text("items.0.action.href")
	w.Do("planner1@3417", "POST", href, object{"review_on": "2024-09-01"}).Refused(404, "resource.not_found")
	w.Do(chief, "POST", href, object{"review_on": "2024-03-01"}).Refused(422, "directory.period_invalid")
	w.Do(chief, "POST", href, object{"review_on": "2024-09-01"}).Is(200).Has(object{"review_on": "2024-09-01", "review_due": false})
	waits(chief)
	waits(administrator)
	w.Clock.Set(time.Date(2024, 9, 2, 8, 0, 0, 0, time.UTC))
	waits(administrator, "review-substitute/1")
	w.Do(administrator, "POST", x+"/renew", object{"review_on": "2025-02-01"}).Is(200)
	w.Do(administrator, "POST", x+"/renew", object{"review_on": "2025-02-01"}).Is(200) // again: nothing changes
	waits(chief)
	if got := w.count("audit_event WHERE act IN ('renew-substitute', 'renew-own-substitute')"); got != 2 {
		t.Errorf("%d events tell of it", got)
	}
}
