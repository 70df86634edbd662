package meetingfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// event is a meeting, a series of them, or one of a series that was moved, as a
// calendar has it.
type event struct {
	number       int
	of           map[string][]line
	uid          string
	sequence     int
	start        moment
	recurrenceID *moment
	title, place *string
	remote       *bool
	cancelled    bool
	faults       []*fault.Error
	warnings     []*fault.Error
}

// moment is a day, or a time of a day, as a calendar writes it: what the clocks of
// a zone show, as a time in UTC.
type moment struct {
	shown  time.Time
	zone   *time.Location
	allDay bool
}

// The forms of days and times (RFC 5545, 3.3.4 and 3.3.5).
const (
	formOfDay  = "20060102"
	formOfTime = "20060102T150405"
)

// key is the moment as the identifier of one in a series has it.
func (m moment) key() string {
	if m.allDay {
		return m.shown.Format(formOfDay)
	}
	return m.shown.Format(formOfTime)
}

// at is the moment at which the clocks of its zone show it.
func (m moment) at() (time.Time, clock) {
	if m.allDay {
		return m.shown, clockRuns
	}
	return instant(m.shown, m.zone)
}

// in is the same moment as clocks in another zone show it. A day is the same
// everywhere.
func (m moment) in(zone *time.Location) moment {
	if m.allDay {
		return m
	}
	at, _ := m.at()
	return moment{shown: wall(at, zone), zone: zone}
}

// read reads what an event says of itself.
func (e *event) read(z *zones, home *time.Location) {
	e.uid = e.line("UID", "/uid", maxUID, false)
	e.title = e.text("SUMMARY", "/title")
	e.place = e.text("LOCATION", "/place")
	_, joined := e.one("CONFERENCE")
	if remote := joined && (e.place == nil || *e.place == "") || e.place != nil && isRemote(*e.place); remote || e.place != nil {
		e.remote = &remote
	}
	if p, ok := e.one("SEQUENCE"); ok {
		n, err := strconv.ParseInt(strings.TrimSpace(p.value), 10, 32)
		e.require(err == nil && n >= 0, "/sequence", msgNoSequence)
		e.sequence = int(n)
	}
	if p, ok := e.one("STATUS"); ok {
		e.cancelled = e.cancelled || strings.EqualFold(strings.TrimSpace(p.value), "CANCELLED")
	}
	if e.title != nil && !e.cancelled && saysCancelled(*e.title) {
		e.warnings = append(e.warnings, WarnSaysCancelled.On("/title", msgSaysCancelled))
	}
	start, ok := e.one("DTSTART")
	e.require(ok && len(e.of["DTSTART"]) == 1, "/date", msgNoStart)
	if ok {
		e.start, _ = e.moment(start, start.value, z, home)
	}
	if p, ok := e.one("RECURRENCE-ID"); ok {
		e.require(p.parameters["RANGE"] == "", "/recurrence", msgRange)
		if id, read := e.moment(p, p.value, z, home); read {
			e.recurrenceID = &id
		}
	}
}

// one is the first property with a name.
func (e *event) one(name string) (property, bool) {
	all := e.of[name]
	if len(all) == 0 {
		return property{}, false
	}
	p, ok := all[0].parse()
	e.require(ok, "/"+strings.ToLower(name), msgNoProperty.With(name, all[0].number))
	return p, ok
}

// require adds a fault unless ok.
func (e *event) require(ok bool, pointer string, why message.Text) {
	if !ok {
		e.faults = append(e.faults, ErrCell.On(pointer, why))
	}
}

// text is a text of the event, nil where it has none.
func (e *event) text(name, pointer string) *string {
	if len(e.of[name]) == 0 {
		return nil
	}
	text := e.line(name, pointer, maxTitle, true)
	return &text
}

// line is a text of the event on one line. One that is too long is cut, or refused.
func (e *event) line(name, pointer string, most int, cut bool) string {
	p, ok := e.one(name)
	if !ok {
		return ""
	}
	text, err := canon.Line(strings.Join(strings.Fields(p.value), " "))
	if err != nil {
		e.require(false, pointer, canon.Why(err))
		return ""
	}
	if utf8.RuneCountInString(text) > most {
		e.require(cut, pointer, msgTooLong.With(most))
		text = string([]rune(text)[:most])
		if cut {
			e.warnings = append(e.warnings, WarnShortened.On(pointer, msgTooLong.With(most)))
		}
	}
	return text
}

// moment reads a day or a time, in the zone that its property names. One without a
// zone is by the clock of the body (RFC 5545, 3.3.5, form 1).
func (e *event) moment(p property, value string, z *zones, home *time.Location) (moment, bool) {
	value = strings.ToUpper(strings.TrimSpace(value))
	if len(value) == len(formOfDay) {
		day, err := time.Parse(formOfDay, value)
		e.require(err == nil && inRange(day), "/date", msgNoDate)
		return moment{shown: day, allDay: true}, err == nil && inRange(day)
	}
	m := moment{zone: home}
	value, utc := strings.CutSuffix(value, "Z")
	shown, err := time.Parse(formOfTime, value)
	if err != nil || !inRange(shown) {
		e.require(false, "/date", msgNoDate)
		return m, false
	}
	m.shown = shown
	if name := p.parameters["TZID"]; utc {
		m.zone = time.UTC
	} else if name != "" {
		loc, known := z.find(name)
		if !known {
			e.faults = append(e.faults, ErrZone.On("/zone", msgNoZone.With(beginning(name))))
			return m, false
		}
		m.zone = loc
	}
	return m, true
}

// inRange says whether a day is one that is counted with.
func inRange(day time.Time) bool {
	return day.Year() >= workday.MinYear && day.Year() <= workday.MaxYear
}

// uidAt is what the source calls one of a series: by when it was planned first.
func (e *event) uidAt(planned moment) string {
	if e.uid == "" {
		return ""
	}
	return e.uid + "/" + planned.key()
}

// meetingAt is the event as a meeting at a time, which is told by the body's clock.
func (e *event) meetingAt(start moment, uid string, home *time.Location) Meeting {
	m := Meeting{
		Number: e.number, UID: uid, Title: e.title, Place: e.place, Remote: e.remote, Cancelled: e.cancelled, Sequence: e.sequence,
		Faults: slices.Clone(e.faults), Warnings: slices.Clone(e.warnings),
	}
	if !start.shown.IsZero() {
		m.put(start, home)
	}
	return m
}

// put puts a meeting on its day, by the body's clock.
func (m *Meeting) put(start moment, home *time.Location) {
	at, clock := start.at()
	if start.allDay {
		m.Date, m.Time = dayOf(start.shown), new("")
		return
	}
	m.Date = workday.DateOf(at, home)
	hour := at.In(home).Format("15:04")
	m.Time = &hour
	shown := start.shown.Format("15:04")
	switch {
	case clock == clockSkips:
		m.warn(WarnHourSkipped.On("/time", msgHourSkipped.With(shown, dayOf(start.shown), hour)))
	case clock == clockRepeats:
		m.warn(WarnHourTwice.On("/time", msgHourTwice.With(shown, dayOf(start.shown))))
	case start.zone != time.UTC && !wall(at, home).Equal(start.shown):
		m.warn(WarnOtherZone.On("/time", msgOtherZone.With(shown, dayOf(start.shown), start.zone.String())))
	}
}

// remotePlaces are places that are none: the meeting is held remotely.
var remotePlaces = []string{
	"teams", "microsoft teams", "zoom", "fjernmøte", "nettmøte", "digitalt", "digitalt møte", "videomøte", "online", "remote",
}

func isRemote(place string) bool {
	place = strings.TrimRight(strings.ToLower(place), " -.")
	for _, meeting := range []string{"-møte", "-møde", " meeting"} {
		place = strings.TrimSuffix(place, meeting)
	}
	for _, p := range remotePlaces {
		if strings.EqualFold(p, place) {
			return true
		}
	}
	return false
}

// saysCancelled says whether a title begins as people mark what is not held.
func saysCancelled(title string) bool {
	word, _, _ := strings.Cut(strings.ToLower(title), " ")
	switch strings.Trim(word, ":-–!.,()") {
	case "avlyst", "avlyses", "utgår", "cancelled", "canceled":
		return true
	}
	return false
}

// beginning is so much of a name as an answer repeats.
func beginning(name string) string {
	letters := []rune(name)
	return string(letters[:min(len(letters), 60)])
}

func pointerTo(number int) string { return fmt.Sprintf("/rows/%d", number) }
