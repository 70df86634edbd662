package meetingcalendar_test

import (
	"fmt"
	"slices"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// ical is a calendar with one meeting.
func ical(uid string, sequence int, at string) string {
	return fmt.Sprintf("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:%s\r\nSEQUENCE:%d\r\nDTSTART;TZID=Europe/Oslo:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", uid, sequence, at)
}

// RFC 5546, 2.1.5: what is older than what was read stays unread.
func TestAnOlderVersionOfAMeetingMovesNothing(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	imported(w, "source=acos", ical("a", 2, "20240314T180000")).Is(200)
	older := imported(w, "source=acos", ical("a", 1, "20240321T180000")).Is(200)
	if results(older) != "unchanged" || older.Text("rows.0.warnings.0.code") != "meeting.older_version" {
		t.Errorf("an older version: %s", older.Body)
	}
	w.Do(secretariat, "GET", older.Text("rows.0.meeting"), nil).Is(200).Has(object{"date": "2024-03-14", "history.1": nil})
	if newer := imported(w, "source=acos", ical("a", 3, "20240321T180000")).Is(200); results(newer) != "moved" {
		t.Errorf("a newer version: %s", newer.Body)
	}
	// Another source counts its versions by itself.
	if other := imported(w, "source=outlook", ical("b", 0, "20240411T180000")).Is(200); results(other) != "created" {
		t.Errorf("of another source: %s", other.Body)
	}
}

func TestTwoImportsAtOnceMakeEachMeetingOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	one, other := apptest.Together(func() *apptest.Answer {
		return imported(w, "source=acos", csv("14.03.2024;18:00;Styremøte;;a", "18.04.2024;;Styremøte;;b"))
	})
	got := []string{results(one.Is(200)), results(other.Is(200))}
	slices.Sort(got)
	if want := []string{"created created", "unchanged unchanged"}; !slices.Equal(got, want) {
		t.Errorf("the imports say %q, want %q", got, want)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM planned_meeting`); n != 2 {
		t.Errorf("%d meetings", n)
	}
}

// Who cancels a meeting that an import moves meanwhile cancels what they saw, or nothing.
func TestAMeetingThatAnImportMovesIsNotCancelledUnseen(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := imported(w, "source=acos", csv("14.03.2024;18:00;Styremøte;;a")).Is(200).Text("rows.0.meeting")
	seen := w.Do(secretariat, "GET", at, nil).Is(200)
	tx, err := w.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `SELECT FROM planned_meeting FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	moving, cancelling := make(chan *apptest.Answer, 1), make(chan *apptest.Answer, 1)
	go func() { moving <- imported(w, "source=acos", csv("21.03.2024;18:00;Styremøte;;a")) }()
	pgtest.AwaitLocks(t, w.Pool, 1, nil)
	go func() {
		cancelling <- w.Do(secretariat, "POST", at+"/cancel", object{"reason": "Too few matters"}, apptest.IfMatch(seen.ETag()))
	}()
	pgtest.AwaitLocks(t, w.Pool, 2, nil)
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if moved := (<-moving).Is(200); results(moved) != "moved" {
		t.Errorf("the import says %s", moved.Body)
	}
	(<-cancelling).Refused(412, "precondition.stale")
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"date": "2024-03-21", "state": "planned", "history.2": nil})
}

// An import knows of what is on the days to which it moves, and of nothing more.
func TestAnImportKnowsWhatIsOnItsDays(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	imported(w, "source=acos", csv("14.03.2024;18:00;Styremøte;;a", "18.04.2024;18:00;Styremøte;;b", "16.05.2024;;Styremøte;;c")).Is(200)
	refused := imported(w, "source=acos", csv("18.04.2024;18:00;Styremøte;;a")).Refused(422, "meeting.rows_refused")
	if got := refused.Text("errors.0.pointer"); got != "/rows/2/date" {
		t.Errorf("it is refused at %s", got)
	}
	if got := imported(w, "source=acos", csv("16.05.2024;18:00;Styremøte;;a")).Is(200); results(got) != "moved" || got.Text("rows.0.warnings.0.code") != "meeting.same_day" {
		t.Errorf("moved to the day of another: %s", got.Body)
	}
}
