package meeting_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Two clerks open a meeting, and close it: each is done once, and the other is told so.
func TestTwoClerksOpenAndCloseAMeetingOnce(t *testing.T) {
	t.Parallel()
	w := board(t)
	meeting := plan(w, object{"date": "2024-02-12", "time": "10:00", "place": "Rådhuset"})
	first := item(w, meeting, "Grid capacity")
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
	later(w, 9, 0)
	there := object{"present": []object{{"person": apptest.Person(chair)}, {"person": apptest.Person(member)}}}
	one, other := apptest.Together(func() *apptest.Answer { return w.Do(secretariat, "POST", meeting+"/open", there) })
	one.Is(200).Has(object{"state": "opened", "attendance.2": nil})
	other.Refused(409, "meeting.wrong_state")
	later(w, 9, 30)
	w.Do(secretariat, "POST", first+"/withdraw", object{"reason": "Not ready"}).Is(200)
	one, other = apptest.Together(func() *apptest.Answer { return w.Do(secretariat, "POST", meeting+"/close", object{}) })
	one.Is(200).Has(object{"state": "closed"})
	other.Refused(409, "meeting.wrong_state")
}

// The net is lost half-way: the same request under its key is done once, also twice at
// once, and answered as it was.
func TestARepeatedRequestOfAMeetingIsDoneOnce(t *testing.T) {
	t.Parallel()
	w := board(t)
	meeting := plan(w, object{"date": "2024-02-12", "time": "10:00", "place": "Rådhuset"})
	item(w, meeting, "Grid capacity")
	steps := []struct {
		path string
		in   object
	}{
		{"/agenda", object{"kind": "other", "title": "The budget"}},
		{"/call", object{"form": "in_person"}},
		{"/open", object{"present": []object{{"person": apptest.Person(chair)}, {"person": apptest.Person(member)}}}},
		{"/attendance", object{"movements": []object{{"person": apptest.Person("planner1@3417"), "change": "arrived"}}}},
	}
	later(w, 9, 0)
	for i, s := range steps {
		key := apptest.Key("the step " + string(rune('a'+i)))
		again := func() *apptest.Answer { return w.Do(secretariat, "POST", meeting+s.path, s.in, key) }
		one, other := apptest.Together(again)
		one.Is(200)
		if other.Code != 200 && other.Text("code") != "idempotency.in_progress" {
			t.Errorf("%s again at once: %d %s", s.path, other.Code, other.Body)
		}
		if last := again().Is(200); last.Body.String() != one.Body.String() {
			t.Errorf("%s again: %s, and at first %s", s.path, last.Body, one.Body)
		}
	}
	w.Do(secretariat, "GET", meeting, nil).Is(200).Has(object{"state": "opened", "agenda.1.title": "The budget", "agenda.2": nil, "attendance.2.name": w.Do(secretariat, "GET", meeting, nil).Get("attendance.2.name"), "attendance.3": nil})
	w.Do(secretariat, "POST", meeting+"/open", object{}, apptest.Key("the step c")).Refused(422, "idempotency.key_reused")
}
