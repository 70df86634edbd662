package workday

import (
	"maps"
	"slices"
	"sync"
	"time"

	"forankring.no/forankring/internal/platform/message"
)

// nationalVersion changes when the law on public holidays does, or our reading of it.
const nationalVersion = "no-1"

// Calendar says which days are working days. It is made by Norway and With, never changes, and may be
// used by many at once.
type Calendar struct {
	national *almanac
	own      overlay
	version  string
}

// Norway is the national calendar: Monday to Friday without the public holidays of rule 5.2, applied to every
// year alike (1 and 17 May are counted also before the law of 1947 made them holidays).
func Norway() *Calendar { return norway() }

// norway is one, so that what it remembers serves all.
var norway = sync.OnceValue(func() *Calendar { return &Calendar{national: new(almanac), version: nationalVersion} })

// With is the calendar of someone below: c, overlaid with their own entries. An entry of theirs takes
// the place of one in c on the same day; a recess only adds that there are no meetings. It refuses
// entries that contradict each other.
func (c *Calendar) With(entries []Entry) (*Calendar, error) {
	if len(entries) == 0 {
		return c, nil
	}
	sorted := sortedEntries(entries)
	own, err := newOverlay(sorted)
	if err != nil {
		return nil, err
	}
	return &Calendar{national: c.national, own: c.own.with(own), version: nextVersion(c.version, sorted)}, nil
}

func (o overlay) with(below overlay) overlay {
	return overlay{days: merged(o.days, below.days), recess: merged(o.recess, below.recess)}
}

func merged(above, below map[Date]Entry) map[Date]Entry {
	all := make(map[Date]Entry, len(above)+len(below))
	maps.Copy(all, above)
	maps.Copy(all, below)
	return all
}

// Version is the same for two calendars exactly when they were built of the same entries, level by level.
func (c *Calendar) Version() string { return c.version }

// Holidays are the public holidays of any year, by date.
func (c *Calendar) Holidays(year int) []Holiday { return slices.Clone(c.national.year(year)) }

// IsWorkingDay reports whether people are at work on the day.
func (c *Calendar) IsWorkingDay(d Date) bool {
	if e, marked := c.own.days[d]; marked {
		return e.Kind == WorkingDay
	}
	return !isWeekend(d) && len(c.national.on(d)) == 0
}

// InRecess reports whether no meetings are held on the day, and by which entry.
func (c *Calendar) InRecess(d Date) (Entry, bool) {
	e, recess := c.own.recess[d]
	return e, recess
}

func isWeekend(d Date) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// ReasonKind says what makes a day not a working day.
type ReasonKind string

const (
	// ReasonWeekend is a Saturday or a Sunday.
	ReasonWeekend ReasonKind = "weekend"
	// ReasonHoliday is a public holiday.
	ReasonHoliday ReasonKind = "public_holiday"
	// ReasonDayOff is an entry in the organisation's or the body's calendar.
	ReasonDayOff ReasonKind = "day_off"
)

// Reason says why a day is not a working day (rule 5.3). Its zero value is that of
// a working day. An entry has one name, in the language its author wrote.
type Reason struct {
	Kind  ReasonKind
	words message.Text
}

// IsZero says whether there is no reason.
func (r Reason) IsZero() bool { return r.Kind == "" }

// Say is the reason in a language: "Saturday", "public holiday: Maundy Thursday".
func (r Reason) Say(in message.Language) string { return r.words.Say(in) }

// String is the reason in English.
func (r Reason) String() string { return r.words.String() }

// Reason says why d is not a working day; it is the zero Reason when d is one.
// The strongest reason is given: an entry before a holiday, a holiday before a weekend.
func (c *Calendar) Reason(d Date) Reason {
	if e, marked := c.own.days[d]; marked {
		if e.Kind == WorkingDay {
			return Reason{}
		}
		return Reason{Kind: ReasonDayOff, words: msgDayOff.With(e.Name)}
	}
	if days := c.national.on(d); len(days) > 0 {
		return holidayReason(days)
	}
	switch d.Weekday() {
	case time.Saturday:
		return Reason{Kind: ReasonWeekend, words: msgSaturday}
	case time.Sunday:
		return Reason{Kind: ReasonWeekend, words: msgSunday}
	default:
		return Reason{}
	}
}

func holidayReason(days []Holiday) Reason {
	if len(days) > 1 { // two at most: Constitution Day and Whit Monday, 2027
		return Reason{Kind: ReasonHoliday, words: msgHolidays.With(days[0].Name, days[1].Name)}
	}
	return Reason{Kind: ReasonHoliday, words: msgHoliday.With(days[0].Name)}
}
