package workday_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/workday"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestADayEndsAtTheNextMidnight(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		zone, day, start string
		hours            float64
	}{
		"an ordinary summer day in Norway":           {"Europe/Oslo", "2025-06-01", "2025-05-31T22:00:00Z", 24},
		"an ordinary winter day in Norway":           {"Europe/Oslo", "2025-01-15", "2025-01-14T23:00:00Z", 24},
		"the day summer time begins has 23 hours":    {"Europe/Oslo", "2025-03-30", "2025-03-29T23:00:00Z", 23},
		"the day summer time ends has 25 hours":      {"Europe/Oslo", "2025-10-26", "2025-10-25T22:00:00Z", 25},
		"New Year's Eve ends in the next year":       {"Europe/Oslo", "2024-12-31", "2024-12-30T23:00:00Z", 24},
		"where midnight is skipped it begins at one": {"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", 23},
		"the same east of Greenwich":                 {"Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00Z", 23},
		"of two midnights the first begins the day":  {"America/Havana", "2024-11-03", "2024-11-03T04:00:00Z", 25},
		"the same east of Greenwich, two midnights":  {"Asia/Amman", "2021-10-29", "2021-10-28T21:00:00Z", 25},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			loc, day := zone(t, tt.zone), workday.MustDate(tt.day)
			start, end := day.In(loc), day.EndIn(loc)
			if got := start.UTC().Format(time.RFC3339); got != tt.start {
				t.Errorf("begins at %s, want %s", got, tt.start)
			}
			if got := end.Sub(start).Hours(); got != tt.hours {
				t.Errorf("has %v hours, want %v", got, tt.hours)
			}
		})
	}
}

func TestEveryMomentOfADayLiesInIt(t *testing.T) {
	t.Parallel()
	zones := []*time.Location{
		time.UTC, zone(t, "Europe/Oslo"), zone(t, "America/Sao_Paulo"), zone(t, "Asia/Beirut"),
		zone(t, "America/Havana"), zone(t, "Asia/Amman"), zone(t, "Australia/Lord_Howe"), zone(t, "Pacific/Kiritimati"),
	}
	rapid.Check(t, func(t *rapid.T) {
		loc := rapid.SampledFrom(zones).Draw(t, "zone")
		day := anyDate(t, "date")
		start, end := day.In(loc), day.EndIn(loc)
		if !start.Before(end) {
			t.Fatalf("%s in %s ends before it begins", day, loc)
		}
		if workday.DateOf(start, loc) != day || workday.DateOf(end.Add(-time.Nanosecond), loc) != day {
			t.Fatalf("%s in %s: from %s to %s", day, loc, start, end)
		}
		if !workday.DateOf(start.Add(-time.Nanosecond), loc).Before(day) || !workday.DateOf(end, loc).After(day) {
			t.Fatalf("%s in %s: more than from %s to %s", day, loc, start, end)
		}
	})
}
