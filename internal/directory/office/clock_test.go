package office_test

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// One act through an instance whose clock is an hour ahead does not date the acts
// of all others, which go on by their own.
func TestAClockThatIsFarAheadDatesNoOtherActs(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	ahead := w.Second(apptest.Behind(-time.Hour))
	body := func(person string) object {
		return object{"office": "clerk", "person": apptest.Person(person + "@3417")}
	}
	first := ahead.Do("administrator@3417", "POST", inGrue+"/offices", body("planner1")).Is(201)
	for i, person := range []string{"planner2", "planner3"} {
		made := w.Do("administrator@3417", "POST", inGrue+"/offices", body(person)).Is(201)
		if from, err := time.Parse(time.RFC3339, made.Text("from")); err != nil || !from.Equal(apptest.Start) {
			t.Errorf("act %d after it is of %v (%v), want %v", i+1, from, err, apptest.Start)
		}
	}
	if from, err := time.Parse(time.RFC3339, first.Text("from")); err != nil || !from.Equal(apptest.Start.Add(time.Hour)) {
		t.Errorf("the act itself is of %v (%v)", from, err)
	}
}

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
