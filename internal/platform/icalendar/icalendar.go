// Package icalendar writes events as an iCalendar (RFC 5545), in one form whoever has
// them: feeds, and the notices of meetings.
package icalendar

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"forankring.no/forankring/internal/platform/workday"
)

const (
	utcForm   = "20060102T150405Z"
	localForm = "20060102T150405"
)

// Event is something on a day, or at a time of it, as a calendar shows it.
type Event struct {
	UID string
	// Sequence counts the revisions, and Stamp is when the last was made.
	Sequence int
	Stamp    time.Time
	Date     workday.Date
	// Time is by the clock of the zone, nil for the whole day.
	Time      *string
	Zone      string
	Summary   string
	Location  string
	Href      string
	Cancelled bool
}

func (e Event) compare(o Event) int {
	return cmp.Or(cmp.Compare(e.Date.String(), o.Date.String()), strings.Compare(e.UID, o.UID))
}

// Write writes events as an iCalendar: the same events are the same bytes. Href is put
// behind the service's address.
func Write(name, address string, events []Event) []byte {
	cal := &ics.Calendar{}
	cal.SetVersion("2.0")
	cal.SetProductId("-//Forankring//Forankring//NO")
	cal.SetCalscale("GREGORIAN")
	cal.SetXWRCalName(clean(name))
	cal.SetRefreshInterval("PT4H")
	cal.SetXPublishedTTL("PT4H")
	slices.SortFunc(events, Event.compare)
	if slices.ContainsFunc(events, Event.inOslo) {
		cal.AddVTimezone(oslo())
	}
	for _, e := range events {
		cal.AddVEvent(e.component(address))
	}
	return []byte(cal.Serialize(ics.WithNewLine("\r\n")))
}

func (e Event) inOslo() bool { return e.Time != nil && e.Zone == workday.ZoneName }

func (e Event) component(address string) *ics.VEvent {
	v := ics.NewEvent(e.UID)
	v.AddProperty(ics.ComponentPropertyDtstamp, e.Stamp.UTC().Format(utcForm))
	v.AddProperty(ics.ComponentPropertyLastModified, e.Stamp.UTC().Format(utcForm))
	v.AddProperty(ics.ComponentPropertySequence, strconv.Itoa(e.Sequence))
	e.when(v)
	v.AddProperty(ics.ComponentPropertySummary, clean(e.Summary))
	if e.Location != "" {
		v.AddProperty(ics.ComponentPropertyLocation, clean(e.Location))
	}
	v.AddProperty(ics.ComponentPropertyUrl, address+e.Href)
	status := ics.ObjectStatusConfirmed
	if e.Cancelled {
		status = ics.ObjectStatusCancelled
	}
	v.AddProperty(ics.ComponentPropertyStatus, string(status))
	transparency := ics.TransparencyTransparent // nobody is busy all day with a deadline
	if e.Time != nil {
		transparency = ics.TransparencyOpaque
	}
	v.AddProperty(ics.ComponentPropertyTransp, string(transparency))
	return v
}

// when adds the beginning: a day with the day after as its end, which is excluded,
// or a time in its zone. How long a meeting takes nobody knows, and it has no end.
func (e Event) when(v *ics.VEvent) {
	day := strings.ReplaceAll(e.Date.String(), "-", "")
	if e.Time == nil {
		isDate := ics.WithValue(string(ics.ValueDataTypeDate))
		v.AddProperty(ics.ComponentPropertyDtStart, day, isDate)
		v.AddProperty(ics.ComponentPropertyDtEnd, strings.ReplaceAll(e.Date.AddDays(1).String(), "-", ""), isDate)
		return
	}
	local := fmt.Sprintf("%sT%s00", day, strings.ReplaceAll(*e.Time, ":", ""))
	if e.inOslo() {
		v.AddProperty(ics.ComponentPropertyDtStart, local, ics.WithTZID(e.Zone))
		return
	}
	zone, err := time.LoadLocation(e.Zone)
	if err == nil {
		if at, err := time.ParseInLocation(localForm, local, zone); err == nil {
			v.AddProperty(ics.ComponentPropertyDtStart, at.UTC().Format(utcForm))
			return
		}
	}
	v.AddProperty(ics.ComponentPropertyDtStart, local) // by the clock of whoever reads it
}

// oslo is the zone of Norway, by the rule that has held since 1996: all that a feed
// shows is later.
func oslo() *ics.VTimezone {
	zone := ics.NewTimezone(workday.ZoneName)
	summer, winter := &ics.Daylight{}, &ics.Standard{}
	turn(&summer.ComponentBase, "19960331T020000", "+0100", "+0200", "CEST", "3")
	turn(&winter.ComponentBase, "19961027T030000", "+0200", "+0100", "CET", "10")
	zone.Components = append(zone.Components, summer, winter)
	return zone
}

func turn(of *ics.ComponentBase, first, from, to, name, month string) {
	of.AddProperty(ics.ComponentPropertyDtStart, first)
	of.AddProperty(ics.ComponentPropertyRrule, "FREQ=YEARLY;BYMONTH="+month+";BYDAY=-1SU")
	of.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), from)
	of.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), to)
	of.AddProperty(ics.ComponentProperty(ics.PropertyTzname), name)
}

// clean takes out what a calendar's text may not hold: characters that control.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
