package meetingfile

import (
	"slices"
	"strings"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/sheet"
)

// calendar is an iCalendar that was taken apart: its events, each with the
// properties that are read, and what its zones are.
type calendar struct {
	encoding sheet.Encoding
	events   []*event
	zones    zones
	cancels  bool // by its method (RFC 5546, 3.2.5)
}

// propertiesRead are the properties of events that are read; all others are passed
// over unparsed.
var propertiesRead = []string{
	"UID", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION", "CONFERENCE", "DTSTART", "RECURRENCE-ID", "RRULE", "RDATE", "EXDATE", "EXRULE",
}

// readCalendar reads an iCalendar.
func readCalendar(file []byte, within Bounds) (*File, error) {
	lines, encoding, err := unfold(file)
	if err != nil {
		return nil, err
	}
	c := calendar{encoding: encoding, zones: zones{said: map[string]string{}}}
	if err := c.take(lines); err != nil {
		return nil, err
	}
	meetings, err := c.meetings(within)
	return &File{Format: Calendar, Encoding: encoding, Ignored: []string{}, Meetings: meetings}, err
}

// take takes a calendar apart. It refuses one whose parts do not end as they begin:
// half a file is no calendar, and what is missing in it was not taken out.
func (c *calendar) take(lines []line) error {
	var open []string
	ended := false
	for _, l := range lines {
		switch {
		case l.name == "BEGIN":
			open = append(open, l.value())
			ended = false
			if len(open) > maxDepth {
				return broken(l, msgTooDeep.With(maxDepth))
			}
			if err := c.begin(open, l); err != nil {
				return err
			}
		case l.name == "END" && (len(open) == 0 || open[len(open)-1] != l.value()):
			return broken(l, msgEndsOther)
		case l.name == "END":
			open = open[:len(open)-1]
			ended = len(open) == 0
		case len(open) == 0:
			return broken(l, msgOutside)
		default:
			c.note(open, l)
		}
	}
	if !ended {
		return ErrFile.With(msgEndsEarly)
	}
	return nil
}

// broken is a calendar of which a line is wrong.
func broken(l line, why message.Text) error { return ErrFile.On(pointerTo(l.number), why) }

// begin begins a part. Only what an event itself holds is read of it.
func (c *calendar) begin(open []string, l line) error {
	if len(open) == 1 && open[0] != "VCALENDAR" {
		return broken(l, msgOutside)
	}
	if slices.Equal(open, []string{"VCALENDAR", "VEVENT"}) {
		if len(c.events) == maxEvents {
			return ErrTooManyMeetings
		}
		c.events = append(c.events, &event{number: l.number, of: map[string][]line{}})
	}
	return nil
}

// note notes a property in the part that is open.
func (c *calendar) note(open []string, l line) {
	switch strings.Join(open, "/") {
	case "VCALENDAR":
		c.cancels = c.cancels || l.name == "METHOD" && l.value() == "CANCEL"
	case "VCALENDAR/VEVENT":
		if slices.Contains(propertiesRead, l.name) {
			e := c.events[len(c.events)-1]
			e.of[l.name] = append(e.of[l.name], l)
		}
	case "VCALENDAR/VTIMEZONE":
		c.describe(l)
	}
}

// describe notes what a calendar says of a zone: its own name for it, and which of
// IANA's it is.
func (c *calendar) describe(l line) {
	p, ok := l.parse()
	switch {
	case !ok:
	case l.name == "TZID":
		c.zones.described = p.value
	case l.name == "X-LIC-LOCATION":
		c.zones.said[c.zones.described] = p.value
	}
}

// meetings are those of a calendar: of each event one, or one for each day on which
// it recurs.
func (c *calendar) meetings(within Bounds) ([]Meeting, error) {
	x := expansion{within: within, zones: &c.zones}
	for _, e := range c.events {
		e.cancelled = c.cancels
		e.read(x.zones, within.Zone)
	}
	x.findMoved(c.events)
	var all []Meeting
	for _, e := range c.events {
		if e.recurrenceID == nil {
			all = append(all, x.expand(e)...)
		}
		if len(all) > MaxMeetings {
			return nil, ErrTooManyMeetings
		}
	}
	// Those whose series is not in the calendar, or does not have them, stand alone.
	for _, e := range c.events {
		if e.recurrenceID != nil && (e.uid == "" || x.moved[e.uid][e.recurrenceID.key()] == e) {
			all = append(all, e.meetingAt(e.start, e.uidAt(*e.recurrenceID), within.Zone))
		}
	}
	slices.SortStableFunc(all, func(a, b Meeting) int { return a.Number - b.Number })
	return all, nil
}
