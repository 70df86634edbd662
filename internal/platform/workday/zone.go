package workday

import (
	"errors"
	"fmt"
	"time"
)

// ErrZone is matched by every refusal of something that is no time zone.
var ErrZone = errors.New("no time zone")

// Zone is the time zone with an IANA name, and Norway's without one (rule 5.1). It refuses the machine's own.
func Zone(name string) (*time.Location, error) {
	if name == "" {
		return Oslo(), nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, fmt.Errorf("%.40q: %w", name, ErrZone)
	}
	return loc, nil
}

// DateOf is the date at the moment t in the zone loc.
func DateOf(t time.Time, loc *time.Location) Date { return dateOf(t.In(loc)) }

// In is the first instant of the day in the zone loc. That is midnight, unless the clocks there skip midnight.
func (d Date) In(loc *time.Location) time.Time {
	year, month, day := d.utc().Date()
	t := time.Date(year, month, day, 0, 0, 0, 0, loc)
	from, until := t.ZoneBounds()
	if dateOf(t).Before(d) { // midnight was skipped, and time.Date chose a time before the gap
		return until
	}
	if t.Hour() != 0 || t.Minute() != 0 { // the same, and it chose one after the gap
		return from
	}
	return firstMidnight(t, from)
}

// firstMidnight goes back to the earlier of two midnights when the clocks, at from, were put back past one.
func firstMidnight(t, from time.Time) time.Time {
	if from.IsZero() {
		return t
	}
	_, now := t.Zone()
	_, was := from.Add(-time.Nanosecond).Zone()
	earlier := t.Add(time.Duration(now-was) * time.Second)
	if earlier.Before(from) {
		return earlier
	}
	return t
}

// EndIn is the instant at which the day has ended in the zone loc, which is the start of the next.
// A date-only deadline is kept before it and overdue from it (rule 5.1).
func (d Date) EndIn(loc *time.Location) time.Time { return d.AddDays(1).In(loc) }
