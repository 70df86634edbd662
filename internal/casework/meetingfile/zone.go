package meetingfile

import (
	"strings"
	"time"

	"forankring.no/forankring/internal/platform/workday"
)

// zones finds zones by the names that a calendar has for them.
type zones struct {
	// said are the names by which the calendar's own descriptions of zones say what
	// they are (X-LIC-LOCATION).
	said  map[string]string
	found map[string]*time.Location
	// described is the name of the zone that the calendar is describing.
	described string
}

// longestZone is longer than the name of any zone.
const longestZone = 100

// find is the zone with a name: IANA's, also behind a prefix that makes it unique
// (/mozilla.org/20050126_1/Europe/Oslo), or that of Windows.
func (z *zones) find(name string) (*time.Location, bool) {
	loc, known := z.found[name]
	if !known {
		loc = z.load(name)
		if z.found == nil {
			z.found = map[string]*time.Location{}
		}
		z.found[name] = loc
	}
	return loc, loc != nil
}

func (z *zones) load(name string) *time.Location {
	if len(name) > longestZone {
		return nil
	}
	name = strings.Trim(name, `" `)
	for _, candidate := range []string{name, windows(name), z.said[name]} {
		if loc := iana(candidate); loc != nil {
			return loc
		}
	}
	for rest, found := strings.CutPrefix(name, "/"); found; _, rest, found = strings.Cut(rest, "/") {
		if loc := iana(rest); loc != nil {
			return loc
		}
	}
	return nil
}

// iana is the zone with a name in IANA's database. The machine's own zone, which Go
// calls Local, is none.
func iana(name string) *time.Location {
	if name == "" || strings.EqualFold(name, "local") {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}

// windowsZones are what Windows calls zones of Europe, and those that calendars of
// Norwegian municipalities may hold besides, in small letters and without the words
// "standard time" that follow (CLDR, windowsZones).
var windowsZones = map[string]string{
	"utc": "UTC", "gmt": "Europe/London", "greenwich": "Atlantic/Reykjavik", "w. europe": "Europe/Berlin", "romance": "Europe/Paris",
	"central europe": "Europe/Budapest", "central european": "Europe/Warsaw", "fle": "Europe/Kyiv", "gtb": "Europe/Bucharest", "e. europe": "Europe/Chisinau",
	"kaliningrad": "Europe/Kaliningrad", "russian": "Europe/Moscow", "turkey": "Europe/Istanbul", "greenland": "America/Nuuk", "eastern": "America/New_York",
	"central": "America/Chicago", "mountain": "America/Denver", "pacific": "America/Los_Angeles",
}

// windows is the zone that Windows calls by a name, "" for none.
func windows(name string) string {
	name = strings.ToLower(name)
	zone, standard := strings.CutSuffix(name, " standard time")
	if !standard && name != "utc" {
		return ""
	}
	return windowsZones[zone]
}

// clock is what the clocks of a zone do at a time of day.
type clock uint8

const (
	clockRuns clock = iota
	clockSkips
	clockRepeats
)

// instant is the moment at which clocks in a zone show a time, which is given in
// UTC. Of two it is the first; where there is none it is counted as if the clock
// had not been put forward yet (RFC 5545, 3.3.5).
func instant(shown time.Time, in *time.Location) (time.Time, clock) {
	before, after := offset(shown.Add(-24*time.Hour), in), offset(shown.Add(24*time.Hour), in)
	first, second := shown.Add(-before), shown.Add(-after)
	shows := func(at time.Time) bool { return wall(at, in).Equal(shown) }
	switch {
	case shows(first) && shows(second) && !first.Equal(second):
		return first, clockRepeats // the clock is put back, so the offset before comes first
	case shows(first):
		return first, clockRuns
	case shows(second):
		return second, clockRuns
	default:
		return first, clockSkips
	}
}

func offset(at time.Time, in *time.Location) time.Duration {
	_, seconds := at.In(in).Zone()
	return time.Duration(seconds) * time.Second
}

// wall is what clocks in a zone show at a moment, as a time in UTC.
func wall(at time.Time, in *time.Location) time.Time {
	local := at.In(in)
	year, month, day := local.Date()
	return time.Date(year, month, day, local.Hour(), local.Minute(), local.Second(), 0, time.UTC)
}

// dayOf is the day of a wall time.
func dayOf(wall time.Time) workday.Date { return workday.DateOf(wall, time.UTC) }
