package meetingfile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/meetingfile"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// within are the bounds of a file that is read on 12 February 2024.
var within = meetingfile.BoundsOn(workday.MustDate("2024-02-12"))

// vcalendar is a calendar of events, each given by its lines.
func vcalendar(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//test//NO\r\n")
	for _, e := range events {
		b.WriteString("BEGIN:VEVENT\r\n" + strings.ReplaceAll(strings.TrimSpace(e), "\n", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	return b.String() + "END:VCALENDAR\r\n"
}

func mustRead(t *testing.T, file string) *meetingfile.File {
	t.Helper()
	f, err := meetingfile.Read([]byte(file), within)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return f
}

// told is a meeting on one line: when it is, what is special about it, and the codes
// of what is wrong or worth a look.
func told(m meetingfile.Meeting) string {
	var parts []string
	at := "?"
	if m.Time != nil {
		at = *m.Time
	}
	parts = append(parts, strings.TrimSpace(m.Date.String()+" "+at))
	for word, is := range map[string]bool{"cancelled": m.Cancelled, "excluded": m.Excluded} {
		if is {
			parts = append(parts, word)
		}
	}
	for _, f := range slices.Concat(m.Faults, m.Warnings) {
		parts = append(parts, strings.TrimPrefix(f.Code, "meeting_file."))
	}
	return strings.Join(parts, " ")
}

func toldAll(f *meetingfile.File) (all []string) {
	for _, m := range f.Meetings {
		all = append(all, told(m))
	}
	return all
}

func TestOneEventIsReadByTheBodysClock(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ event, want string }{
		"floating":                           {"DTSTART:20240314T180000", "2024-03-14 18:00"},
		"in UTC, in winter":                  {"DTSTART:20240314T170000Z", "2024-03-14 18:00"},
		"in UTC, in summer":                  {"DTSTART:20240614T160000Z", "2024-06-14 18:00"},
		"in UTC, west of midnight":           {"DTSTART:20240314T233000Z", "2024-03-15 00:30"},
		"in Oslo":                            {"DTSTART;TZID=Europe/Oslo:20240314T180000", "2024-03-14 18:00"},
		"in quotation marks":                 {`DTSTART;TZID="Europe/Oslo":20240314T180000`, "2024-03-14 18:00"},
		"in Berlin, by the same clock":       {"DTSTART;TZID=Europe/Berlin:20240314T180000", "2024-03-14 18:00"},
		"by the name that Windows has":       {"DTSTART;TZID=W. Europe Standard Time:20240314T180000", "2024-03-14 18:00"},
		"by a name with a prefix":            {"DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Oslo:20240314T180000", "2024-03-14 18:00"},
		"in London":                          {"DTSTART;TZID=GMT Standard Time:20240314T180000", "2024-03-14 19:00 other_zone"},
		"in New York, east of midnight":      {"DTSTART;TZID=America/New_York:20240314T200000", "2024-03-15 01:00 other_zone"},
		"a day alone":                        {"DTSTART;VALUE=DATE:20240314", "2024-03-14"},
		"a leap day":                         {"DTSTART;VALUE=DATE:20240229", "2024-02-29"},
		"a day that is none":                 {"DTSTART;VALUE=DATE:20230229", "? cell_invalid"},
		"a day before all that are counted":  {"DTSTART:18991231T180000", "? cell_invalid"},
		"no day":                             {"SUMMARY:Styremøte", "? cell_invalid"},
		"two days":                           {"DTSTART:20240314T180000\nDTSTART:20240315T180000", "2024-03-14 18:00 cell_invalid"},
		"in a zone that does not exist":      {"DTSTART;TZID=Europe/Kongsvinger:20240314T180000", "2024-03-14 18:00 unknown_zone"},
		"in the zone of the machine":         {"DTSTART;TZID=Local:20240314T180000", "2024-03-14 18:00 unknown_zone"},
		"in a zone that is a file":           {"DTSTART;TZID=../../../../etc/passwd:20240314T180000", "2024-03-14 18:00 unknown_zone"},
		"in a zone with a long name":         {"DTSTART;TZID=" + strings.Repeat("Europe/Oslo/", 50) + ":20240314T180000", "2024-03-14 18:00 unknown_zone"},
		"at an hour that the clock skips":    {"DTSTART;TZID=Europe/Oslo:20240331T023000", "2024-03-31 03:30 hour_skipped"},
		"at an hour that comes twice":        {"DTSTART;TZID=Europe/Oslo:20241027T023000", "2024-10-27 02:30 hour_twice"},
		"at an hour skipped elsewhere":       {"DTSTART;TZID=America/New_York:20240310T023000", "2024-03-10 08:30 hour_skipped"},
		"at the last minute before the skip": {"DTSTART:20240331T015900", "2024-03-31 01:59"},
		"at the first minute after it":       {"DTSTART:20240331T030000", "2024-03-31 03:00"},
		"cancelled":                          {"DTSTART:20240314T180000\nSTATUS:CANCELLED", "2024-03-14 18:00 cancelled"},
		"confirmed":                          {"DTSTART:20240314T180000\nSTATUS:CONFIRMED", "2024-03-14 18:00"},
		"cancelled by its title alone":       {"DTSTART:20240314T180000\nSUMMARY:AVLYST: Styremøte", "2024-03-14 18:00 title_says_cancelled"},
		"with a title that is too long":      {"DTSTART:20240314T180000\nSUMMARY:" + strings.Repeat("x", 300), "2024-03-14 18:00 text_shortened"},
		"with a sequence that is none":       {"DTSTART:20240314T180000\nSEQUENCE:-1", "2024-03-14 18:00 cell_invalid"},
		"in small letters":                   {"dtstart;tzid=Europe/Oslo:20240314t180000", "2024-03-14 18:00"},
	} {
		if got := toldAll(mustRead(t, vcalendar("UID:1\n"+tt.event))); len(got) != 1 || got[0] != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestAnEventSaysWhatItIs(t *testing.T) {
	t.Parallel()
	f := mustRead(t, "\uFEFF"+vcalendar("UID:møte-1@grue.kommune.no\nSEQUENCE:3\nDTSTART:20240314T180000\nSUMMARY:Kommunestyret\\, ekstraordinært\nLOCATION:Rådhuset\\; møterom 2\nDESCRIPTION:Se\n papirene",
		"UID:2\nDTSTART:20240315T180000\nLOCATION:Microsoft Teams-møte", "UID:3\nDTSTART:20240316T180000\nCONFERENCE;VALUE=URI:https://example.org/1"))
	one, two, three := f.Meetings[0], f.Meetings[1], f.Meetings[2]
	if f.Format != meetingfile.Calendar || one.UID != "møte-1@grue.kommune.no" || one.Sequence != 3 || *one.Title != "Kommunestyret, ekstraordinært" || *one.Place != "Rådhuset; møterom 2" || *one.Remote || one.Number != 4 {
		t.Errorf("the first is %+v", one)
	}
	if !*two.Remote || *two.Place != "Microsoft Teams-møte" || two.Title != nil || !*three.Remote || three.Place != nil {
		t.Errorf("the others are %+v, %+v", two, three)
	}
}

// The zones that a calendar describes itself are taken for IANA's where it says which
// they are.
func TestAZoneIsTakenForTheOneThatTheCalendarSays(t *testing.T) {
	t.Parallel()
	file := strings.Replace(vcalendar("UID:1\nDTSTART;TZID=Norge:20240614T180000", "UID:2\nDTSTART;TZID=Sverige:20240614T180000"), "BEGIN:VEVENT",
		"BEGIN:VTIMEZONE\r\nTZID:Norge\r\nX-LIC-LOCATION:Europe/Oslo\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT", 1)
	if got := toldAll(mustRead(t, file)); !slices.Equal(got, []string{"2024-06-14 18:00", "2024-06-14 18:00 unknown_zone"}) {
		t.Errorf("%q", got)
	}
}

func TestLinesAreReadHoweverTheyEnd(t *testing.T) {
	t.Parallel()
	file := vcalendar("UID:1\nDTSTART:20240314T180000\nSUMMARY:Et møte om Våler")
	at := strings.Index(file, "øte") + 1 // within the two bytes of the letter
	for name, text := range map[string]string{
		"CRLF":                      file,
		"LF":                        strings.ReplaceAll(file, "\r\n", "\n"),
		"CR":                        strings.ReplaceAll(file, "\r\n", "\r"),
		"folded":                    strings.ReplaceAll(file, "møte", "mø\r\n te"),
		"folded by a tab":           strings.ReplaceAll(file, "møte", "mø\r\n\tte"),
		"folded within a letter":    file[:at] + "\r\n " + file[at:],
		"folded after each octet":   strings.Join(strings.Split("SUMMARY:Et møte om Våler", ""), "\r\n "),
		"in Windows-1252":           strings.NewReplacer("ø", "\xf8", "å", "\xe5").Replace(file),
		"with a byte order mark":    "\uFEFF" + file,
		"with empty lines":          strings.ReplaceAll(file, "\r\n", "\r\n\r\n"),
		"with no line end at last":  strings.TrimSpace(file),
		"with blanks before it all": "\r\n\r\n" + file,
	} {
		if name == "folded after each octet" {
			text = strings.Replace(file, "SUMMARY:Et møte om Våler", text, 1)
		}
		f, err := meetingfile.Read([]byte(text), within)
		if err != nil || len(f.Meetings) != 1 || *f.Meetings[0].Title != "Et møte om Våler" || told(f.Meetings[0]) != "2024-03-14 18:00" {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

func TestSeriesAreExpanded(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		events []string
		want   []string
	}{
		"so many weeks": {[]string{"UID:1\nDTSTART;TZID=Europe/Oslo:20240314T180000\nRRULE:FREQ=WEEKLY;COUNT=3"}, []string{"2024-03-14 18:00", "2024-03-21 18:00", "2024-03-28 18:00"}},
		"over the change of the clock, by the clock":   {[]string{"UID:1\nDTSTART;TZID=Europe/Oslo:20240330T180000\nRRULE:FREQ=DAILY;COUNT=2"}, []string{"2024-03-30 18:00", "2024-03-31 18:00"}},
		"over the change of the clock, by UTC":         {[]string{"UID:1\nDTSTART:20240330T170000Z\nRRULE:FREQ=DAILY;COUNT=2"}, []string{"2024-03-30 18:00", "2024-03-31 19:00"}},
		"through the hour that is skipped":             {[]string{"UID:1\nDTSTART;TZID=Europe/Oslo:20240330T023000\nRRULE:FREQ=DAILY;COUNT=3"}, []string{"2024-03-30 02:30", "2024-03-31 03:30 hour_skipped", "2024-04-01 02:30"}},
		"by weekday of the month":                      {[]string{"UID:1\nDTSTART;VALUE=DATE:20240312\nRRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=3"}, []string{"2024-03-12", "2024-04-09", "2024-05-14"}},
		"until a day, which is one of them":            {[]string{"UID:1\nDTSTART;TZID=Europe/Oslo:20240314T180000\nRRULE:FREQ=WEEKLY;UNTIL=20240328"}, []string{"2024-03-14 18:00", "2024-03-21 18:00", "2024-03-28 18:00"}},
		"until a moment in UTC, which is one of them":  {[]string{"UID:1\nDTSTART;TZID=Europe/Oslo:20240606T180000\nRRULE:FREQ=WEEKLY;UNTIL=20240613T160000Z"}, []string{"2024-06-06 18:00", "2024-06-13 18:00"}},
		"until a moment in UTC, before the last":       {[]string{"UID:1\nDTSTART;TZID=Europe/Oslo:20240606T180000\nRRULE:FREQ=WEEKLY;UNTIL=20240613T155959Z"}, []string{"2024-06-06 18:00"}},
		"with one left out":                            {[]string{"UID:1\nDTSTART;TZID=Europe/Oslo:20240314T180000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Oslo:20240321T180000"}, []string{"2024-03-14 18:00", "2024-03-21 18:00 excluded", "2024-03-28 18:00"}},
		"with one left out by its day, another in UTC": {[]string{"UID:1\nDTSTART;TZID=Europe/Oslo:20240314T180000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20240321\nEXDATE:20240328T170000Z"}, []string{"2024-03-14 18:00", "2024-03-21 18:00 excluded", "2024-03-28 18:00 excluded"}},
		"with others besides":                          {[]string{"UID:1\nDTSTART;TZID=Europe/Oslo:20240314T180000\nRRULE:FREQ=WEEKLY;COUNT=2\nRDATE;TZID=Europe/Oslo:20240318T120000,20240321T180000"}, []string{"2024-03-14 18:00", "2024-03-18 12:00", "2024-03-21 18:00"}},
		"with one moved, cancelled and renamed": {[]string{
			"UID:1\nDTSTART;TZID=Europe/Oslo:20240314T180000\nRRULE:FREQ=WEEKLY;COUNT=3",
			"UID:1\nRECURRENCE-ID;TZID=Europe/Oslo:20240321T180000\nDTSTART;TZID=Europe/Oslo:20240322T170000",
			"UID:1\nRECURRENCE-ID:20240328T170000Z\nDTSTART;TZID=Europe/Oslo:20240328T180000\nSTATUS:CANCELLED",
		}, []string{"2024-03-14 18:00", "2024-03-22 17:00", "2024-03-28 18:00 cancelled"}},
		"of which all are cancelled": {[]string{
			"UID:1\nDTSTART;TZID=Europe/Oslo:20240314T180000\nRRULE:FREQ=WEEKLY;COUNT=2\nSTATUS:CANCELLED",
			"UID:1\nRECURRENCE-ID;TZID=Europe/Oslo:20240321T180000\nDTSTART;TZID=Europe/Oslo:20240322T170000",
		}, []string{"2024-03-14 18:00 cancelled", "2024-03-22 17:00 cancelled"}},
		"of which one was moved twice": {[]string{
			"UID:1\nDTSTART;TZID=Europe/Oslo:20240314T180000\nRRULE:FREQ=WEEKLY;COUNT=1",
			"UID:1\nSEQUENCE:2\nRECURRENCE-ID;TZID=Europe/Oslo:20240314T180000\nDTSTART;TZID=Europe/Oslo:20240316T170000",
			"UID:1\nSEQUENCE:1\nRECURRENCE-ID;TZID=Europe/Oslo:20240314T180000\nDTSTART;TZID=Europe/Oslo:20240315T170000",
		}, []string{"2024-03-16 17:00"}},
		"of which the calendar has one alone": {[]string{"UID:1\nRECURRENCE-ID;TZID=Europe/Oslo:20240321T180000\nDTSTART;TZID=Europe/Oslo:20240322T170000"}, []string{"2024-03-22 17:00"}},
	} {
		got := toldAll(mustRead(t, vcalendar(tt.events...)))
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n got  %q\n want %q", name, got, tt.want)
		}
	}
}

// Whether its series is in the file or not, one of a series has the same identifier,
// so that a moved meeting stays the same meeting.
func TestOneOfASeriesKeepsItsIdentifier(t *testing.T) {
	t.Parallel()
	series := "UID:1\nDTSTART;TZID=Europe/Oslo:20240314T180000\nRRULE:FREQ=WEEKLY;COUNT=2"
	moved := "UID:1\nRECURRENCE-ID;TZID=Europe/Oslo:20240321T180000\nDTSTART;TZID=Europe/Oslo:20240322T170000"
	for _, events := range [][]string{{series}, {series, moved}, {moved, series}, {moved}} {
		f := mustRead(t, vcalendar(events...))
		if !slices.ContainsFunc(f.Meetings, func(m meetingfile.Meeting) bool { return m.UID == "1/20240321T180000" }) {
			t.Errorf("%q has %+v", events, f.Meetings)
		}
	}
}

// A rule that could make many meetings is refused, and costs nothing.
func TestMaliciousRecurrenceIsRefusedInNoTime(t *testing.T) {
	t.Parallel()
	const start = "UID:1\nDTSTART:20240314T180000\nRRULE:"
	for name, event := range map[string]string{
		"secondly for a century":     start + "FREQ=SECONDLY;UNTIL=21240314T180000Z",
		"secondly without an end":    start + "FREQ=SECONDLY",
		"minutely":                   start + "FREQ=MINUTELY;COUNT=2",
		"hourly":                     start + "FREQ=HOURLY;COUNT=2",
		"each second of each day":    start + "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13;BYMINUTE=0,1,2,3,4,5,6,7;BYSECOND=0,1,2,3,4,5,6,7,8,9",
		"each day without an end":    start + "FREQ=DAILY",
		"each day, a billion times":  start + "FREQ=DAILY;COUNT=1000000000",
		"never":                      start + "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
		"in leaps past all counting": start + "FREQ=DAILY;INTERVAL=9223372036854775807",
		"backwards":                  start + "FREQ=DAILY;INTERVAL=-1",
		"no times":                   start + "FREQ=DAILY;COUNT=0",
		"by Easter":                  start + "FREQ=YEARLY;BYEASTER=0",
		"no rule":                    start + "EVERY=DAY",
		"a rule of nothing":          start,
		"a rule as long as a book":   start + "FREQ=YEARLY;BYYEARDAY=1" + strings.Repeat(",2", 5000),
		"since the Middle Ages":      "UID:1\nDTSTART:19000101T180000\nRRULE:FREQ=DAILY",
		"two rules":                  start + "FREQ=DAILY;COUNT=2\nRRULE:FREQ=WEEKLY;COUNT=2",
		"what is left out by a rule": start + "FREQ=DAILY;COUNT=2\nEXRULE:FREQ=WEEKLY",
		"all that follow moved":      "UID:1\nDTSTART:20240314T180000\nRECURRENCE-ID;RANGE=THISANDFUTURE:20240314T180000",
		"left out a thousand times":  start + "FREQ=DAILY;COUNT=2\nEXDATE:20240314T180000" + strings.Repeat(",20240314T180000", 1000),
	} {
		began := time.Now()
		f := mustRead(t, vcalendar(event))
		if len(f.Meetings) != 1 || len(f.Meetings[0].Faults) == 0 {
			t.Errorf("%s: %d meetings, the first %q", name, len(f.Meetings), told(f.Meetings[0]))
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%s takes %s", name, took)
		}
	}
	// A calendar full of rules that give no day is given up.
	var never []string
	for i := range 2000 {
		never = append(never, fmt.Sprintf("UID:%d\nDTSTART:20240314T180000\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", i))
	}
	began := time.Now()
	f := mustRead(t, vcalendar(never...))
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("2,000 rules that give no day take %s", took)
	}
	if last := f.Meetings[1999]; !last.Faults[0].Fields[0].Detail.Is(message.Text{}) && last.Faults[0].Fields[0].Detail.String() != "is one rule too many for a file: divide it" {
		t.Errorf("the last is refused since it %s", last.Faults[0].Fields[0].Detail)
	}
}

func TestARecurrenceWithoutEndIsReadForThreeYears(t *testing.T) {
	t.Parallel()
	f := mustRead(t, vcalendar("UID:1\nDTSTART:20200102T180000\nRRULE:FREQ=WEEKLY"))
	first, last := f.Meetings[0], f.Meetings[len(f.Meetings)-1]
	if first.Date.Before(within.From) || first.Date.Sub(within.From) > 7 || within.To.Sub(last.Date) > 7 || !strings.HasSuffix(told(last), "recurrence_goes_on") || len(first.Warnings) > 0 {
		t.Errorf("from %s to %s", told(first), told(last))
	}
}

func TestWhatIsNoWholeCalendarIsRefused(t *testing.T) {
	t.Parallel()
	whole := vcalendar("UID:1\nDTSTART:20240314T180000", "UID:2\nDTSTART:20240315T180000")
	for name, tt := range map[string]struct {
		file string
		want *fault.Error
	}{
		"cut within an event":       {strings.Split(whole, "UID:2")[0], meetingfile.ErrFile},
		"cut between events":        {whole[:strings.LastIndex(whole, "BEGIN:VEVENT")], meetingfile.ErrFile},
		"another part at the end":   {strings.Replace(whole, "END:VEVENT", "END:VTODO", 1), meetingfile.ErrFile},
		"a part that never began":   {strings.Replace(whole, "BEGIN:VEVENT", "X:Y", 1), meetingfile.ErrFile},
		"an event outside":          {whole + "BEGIN:VEVENT\r\nEND:VEVENT\r\n", meetingfile.ErrFile},
		"parts within parts":        {strings.Repeat("BEGIN:VCALENDAR\r\n", 100_000), meetingfile.ErrFile},
		"a NUL":                     {strings.Replace(whole, "UID:1", "UID:\x00", 1), meetingfile.ErrFile},
		"letters of no encoding":    {strings.Replace(whole, "UID:1", "SUMMARY:Kj\xb1ll", 1), meetingfile.ErrFile},
		"more events than are read": {vcalendar(slices.Repeat([]string{"DTSTART:20240314T180000"}, 2001)...), meetingfile.ErrTooManyMeetings},
		"more meetings than are read": {vcalendar(slices.Repeat([]string{"DTSTART:20240314T180000\nRRULE:FREQ=DAILY;COUNT=500"}, 5)...),
			meetingfile.ErrTooManyMeetings},
	} {
		_, err := meetingfile.Read([]byte(tt.file), within)
		if f, refused := fault.As(err); !refused || f.Code != tt.want.Code {
			t.Errorf("%s: %v, want %s", name, err, tt.want.Code)
		}
	}
}

// A broken event leaves the others readable, and lines of no concern are not even
// looked at.
func TestABrokenEventLeavesTheOthersReadable(t *testing.T) {
	t.Parallel()
	f := mustRead(t, vcalendar("UID:1\nDTSTART;TZID:20240314T180000", "UID:2\nDTSTART:20240315T180000\nX-APPLE;A=b\nATTENDEE;CN=\"x:mailto:y\nBEGIN:VALARM\nTRIGGER:-PT15M\nDTSTART:20240101T000000\nEND:VALARM",
		"UID:2\nDTSTART:20240316T180000", "DTSTART:20240317T180000\nSUMMARY;"+strings.Repeat("A=b;", 100)+"C=d:x"))
	want := []string{"? cell_invalid", "2024-03-15 18:00", "2024-03-16 18:00 meeting_twice", "2024-03-17 18:00 cell_invalid"}
	if got := toldAll(f); len(got) != 4 || !strings.HasPrefix(got[0], want[0]) || !slices.Equal(got[1:], want[1:]) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAWithdrawnCalendarCancelsItsMeetings(t *testing.T) {
	t.Parallel()
	file := strings.Replace(vcalendar("UID:1\nDTSTART:20240314T180000"), "VERSION:2.0", "METHOD:CANCEL", 1)
	if got := toldAll(mustRead(t, file)); !slices.Equal(got, []string{"2024-03-14 18:00 cancelled"}) {
		t.Errorf("%q", got)
	}
}

// Whatever a file holds, it is read or refused, in bounded time and without a panic.
func FuzzRead(f *testing.F) {
	for _, event := range []string{
		"UID:1\nDTSTART;TZID=Europe/Oslo:20240314T180000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20240321T170000Z", "DTSTART;VALUE=DATE:20240314\nRRULE:FREQ=MONTHLY;BYDAY=-1TH;BYSETPOS=-1;UNTIL=20250101",
		"UID:1\nRECURRENCE-ID:20240314T180000\nDTSTART:20240331T023000\nRDATE;VALUE=PERIOD:20240101T000000Z/PT1H", "DTSTART;A=\\", "DTSTART;A=\"", "RRULE:FREQ=YEARLY;BYWEEKNO=53;BYYEARDAY=-366;WKST=SU\nDTSTART:20240101T000000",
	} {
		f.Add([]byte(vcalendar(event)))
	}
	f.Add([]byte("dato;kl\n14.03.2024;18-20\n"))
	f.Add([]byte("date\ttime\tremote\n2024-03-14\tkl. 18.30\tja\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		read, err := meetingfile.Read(file, within)
		if err != nil {
			if _, refused := fault.As(err); !refused {
				t.Fatalf("%q: %v", file, err)
			}
			return
		}
		for _, m := range read.Meetings {
			if len(m.Faults) == 0 && (m.Date.IsZero() || m.Time != nil && *m.Time != "" && len(*m.Time) != 5) {
				t.Fatalf("%q gives %+v", file, m)
			}
		}
	})
}
