package workday_test

import (
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/workday"
)

func TestAddWorkingDays(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		from string
		n    int
		want string
	}{
		"nought is the day itself, working or not":    {"2025-04-18", 0, "2025-04-18"},
		"one after a Friday is the Monday":            {"2025-06-13", 1, "2025-06-16"},
		"two before a Monday is the Thursday":         {"2025-06-16", -2, "2025-06-12"},
		"one after a Saturday is the Monday":          {"2025-06-14", 1, "2025-06-16"},
		"Easter is stepped over":                      {"2025-04-16", 1, "2025-04-22"},
		"Easter is stepped over backwards":            {"2025-04-22", -1, "2025-04-16"},
		"Christmas and the new year are stepped over": {"2025-12-24", 4, "2026-01-02"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := workday.Norway().AddWorkingDays(workday.MustDate(tt.from), tt.n); got.String() != tt.want {
				t.Fatalf("%s + %d working days = %s, want %s", tt.from, tt.n, got, tt.want)
			}
		})
	}
}

func TestAYearHasItsWorkingDays(t *testing.T) {
	t.Parallel()
	// 261 weekdays in 2025, nine of the twelve holidays on weekdays.
	got := workday.Norway().WorkingDaysBetween(workday.MustDate("2025-01-01"), workday.MustDate("2026-01-01"))
	if got != 252 {
		t.Fatalf("2025 has %d working days", got)
	}
}

// anyCalendar has a few entries of its own around the date.
func anyCalendar(t *rapid.T, around workday.Date) *workday.Calendar {
	var entries []workday.Entry
	for range rapid.IntRange(0, 4).Draw(t, "entries") {
		first := around.AddDays(rapid.IntRange(-40, 40).Draw(t, "first"))
		entries = append(entries, workday.Entry{
			First: first, Last: first.AddDays(rapid.IntRange(0, 30).Draw(t, "length")),
			Kind: rapid.SampledFrom([]workday.EntryKind{workday.DayOff, workday.Recess}).Draw(t, "kind"), Name: "Fri",
		})
	}
	c, err := workday.Norway().With(entries)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCountingBackGivesWhatWasCounted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate(t, "date"), rapid.IntRange(1, 80).Draw(t, "n")
		c := anyCalendar(t, d)
		later, earlier := c.AddWorkingDays(d, n), c.AddWorkingDays(d, -n)
		if !c.IsWorkingDay(later) || !c.IsWorkingDay(earlier) {
			t.Fatalf("%s or %s is not a working day", later, earlier)
		}
		if got := c.WorkingDaysBetween(d.AddDays(1), later.AddDays(1)); got != n {
			t.Fatalf("%s to %s: %d, want %d", d, later, got, n)
		}
		if got := c.WorkingDaysBetween(earlier, d); got != n {
			t.Fatalf("%s to %s: %d, want %d", earlier, d, got, n)
		}
		if got := c.WorkingDaysBetween(d, earlier); got != -n {
			t.Fatalf("%s back to %s: %d, want %d", d, earlier, got, -n)
		}
		if c.IsWorkingDay(d) && c.AddWorkingDays(later, -n) != d {
			t.Fatalf("%s + %d - %d = %s", d, n, n, c.AddWorkingDays(later, -n))
		}
	})
}

func TestNextAndPreviousAreTheNearestWorkingDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t, "date")
		c := anyCalendar(t, d)
		next, previous := c.Next(d), c.Previous(d)
		if !c.IsWorkingDay(next) || !c.IsWorkingDay(previous) || next.Before(d) || previous.After(d) {
			t.Fatalf("%s: previous %s, next %s", d, previous, next)
		}
		if c.WorkingDaysBetween(d, next) != 0 || c.WorkingDaysBetween(previous.AddDays(1), d.AddDays(1)) > 0 && previous != d {
			t.Fatalf("%s: previous %s and next %s are not the nearest", d, previous, next)
		}
	})
}

func BenchmarkIsWorkingDay(b *testing.B) {
	c, d := workday.Norway(), workday.MustDate("2025-06-11")
	for b.Loop() {
		c.IsWorkingDay(d)
	}
}
