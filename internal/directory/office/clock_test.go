package office_test

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// An office begins through one instance and ends at once through another, whose
// clock is behind: it was held, and did not end before it began.
func TestAnOfficeEndsAfterItBeganWhateverTheClocksSay(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	behind := w.Second(apptest.Behind(1500 * time.Millisecond))
	made := w.Do("administrator@3417", "POST", inGrue+"/offices", object{"office": "clerk", "person": apptest.Person("planner1@3417")}).Is(201)
	w.Clock.Set(w.Clock.Now().Add(time.Second))
	w.Do("administrator@3417", "POST", inGrue+"/offices", object{"office": "reader", "person": apptest.Person("planner2@3417")}).Is(201)
	ended := behind.Do("administrator@3417", "POST", made.Text("self")+"/end", object{"reason": "New post"}).Is(200)
	from, to := ended.Text("from"), ended.Text("to")
	if began, err := time.Parse(time.RFC3339, from); err != nil || !began.Equal(apptest.Start) {
		t.Errorf("it began at %s (%v)", from, err)
	}
	if end, err := time.Parse(time.RFC3339, to); err != nil || !end.Equal(w.Clock.Now()) {
		t.Errorf("it ended at %s, want the moment of the last act, %v (%v)", to, w.Clock.Now(), err)
	}
}
