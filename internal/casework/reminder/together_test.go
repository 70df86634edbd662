package reminder_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/testkit/apptest"
)

// naming is a deadline to name people on the day of answer, of the mandate or
// of the timeline.
func naming(kind reminder.Kind, key string) reminder.Deadline {
	d := answer()
	d.Kind, d.Key, d.Subject, d.Asked = kind, key, "naming", []authority.Post{admin}
	return d.Escalating(apptest.Region, "3417")
}

// Rules 6.1, 6.2: two deadlines about one thing on one day are one letter for
// each person and step, whichever was planned first, up the whole ladder.
func TestTwoDeadlinesAboutOneThingOnOneDayAreOneLetter(t *testing.T) {
	t.Parallel()
	mandate, milestone := naming("naming", "mandate/1"), naming("milestone", "naming_due")
	for name, order := range map[string][]reminder.Deadline{"the mandate first": {mandate, milestone}, "the milestone first": {milestone, mandate}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			l.plan(order...)
			for _, day := range []string{"2024-02-19", "2024-03-06", "2024-03-08", "2024-03-11", "2024-03-13", "2024-03-15"} {
				l.Clock.Set(eight(day))
				l.send()
			}
			l.told("administrator@3417", "reminder", "reminder", "due_today", "overdue")
			l.told("chief_executive@3417", "overdue")
			l.told("secretariat@"+apptest.Region, "overdue")
			l.told("board_chair@"+apptest.Region, "overdue")
			for _, r := range l.rows(reminder.Filter{}) {
				if r.State == reminder.Skipped || len(r.Letters) == 0 || (r.TogetherWith == nil) != (r.Kind == order[0].Kind) {
					t.Errorf("a row of one letter for both is %+v", r)
				}
			}
		})
	}
}

// Rule 6.5: the one that stays goes on by itself.
func TestOfTwoDeadlinesAboutOneThingTheOneThatStaysIsRemindedOf(t *testing.T) {
	t.Parallel()
	l := open(t)
	mandate, milestone := naming("naming", "mandate/1"), naming("milestone", "naming_due")
	l.plan(mandate, milestone)
	l.Clock.Set(eight("2024-02-19"))
	l.send()
	l.in(func(tx pgx.Tx, now time.Time) error {
		return reminder.Stop(t.Context(), tx, now, mandate.Ref, message.Verbatim("named"))
	})
	l.Clock.Set(eight("2024-03-06"))
	l.send()
	l.told("administrator@3417", "reminder", "reminder")
	other := naming("naming", "mandate/2")
	other.Due = other.Due.AddDays(3)
	l.plan(other)
	l.Clock.Set(eight("2024-03-08"))
	l.send()
	l.Clock.Set(eight("2024-03-11"))
	l.send()
	l.told("administrator@3417", "reminder", "reminder", "due_today", "reminder", "overdue", "due_today")
}
