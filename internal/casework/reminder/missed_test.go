package reminder_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
)

// Rule 6.4: several missed steps of one deadline and addressee are one letter, of
// the newest.
func TestMissedStepsCollapseIntoTheNewest(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	l.Clock.Set(eight("2024-03-07"))
	l.send()
	l.told("chief_executive@3417", "reminder")
	l.states("skipped", "queued", "planned", "planned")
	rows := l.rows(reminder.Filter{})
	if why := rows[0].Why.String(); why != "missed, and told in one letter with a newer step: 2 working days before" {
		t.Errorf("the older was skipped because %q", why)
	}
	if rows[0].Late || !rows[1].Late {
		t.Errorf("the letter is not marked late, or what was not sent is: %+v", rows[:2])
	}
	l.Clock.Set(eight("2024-03-13"))
	l.send() // to whom nothing else is owed
	l.told("chief_executive@3417", "reminder", "overdue")
	l.told("administrator@3417", "overdue")
}

// Rule 6.4: what was missed waits for the send time of a working day in the
// calendar of the addressee's organisation.
func TestNothingMissedGoesOutInTheNightOrOnADayOff(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.run(`INSERT INTO calendar_entry (organisation_id, kind, first_day, last_day, number, name, since)
		SELECT id, 'day_off', '2024-03-11', '2024-03-11', 1, 'Planleggingsdag', 1 FROM organisation WHERE key = '3417'`)
	other := answer()
	other.Municipality, other.Asked = "3418", []authority.Post{{Organisation: "3418", Office: office.ChiefExecutive}}
	l.plan(answer(), other)
	for _, night := range []string{"2024-03-08 23:59:59 Z", "2024-03-09 12:00:00 Z", "2024-03-11 06:59:59 Z"} { // the Friday is over in Norway; a Saturday; before eight on Monday
		at, err := time.Parse("2006-01-02 15:04:05 Z", night)
		if err != nil {
			t.Fatal(err)
		}
		l.Clock.Set(at)
		for range 2 {
			l.send()
		}
		l.told("chief_executive@3417")
		l.told("chief_executive@3418")
	}
	l.Clock.Set(eight("2024-03-11"))
	l.send()
	l.told("chief_executive@3417")
	l.told("chief_executive@3418", "overdue")
	for _, r := range l.rows(reminder.Filter{Municipality: "3417", State: reminder.Planned}) {
		if r.Step == reminder.OnTheDay && (r.PostponedTo == nil || !r.PostponedTo.Equal(eight("2024-03-12"))) {
			t.Errorf("it waits for %v", r.PostponedTo)
		}
	}
	l.Clock.Set(eight("2024-03-12"))
	l.send()
	l.told("chief_executive@3417", "overdue")
	if r := l.rows(reminder.Filter{Municipality: "3417", State: reminder.Queued}); len(r) == 0 || !r[0].Late {
		t.Errorf("the ledger has %+v", r)
	}
}

// Rule 6.4: whoever takes the steps of one deadline, in however many batches, one
// letter goes out.
func TestDispatchersAtOnceCollapseEachDeadlineOnce(t *testing.T) {
	t.Parallel()
	l := open(t)
	var all []reminder.Deadline
	for n := range 300 { // 600 due rows: more than a batch
		d := answer()
		d.Key, d.Admin = fmt.Sprint("mandate/", n), nil
		all = append(all, d)
	}
	l.in(func(tx pgx.Tx, now time.Time) error { return reminder.PlanEach(l.t.Context(), tx, now, all) })
	l.Clock.Set(eight("2024-03-06"))
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			if err := l.Dispatch(t.Context()); err != nil {
				t.Errorf("dispatch: %v", err)
			}
		})
	}
	wait.Wait()
	var letters, sent, skipped int
	err := l.Pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM letter WHERE channel = 'email'),
		(SELECT count(*) FROM reminder WHERE state = 'queued'), (SELECT count(*) FROM reminder WHERE state = 'skipped')`).Scan(&letters, &sent, &skipped)
	if err != nil {
		t.Fatal(err)
	}
	if letters != 300 || sent != 300 || skipped != 300 {
		t.Errorf("%d letters of %d sent reminders, %d skipped", letters, sent, skipped)
	}
}
