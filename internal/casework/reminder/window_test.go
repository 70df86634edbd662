package reminder

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/workday"
)

func local(t *testing.T, local string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", local, workday.Oslo())
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func TestWhatWasMissedWaitsForTheNextSendTimeOfAWorkingDay(t *testing.T) {
	t.Parallel()
	w := window{cal: workday.Norway(), from: "08:00"}
	for name, c := range map[string]struct{ due, now, next string }{
		"at its time":                     {"2024-02-16 08:00:00", "2024-02-16 08:00:00", ""},
		"in the evening of its own day":   {"2024-02-16 08:00:00", "2024-02-16 23:59:59", ""},
		"told at once on a Saturday":      {"2024-02-17 13:00:00", "2024-02-17 13:00:01", ""},
		"past midnight, on a Saturday":    {"2024-02-16 08:00:00", "2024-02-17 00:00:00", "2024-02-19 08:00:00"},
		"on a Saturday at noon":           {"2024-02-16 08:00:00", "2024-02-17 12:00:00", "2024-02-19 08:00:00"},
		"on Sunday night":                 {"2024-02-16 08:00:00", "2024-02-18 23:00:00", "2024-02-19 08:00:00"},
		"a second too early on Monday":    {"2024-02-16 08:00:00", "2024-02-19 07:59:59", "2024-02-19 08:00:00"},
		"on Monday at the send time":      {"2024-02-16 08:00:00", "2024-02-19 08:00:00", ""},
		"late on Monday":                  {"2024-02-16 08:00:00", "2024-02-19 23:00:00", ""},
		"in Easter":                       {"2024-03-27 08:00:00", "2024-03-30 12:00:00", "2024-04-02 08:00:00"},
		"on the night summer time begins": {"2024-03-29 08:00:00", "2024-03-31 02:30:00", "2024-04-02 08:00:00"},
		"on the night it ends":            {"2024-10-25 08:00:00", "2024-10-27 02:30:00", "2024-10-28 08:00:00"},
		"on the night of a working day":   {"2024-02-14 08:00:00", "2024-02-15 03:00:00", "2024-02-15 08:00:00"},
	} {
		due, now := local(t, c.due), local(t, c.now)
		if may := w.mayGo(due, now); may != (c.next == "") {
			t.Errorf("%s it may go out: %v", name, may)
		}
		if c.next == "" {
			continue
		}
		next := w.next(now)
		if !next.Equal(local(t, c.next)) {
			t.Errorf("%s it waits for %s, want %s", name, next.In(workday.Oslo()), c.next)
		}
		if !w.mayGo(due, next) {
			t.Errorf("%s what it waits for is no send time either", name)
		}
	}
}

func TestAtOnceIsNotInTheNightBeforeTheSendTime(t *testing.T) {
	t.Parallel()
	w := window{cal: workday.Norway(), from: "08:00"}
	for now, want := range map[string]string{
		"2024-02-17 03:00:00": "2024-02-17 08:00:00",
		"2024-02-17 08:00:00": "2024-02-17 08:00:00",
		"2024-02-17 23:59:59": "2024-02-17 23:59:59",
	} {
		if got := w.atOnce(local(t, now)); !got.Equal(local(t, want)) {
			t.Errorf("at %s it is told at %s", now, got.In(workday.Oslo()))
		}
	}
}

func TestAReminderIsLateOnALaterDay(t *testing.T) {
	t.Parallel()
	due := local(t, "2024-02-16 08:00:00")
	for now, want := range map[string]bool{"2024-02-16 08:00:00": false, "2024-02-16 23:59:59": false, "2024-02-17 00:00:00": true} {
		if got := late(due, local(t, now)); got != want {
			t.Errorf("sent at %s it is late: %v", now, got)
		}
	}
}

func TestAStepIsSaidInWords(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		OnTheDay: "on the day", TwoWorkingDaysBefore: "2 working days before", OneWorkingDayAfter: "1 working day after",
		"1_day_before": "1 day before", "30_days_before": "30 days before", "2_days_after": "2 days after",
	} {
		if got := stepWords(name).String(); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
}

// What the ledger calls a step says which it is.
func TestTheNameOfAStepSaysWhichItIs(t *testing.T) {
	t.Parallel()
	for _, s := range append(standard().Steps, Step{When: Before, Count: 1, Unit: workday.Days}, Step{When: After, Count: 30, Unit: workday.Days}, Step{When: Before, Count: 1, Unit: workday.WorkingDays}) {
		if got := stepOf(s.name()); got.When != s.When || got.Count != s.Count || got.Unit != s.Unit {
			t.Errorf("%s is read as %+v", s.name(), got)
		}
	}
}
