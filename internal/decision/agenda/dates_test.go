package agenda_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// dated is a furnished region whose board asks for papers ten days, and for the notice
// seven days before a meeting, and for signed minutes three working days after it.
func dated(t *testing.T) *apptest.World {
	t.Helper()
	w := apptest.Treated(t)
	tag := w.Do(secretariat, "GET", styre+"/settings", nil).Is(200).ETag()
	w.Do(secretariat, "PUT", styre+"/settings", object{
		"from": "2024-01-01", "reason": "The rules of procedure", "submission": object{"count": 10, "unit": "days"}, "notice": object{"count": 7, "unit": "days"}, "minutes": object{"count": 3, "unit": "working_days"},
	}, apptest.IfMatch(tag)).Is(200)
	return w
}

// planned is a meeting of the board with the case on its agenda: its address here and in
// the calendar.
func planned(w *apptest.World, date string) (meeting, entry string) {
	made := w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": date, "time": "10:00", "place": "Rådhuset"}).Is(201)
	w.Do(secretariat, "POST", made.Text("related.meeting")+"/agenda", object{"kind": "treatment", "region": apptest.Region, "case": "2024-2"}).Is(200)
	return made.Text("related.meeting"), made.Text("self")
}

// standing are the deadlines of the case that are reminded of, with their days.
func standing(t *testing.T, w *apptest.World) string {
	t.Helper()
	var found string
	err := w.Pool.QueryRow(t.Context(), `
		SELECT coalesce(string_agg(d.kind || ' ' || d.due, ', ' ORDER BY array_position(ARRAY['papers', 'meeting_notice', 'resolution', 'minutes'], d.kind)), '') FROM deadline d JOIN casefile c ON c.id = d.case_id
		WHERE c.serial = 2 AND d.state = 'standing' AND d.kind IN ('papers', 'meeting_notice', 'resolution', 'minutes')`).Scan(&found)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func reminds(t *testing.T, w *apptest.World, after, want string) {
	t.Helper()
	if got := standing(t, w); got != want {
		t.Errorf("after %s: %s\nwant %s", after, got, want)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM reminder r JOIN deadline d ON d.id = r.deadline_id WHERE r.state = 'planned' AND d.state <> 'standing'`); n != 0 {
		t.Errorf("after %s, %d reminders are planned of what is due no more", after, n)
	}
}

// Rules 5.4, 6.2, 6.5: what is due around a meeting follows it, and ends with what was done.
func TestWhatIsDueAroundAMeetingFollowsIt(t *testing.T) {
	t.Parallel()
	w := dated(t)
	meeting, entry := planned(w, "2024-03-14")
	const placed = "papers 2024-03-04, meeting_notice 2024-03-07, resolution 2024-03-14, minutes 2024-03-19"
	reminds(t, w, "placing", placed)
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM reminder r JOIN deadline d ON d.id = r.deadline_id WHERE d.kind = 'meeting_notice' AND r.addressed_as = 'asked' AND r.addressee->>'office' = 'secretariat'`); n == 0 {
		t.Error("nobody is asked for the notice")
	}
	w.Do(secretariat, "POST", entry+"/move?dry_run=true", object{"date": "2024-03-21", "reason": "The accounts"}).Is(200)
	reminds(t, w, "trying to move it", placed)
	w.Do(secretariat, "POST", entry+"/move", object{"date": "2024-03-21", "reason": "The accounts"}).Is(200)
	const moved = "papers 2024-03-11, meeting_notice 2024-03-14, resolution 2024-03-21, minutes 2024-03-26"
	reminds(t, w, "moving", moved)
	w.Do(secretariat, "POST", entry+"/cancel", object{"reason": "Snow"}).Is(200)
	reminds(t, w, "cancelling", "")
	w.Do(secretariat, "POST", entry+"/restore", object{"reason": "Thaw"}).Is(200)
	reminds(t, w, "restoring", moved)
	item := w.Do(secretariat, "GET", meeting, nil).Is(200).Text("agenda.0.self")
	w.Do(secretariat, "PUT", item, object{"kind": "treatment", "title": "Footpath", "region": apptest.Region, "case": "2024-2", "papers": []object{{"title": "A map", "address": "https://example.no/map"}}}, apptest.IfMatch("*")).Is(200)
	reminds(t, w, "laying papers", strings.TrimPrefix(moved, "papers 2024-03-11, "))
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
	reminds(t, w, "the notice", "resolution 2024-03-21, minutes 2024-03-26")
	w.Do(secretariat, "POST", entry+"/move", object{"date": "2024-03-22", "reason": "The hall"}).Is(200)
	reminds(t, w, "moving what was called", "resolution 2024-03-22, minutes 2024-03-27")
	tag := w.Do(secretariat, "GET", styre+"/settings", nil).Is(200).ETag()
	w.Do(secretariat, "PUT", styre+"/settings", object{"from": "2024-02-01", "reason": "Revised", "minutes": object{"count": 14, "unit": "days"}}, apptest.IfMatch(tag)).Is(200)
	reminds(t, w, "other statutes", "resolution 2024-03-22, minutes 2024-04-05")
	w.Do(secretariat, "POST", item+"/withdraw", object{"reason": "Not ready"}).Is(200)
	reminds(t, w, "taking it off", "")
}

// Rules 6.5, 7.7: the minutes are due until all have signed who sign them.
func TestMinutesAreDueUntilTheyAreSigned(t *testing.T) {
	t.Parallel()
	w := dated(t)
	w.Exec(`UPDATE meeting SET state = 'closed', closed_at = opened_at + interval '1 hour' WHERE state = 'opened'`)
	meeting, _ := planned(w, "2024-02-12")
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
	w.Clock.Set(time.Date(2024, 2, 12, 9, 0, 0, 0, time.UTC))
	chair, member := "board_chair@"+apptest.Region, "board_member@"+apptest.Region
	w.Do(secretariat, "POST", meeting+"/open", object{"present": []object{{"person": apptest.Person(chair)}, {"person": apptest.Person(member)}}}).Is(200)
	w.Clock.Set(time.Date(2024, 2, 12, 9, 30, 0, 0, time.UTC))
	item := w.Do(secretariat, "GET", meeting, nil).Text("agenda.0.self")
	w.Do(secretariat, "POST", item+"/proposals", object{"kind": "main", "by": "The secretariat", "text": "The region maps its grid."}).Is(200)
	w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "resolution", "on": []int{1}, "voices": []object{{"person": apptest.Person(chair), "voice": "for"}, {"person": apptest.Person(member), "voice": "for"}}}).Is(200)
	w.Do(secretariat, "POST", item+"/resolve", object{"outcome": "recommended", "items": []object{{"number": 1, "text": "The region maps its grid."}}}).Is(200)
	reminds(t, w, "the resolution", "minutes 2024-02-15")
	w.Clock.Set(time.Date(2024, 2, 12, 10, 0, 0, 0, time.UTC))
	w.Do(secretariat, "POST", meeting+"/close", object{}).Is(200)
	draft := w.Do(chair, "GET", meeting+"/minutes", nil).Is(200)
	w.Do(chair, "POST", meeting+"/minutes/sign", object{"sha256": draft.Text("sha256")}).Is(200)
	reminds(t, w, "the signature", "")
}

// A meeting that is moved and called at once ends as if one had come after the other.
func TestAMeetingIsMovedAndCalledAtOnce(t *testing.T) {
	t.Parallel()
	w := dated(t)
	meeting, entry := planned(w, "2024-03-14")
	moved := make(chan *apptest.Answer, 1)
	go func() {
		moved <- w.Do(secretariat, "POST", entry+"/move", object{"date": "2024-03-21", "reason": "The accounts"})
	}()
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
	(<-moved).Is(200)
	reminds(t, w, "both", "resolution 2024-03-21, minutes 2024-03-26")
}

// A case is taken back while its meeting moves: nothing is reminded of then.
func TestACaseIsTakenBackWhileItsMeetingMoves(t *testing.T) {
	t.Parallel()
	w := dated(t)
	_, entry := planned(w, "2024-03-14")
	moved := make(chan *apptest.Answer, 1)
	go func() {
		moved <- w.Do(secretariat, "POST", entry+"/move", object{"date": "2024-03-21", "reason": "The accounts"})
	}()
	w.Do(secretariat, "POST", cases+"2024-2/treatment/take-back", object{"reason": "More work"}).Is(200)
	(<-moved).Is(200)
	reminds(t, w, "both", "")
}

// However a meeting is moved, called off and called, exactly what the statutes ask for is
// reminded of, on the days that they say.
func TestRemindersFollowWhateverBecomesOfAMeeting(t *testing.T) {
	t.Parallel()
	w := dated(t)
	meeting, entry := planned(w, "2024-03-14")
	days := workday.Norway()
	day, called, off := workday.Date{}, false, false
	if err := day.UnmarshalText([]byte("2024-03-14")); err != nil {
		t.Fatal(err)
	}
	acts := rapid.SliceOfN(rapid.IntRange(-3, 15), 24, 24).Example(int(time.Now().UnixNano() & 0xffff))
	for _, act := range acts {
		switch {
		case act <= 9 && !off: // moved by so many days
			day = day.AddDays(act)
			w.Do(secretariat, "POST", entry+"/move", object{"date": day.String(), "reason": "x"}).Is(200)
		case act <= 12 && off:
			w.Do(secretariat, "POST", entry+"/restore", object{"reason": "x"}).Is(200)
			off = false
		case act <= 14 && !off:
			w.Do(secretariat, "POST", entry+"/cancel", object{"reason": "x"}).Is(200)
			off = true
		case !off && !called:
			w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
			called = true
		}
		want := ""
		if !off {
			if !called {
				want = fmt.Sprintf("papers %s, meeting_notice %s, ", days.Previous(day.AddDays(-10)), days.Previous(day.AddDays(-7)))
			}
			want += fmt.Sprintf("resolution %s, minutes %s", day, days.AddWorkingDays(day, 3))
		}
		if got := standing(t, w); got != want {
			t.Fatalf("after %v, called %v, off %v: %s\nwant %s", acts, called, off, got, want)
		}
	}
}
