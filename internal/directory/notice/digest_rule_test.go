package notice

import (
	"testing"
	"time"
)

// Rule 6.6: the digest goes out once a day at a time by the clock of the person's zone;
// rule 6.4: what was missed waits for no night, and goes in none.
func TestTheDigestGoesAtItsTimeByThePersonsClock(t *testing.T) {
	t.Parallel()
	moment := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for name, c := range map[string]struct{ at, zone, now, next string }{
		"later today":                  {"08:30", "Europe/Oslo", "2024-02-12T07:29:59Z", "2024-02-12T07:30:00Z"},
		"at the very moment":           {"08:30", "Europe/Oslo", "2024-02-12T07:30:00Z", "2024-02-13T07:30:00Z"},
		"over the clocks going ahead":  {"08:30", "Europe/Oslo", "2024-03-30T12:00:00Z", "2024-03-31T06:30:00Z"},
		"at an hour that is skipped":   {"02:30", "Europe/Oslo", "2024-03-30T12:00:00Z", "2024-03-31T01:30:00Z"},
		"over the clocks going back":   {"08:30", "Europe/Oslo", "2024-10-26T12:00:00Z", "2024-10-27T07:30:00Z"},
		"west, where it is yesterday":  {"08:30", "America/New_York", "2024-02-13T02:00:00Z", "2024-02-13T13:30:00Z"},
		"east, where it is tomorrow":   {"06:00", "Pacific/Auckland", "2024-02-12T20:00:00Z", "2024-02-13T17:00:00Z"},
		"at midnight":                  {"00:00", "Europe/Oslo", "2024-02-12T12:00:00Z", "2024-02-12T23:00:00Z"},
		"the first minute of a minute": {"23:59", "Europe/Oslo", "2024-12-31T22:59:00Z", "2025-01-01T22:59:00Z"},
	} {
		d, err := newDaily(c.at, c.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.next(moment(c.now)); !got.Equal(moment(c.next)) {
			t.Errorf("%s: the next is at %s, want %s", name, got, c.next)
		}
	}
	d, err := newDaily("08:30", "Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	until := moment("2024-02-12T07:30:00Z")
	for now, want := range map[string]bool{
		"2024-02-12T07:29:00Z": false, "2024-02-12T07:30:00Z": true, "2024-02-12T22:59:00Z": true, // on its own day
		"2024-02-12T23:30:00Z": false, "2024-02-13T02:00:00Z": false, "2024-02-13T07:30:00Z": true, "2024-02-20T12:00:00Z": true, // missed
	} {
		if got := d.goes(until, moment(now)); got != want {
			t.Errorf("at %s it goes: %v", now, got)
		}
	}
	for _, wrong := range [][2]string{{"8:3", "Europe/Oslo"}, {"24:00", "Europe/Oslo"}, {"08:30", "Europe/Grue"}, {"08:30", "Local"}} {
		if _, err := newDaily(wrong[0], wrong[1]); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}
