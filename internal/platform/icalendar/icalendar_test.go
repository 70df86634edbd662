package icalendar_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"forankring.no/forankring/internal/platform/icalendar"
	"forankring.no/forankring/internal/platform/workday"
)

var stamp = time.Date(2024, 2, 12, 8, 0, 0, 0, time.UTC)

func day(t *testing.T, text string) workday.Date {
	t.Helper()
	var d workday.Date
	if err := d.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return d
}

// A line is at most 75 octets without its end, and no letter is cut in two (RFC 5545,
// 3.1).
func TestLinesAreFoldedAtOctets(t *testing.T) {
	t.Parallel()
	for _, summary := range []string{
		strings.Repeat("å", 200), strings.Repeat("Åsnes ", 60), strings.Repeat("x", 75), strings.Repeat("x", 67) + "å", " " + strings.Repeat("𝄞", 90), "<a>" + strings.Repeat("æ<ø>", 50),
		strings.Repeat("\\;,", 80), "ett\nto\r\ntre", "tab\there", "",
	} {
		file := icalendar.Write("Mine møter", "https://forankring.test", []icalendar.Event{{UID: "a@b", Stamp: stamp, Date: day(t, "2024-03-14"), Summary: summary, Location: summary}})
		if bytes.Contains(bytes.ReplaceAll(file, []byte("\r\n"), nil), []byte("\n")) || bytes.Contains(bytes.ReplaceAll(file, []byte("\r\n"), nil), []byte("\r")) {
			t.Errorf("%q: a line does not end with CRLF", summary)
		}
		for line := range strings.SplitSeq(string(file), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) {
				t.Errorf("%q: a line of %d octets: %q", summary, len(line), line)
			}
		}
		parsed, err := ics.ParseCalendar(bytes.NewReader(file))
		if err != nil {
			t.Fatalf("%q: %v", summary, err)
		}
		want := strings.NewReplacer("\r", " ", "\n", " ", "\t", " ").Replace(summary)
		if got := ics.FromText(parsed.Events()[0].GetProperty(ics.ComponentPropertySummary).Value); got != want && parsed.Events()[0].GetProperty(ics.ComponentPropertySummary).Value != want {
			t.Errorf("%q is read as %q", want, got)
		}
	}
}

func TestADayIsADateAndATimeNamesItsZone(t *testing.T) {
	t.Parallel()
	at := func(text string) *string { return &text }
	events := []icalendar.Event{
		{UID: "late@x", Stamp: stamp, Date: day(t, "2024-12-31"), Summary: "A day", Sequence: 3, Cancelled: true},
		{UID: "timed@x", Stamp: stamp, Date: day(t, "2024-03-14"), Time: at("18:00"), Zone: "Europe/Oslo", Summary: "A meeting"},
		{UID: "far@x", Stamp: stamp, Date: day(t, "2024-07-14"), Time: at("18:30"), Zone: "Europe/Helsinki", Summary: "Abroad"},
	}
	file := string(icalendar.Write("Mine", "https://f.test", events))
	for _, want := range []string{
		"DTSTART;VALUE=DATE:20241231\r\nDTEND;VALUE=DATE:20250101\r\n", "DTSTART;TZID=Europe/Oslo:20240314T180000\r\n", "DTSTART:20240714T153000Z\r\n", "SEQUENCE:3\r\n",
		"STATUS:CANCELLED\r\n", "DTSTAMP:20240212T080000Z\r\n", "BEGIN:VTIMEZONE\r\nTZID:Europe/Oslo\r\n", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n", "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n",
	} {
		if !strings.Contains(file, want) {
			t.Errorf("it lacks %q:\n%s", want, file)
		}
	}
	if strings.Count(file, "BEGIN:VTIMEZONE") != 1 || strings.Index(file, "timed@x") > strings.Index(file, "late@x") {
		t.Errorf("zones or order are wrong:\n%s", file)
	}
	if days := string(icalendar.Write("Mine", "", []icalendar.Event{{UID: "day@x", Stamp: stamp, Date: day(t, "2024-12-31")}})); strings.Contains(days, "VTIMEZONE") {
		t.Errorf("a zone that nothing names:\n%s", days)
	}
}

// The rule of the zone holds against the zone database, on both sides of each change.
func TestTheZoneIsNorways(t *testing.T) {
	t.Parallel()
	file := string(icalendar.Write("", "", []icalendar.Event{{UID: "a", Stamp: stamp, Date: day(t, "2024-03-14"), Time: new(string), Zone: "Europe/Oslo"}}))
	if !strings.Contains(file, "BEGIN:DAYLIGHT\r\nDTSTART:19960331T020000") || !strings.Contains(file, "BEGIN:STANDARD\r\nDTSTART:19961027T030000") {
		t.Fatal(file)
	}
	for year := 1996; year <= 2035; year++ {
		for _, turn := range []struct {
			month          time.Month
			before, behind int
		}{{time.March, 3600, 7200}, {time.October, 7200, 3600}} {
			last := time.Date(year, turn.month+1, 0, 1, 0, 0, 0, time.UTC)
			last = last.AddDate(0, 0, -int(last.Weekday())) // the last Sunday, at one in UTC
			_, before := last.Add(-time.Second).In(workday.Oslo()).Zone()
			_, behind := last.In(workday.Oslo()).Zone()
			if before != turn.before || behind != turn.behind {
				t.Errorf("in %s %d the clock goes from %d to %d", turn.month, year, before, behind)
			}
		}
	}
}
