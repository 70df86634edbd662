// Package meetingfile reads the meeting calendars of bodies as others publish them:
// iCalendar (RFC 5545) and tables that a spreadsheet saves (rule 5.2). It is pure:
// what it reads is judged and kept by package meetingcalendar.
//
// Whatever a file holds, reading it takes bounded time and memory, and what is wrong
// with one meeting leaves the others readable.
package meetingfile

import (
	"bytes"
	"time"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/sheet"
	"forankring.no/forankring/internal/platform/workday"
)

// MaxMeetings is how many meetings a file holds at most, with those that its rules
// of recurrence make.
const MaxMeetings = 2000

// The longest title and place, and what a source calls a meeting.
const (
	maxTitle = 200
	maxUID   = 300
)

// The faults of files, and of single meetings in them.
var (
	ErrFile = fault.New(fault.Invalid, "meeting_file.unreadable", "The file cannot be read as a meeting calendar",
		"Send a calendar as iCalendar (RFC 5545), from BEGIN:VCALENDAR to END:VCALENDAR, or a table as CSV with one header line that has a date.")
	ErrTooManyMeetings = fault.New(fault.Invalid, "meeting_file.too_many_meetings", "Too many meetings",
		"A file holds at most 2,000 meetings, with those that its rules of recurrence make. Divide it by years.")
	ErrColumns = fault.New(fault.Invalid, "meeting_file.columns_invalid", "The columns do not fit",
		"The header names each column once, in English, Bokmål or Nynorsk, and must have the date; `errors` names what is wrong.")
	ErrRow = fault.New(fault.Invalid, "meeting_file.row_invalid", "The row cannot be read",
		"A row has no more cells than the header, and its quotation marks match; cells left out at its end are empty.")
	ErrCell = fault.New(fault.Invalid, "meeting_file.cell_invalid", "The meeting cannot be read",
		"Write a date as 2024-03-14 or 14.03.2024 and a time as 18:00 or kl. 18; `errors` names what is wrong.")
	ErrZone = fault.New(fault.Invalid, "meeting_file.unknown_zone", "The time zone is not known",
		"Name a zone as the zone database of IANA does (Europe/Oslo), or as Windows does (W. Europe Standard Time).")
	ErrRecurrence = fault.New(fault.Invalid, "meeting_file.recurrence_refused", "The recurrence cannot be expanded",
		"A meeting recurs on days, in weeks, months or years, at one time of day, and at most 500 times in the years that are read.")
	ErrTwice = fault.New(fault.Invalid, "meeting_file.meeting_twice", "The meeting stands in the file twice",
		"Each meeting of a file has an identifier of its own. Take out one of the two.")
)

// What is read all the same, and worth a look.
var (
	WarnHourSkipped = fault.New(fault.Invalid, "meeting_file.hour_skipped", "The clock skips this hour",
		"On the night when the clock is put forward there is no such time; the meeting is read as if it had not been put forward yet (RFC 5545, 3.3.5).")
	WarnHourTwice = fault.New(fault.Invalid, "meeting_file.hour_twice", "The clock has this hour twice",
		"On the night when the clock is put back the time comes twice; the first of the two is meant (RFC 5545, 3.3.5).")
	WarnOtherZone = fault.New(fault.Invalid, "meeting_file.other_zone", "The time is given in another zone",
		"The meeting is kept by the clock where the body is.")
	WarnEndless = fault.New(fault.Invalid, "meeting_file.recurrence_goes_on", "The recurrence goes on",
		"A recurrence is read for three years ahead; import the calendar again for what comes later.")
	WarnSaysCancelled = fault.New(fault.Invalid, "meeting_file.title_says_cancelled", "The title says that the meeting is cancelled",
		"The file marks the meeting as held. Cancel it here if that is what the title means.")
	WarnShortened = fault.New(fault.Invalid, "meeting_file.text_shortened", "The text is too long",
		"Titles and places have at most 200 characters; what is beyond is left out.")
)

// The formats of files.
const (
	Calendar = "calendar"
	Table    = "table"
)

// Meeting is a meeting as a file says it. What a file does not say is nil.
type Meeting struct {
	// Number is its place: the line of a calendar on which it begins, or the row of a
	// table as a spreadsheet counts.
	Number int
	// UID is what the file calls it, "" where it does not; of one in a series also
	// when it was planned first.
	UID string
	// Body is the name of the body whose meeting it is, "" where the file has none.
	Body string
	Date workday.Date
	// Time is when it begins, by the body's clock: 18:00, "" for a meeting of which
	// the day alone is known.
	Time         *string
	Title, Place *string
	Remote       *bool
	// Cancelled says that it is not held, and Excluded that its series leaves the day
	// out.
	Cancelled, Excluded bool
	// Sequence counts the versions of the meeting where its source does.
	Sequence int
	// Faults are why it cannot be read, and Warnings what to look at. The pointers of
	// their fields name the columns.
	Faults, Warnings []*fault.Error
}

// File is a file that was read.
type File struct {
	Format   string
	Encoding sheet.Encoding
	// Ignored are the columns of a table that were not known.
	Ignored  []string
	Meetings []Meeting
}

// Bounds are within what a file is read: the body's zone, in which times without a
// zone are (RFC 5545, form 1), and the days for which a recurrence is expanded.
type Bounds struct {
	Zone     *time.Location
	From, To workday.Date
}

// BoundsOn are the bounds of a file that is read on a day: a recurrence is expanded
// from a year before it to three years after.
func BoundsOn(today workday.Date) Bounds {
	return Bounds{Zone: workday.Oslo(), From: today.AddDays(-366), To: today.AddDays(3 * 366)}
}

// Read reads a file, whichever of the formats it is in. It refuses one that is
// neither, and one that ends before it is complete.
func Read(file []byte, within Bounds) (*File, error) {
	f, err := read(file, within)
	if err != nil {
		return nil, err
	}
	if len(f.Meetings) > MaxMeetings {
		return nil, ErrTooManyMeetings
	}
	f.findTwice()
	return f, nil
}

func read(file []byte, within Bounds) (*File, error) {
	if isCalendar(file) {
		return readCalendar(file, within)
	}
	return readTable(file)
}

// isCalendar says whether a file begins as an iCalendar does.
func isCalendar(file []byte) bool {
	const begin = "BEGIN:VCALENDAR"
	text := bytes.TrimLeft(bytes.TrimPrefix(file, []byte(mark)), "\r\n\t ")
	return len(text) >= len(begin) && bytes.EqualFold(text[:len(begin)], []byte(begin))
}

// mark is the byte order mark in UTF-8.
const mark = "\uFEFF"

// findTwice refuses the second of two meetings that have one identifier.
func (f *File) findTwice() {
	first := map[string]int{}
	for i := range f.Meetings {
		m := &f.Meetings[i]
		if m.UID == "" {
			continue
		}
		if number, twice := first[m.UID]; twice {
			m.Faults = append(m.Faults, ErrTwice.On("/uid", msgTwice.With(number)))
			continue
		}
		first[m.UID] = m.Number
	}
}

// warn adds a warning about a column.
func (m *Meeting) warn(w *fault.Error) { m.Warnings = append(m.Warnings, w) }
