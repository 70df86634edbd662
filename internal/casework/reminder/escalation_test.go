package reminder_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/testkit/apptest"
)

// escalating is the answer deadline with all lists: its last steps fall on 13
// and 15 March.
func escalating() reminder.Deadline {
	d := answer()
	d.Chief = []authority.Post{chief}
	d.Region = []authority.Post{
		{Organisation: apptest.Region, Office: office.Secretariat}, {Organisation: apptest.Region, Body: "styre", Role: "chair"},
	}
	return d
}

func TestAnAnswerThatStaysAwayEscalatesUntilItIsGiven(t *testing.T) {
	t.Parallel()
	days := []string{"2024-02-19", "2024-03-06", "2024-03-08", "2024-03-11", "2024-03-13", "2024-03-15"}
	asked := []string{"reminder", "reminder", "due_today", "overdue"}
	for name, c := range map[string]struct {
		sent                 int // steps, before the answer
		chief, admin, region []string
		cancelled            int
	}{
		"it is given after two reminders":         {2, asked[:2], nil, nil, 5},
		"it is given on the day":                  {3, asked[:3], nil, nil, 4},
		"the administrator has heard":             {4, asked[:3], []string{"overdue"}, nil, 3},
		"it has escalated to the chief executive": {5, asked, []string{"overdue"}, nil, 2},
		"it has escalated to the region":          {6, asked, []string{"overdue"}, []string{"overdue"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			l.plan(escalating())
			for i, day := range days {
				if i == c.sent {
					l.in(func(tx pgx.Tx, now time.Time) error {
						return reminder.Stop(t.Context(), tx, now, answer().Ref, message.Verbatim("answered"))
					})
				}
				l.Clock.Set(eight(day))
				l.send()
			}
			l.told("chief_executive@3417", c.chief...)
			l.told("administrator@3417", c.admin...)
			l.told("secretariat@"+apptest.Region, c.region...)
			l.told("board_chair@"+apptest.Region, c.region...)
			l.told("board_member@" + apptest.Region)
			if n := len(l.rows(reminder.Filter{State: reminder.Cancelled})); n != c.cancelled {
				t.Errorf("%d rows are cancelled, want %d", n, c.cancelled)
			}
			if n := len(l.rows(reminder.Filter{State: reminder.Planned})); n != 0 {
				t.Errorf("%d rows are left", n)
			}
		})
	}
}

func TestTheLettersOfAnEscalationSayWhoIsWaitedForAndHowLong(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(escalating())
	l.Clock.Set(eight("2024-03-11"))
	l.send()
	for _, c := range []struct{ day, reader, want string }{
		{"2024-03-13", "chief_executive@3417", "Svaret fra Municipality 3417 er fortsatt ikke gitt, 3 arbeidsdager etter fristen. Derfor går meldingen nå til kommunedirektøren."},
		{"2024-03-15", "secretariat@" + apptest.Region, "Svaret fra Municipality 3417 er fortsatt ikke gitt, 5 arbeidsdager etter fristen. Derfor går meldingen nå til sekretariatet og styrelederen."},
	} {
		l.Clock.Set(eight(c.day))
		l.send()
		if text := l.Do(c.reader, "GET", "/v1/me/notices", nil, apptest.Header("Accept-Language", "nb")).Is(200).Text("items.0.text"); !strings.Contains(text, c.want) {
			t.Errorf("%s is told: %s", c.reader, text)
		}
	}
}

func TestADeadlineOfEveryKindIsKept(t *testing.T) {
	t.Parallel()
	l := open(t)
	for _, kind := range reminder.Kinds() {
		d := escalating()
		d.Kind = kind
		l.plan(d)
		if got := len(l.rows(reminder.Filter{Kind: kind})); got != 7 {
			t.Errorf("of %s %d rows are planned, want 7", kind, got)
		}
	}
}
