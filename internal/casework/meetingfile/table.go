package meetingfile

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/sheet"
	"forankring.no/forankring/internal/platform/workday"
)

// columns are those that a table may have, by their names in English, and by those
// that municipalities give them in Bokmål and Nynorsk.
var columns = map[string][]string{
	"date":      {"dato", "møtedato", "dag", "møtedag", "når"},
	"time":      {"tid", "kl", "kl.", "klokken", "klokka", "klokkeslett", "tidspunkt", "møtetid", "start", "starttid"},
	"place":     {"sted", "stad", "møtested", "møtestad", "lokale", "rom", "møterom"},
	"remote":    {"fjernmøte", "nettmøte", "digitalt", "digital", "videomøte"},
	"cancelled": {"avlyst", "avlyses", "canceled"},
	"title":     {"tittel", "møte", "navn", "namn", "emne"},
	"uid":       {"id", "møteid", "møte-id", "identifikator"},
	"body":      {"organ", "utvalg", "utval", "råd"},
}

// Columns are the names of the columns that a table may have, all of them.
func Columns() []string {
	var all []string
	for _, name := range []string{"date", "time", "place", "remote", "cancelled", "title", "uid", "body"} {
		all = append(all, strings.Join(append([]string{name}, columns[name]...), "/"))
	}
	return all
}

// table is a table that was read: where each column stands.
type table struct {
	at      map[string]int
	ignored []string
}

// readTable reads a table.
func readTable(file []byte) (*File, error) {
	text, encoding, err := sheet.Decode(file)
	if err != nil {
		return nil, unreadable(err)
	}
	header, rows, err := sheet.Read(text, MaxMeetings)
	if err != nil {
		return nil, unreadable(err)
	}
	t := table{at: map[string]int{}, ignored: []string{}}
	if err := t.place(header); err != nil {
		return nil, err
	}
	f := &File{Format: Table, Encoding: encoding, Ignored: t.ignored}
	for _, row := range rows {
		f.Meetings = append(f.Meetings, t.meeting(row))
	}
	return f, nil
}

// unreadable is why a file is no text or no table, as a fault.
func unreadable(err error) error {
	broken, isBroken := errors.AsType[*sheet.BrokenError](err)
	unreadable, isUnreadable := errors.AsType[*sheet.UnreadableError](err)
	switch {
	case isBroken:
		refused := *ErrFile
		for _, row := range broken.Rows {
			refused.Fields = append(refused.Fields, fault.Field{Pointer: pointerTo(row.Number), Detail: row.Reason})
		}
		return &refused
	case errors.Is(err, sheet.ErrTooMany):
		return ErrTooManyMeetings
	case isUnreadable:
		return ErrFile.With(unreadable.Reason)
	}
	return err
}

// place finds the columns in the header, in either case of letters.
func (t *table) place(header []string) error {
	var c fault.Checks
	for i, text := range header {
		name := columnOf(text)
		if name == "" {
			t.ignored = append(t.ignored, beginning(text))
			continue
		}
		if _, twice := t.at[name]; twice {
			c.Require(false, "/columns/"+name, msgColumnTwice)
		}
		t.at[name] = i
	}
	_, dated := t.at["date"]
	c.Require(dated, "/columns/date", msgColumnMissing)
	return c.Err(ErrColumns.With(msgColumnsAre.With(Columns())))
}

// columnOf is the English name of a column, "" for one that is not known.
func columnOf(text string) string {
	line, err := canon.Line(text)
	if err != nil {
		return ""
	}
	line = strings.ToLower(line)
	for name, also := range columns {
		if name == line || slices.Contains(also, line) {
			return name
		}
	}
	return ""
}

// cells reads the cells of a row, and gathers what cannot be read.
type cells struct {
	*table
	row    sheet.Row
	checks fault.Checks
}

// meeting reads a row.
func (t *table) meeting(row sheet.Row) Meeting {
	if !row.Broken.IsZero() {
		return Meeting{Number: row.Number, Faults: []*fault.Error{ErrRow.With(row.Broken)}}
	}
	c := &cells{table: t, row: row}
	m := Meeting{Number: row.Number, UID: c.text("uid", maxUID), Body: c.text("body", maxTitle), Title: c.optional("title"), Place: c.optional("place")}
	c.when(&m)
	m.Remote, m.Cancelled = c.remote(m.Place), c.yes("cancelled", "avlyst", "avlyses", "cancelled", "canceled")
	if m.Title != nil && !m.Cancelled && saysCancelled(*m.Title) {
		m.warn(WarnSaysCancelled.On("/title", msgSaysCancelled))
	}
	if f, unread := fault.As(c.checks.Err(ErrCell)); unread {
		m.Faults = append(m.Faults, f)
	}
	return m
}

// raw is a cell without the space around it, "" where there is no such column.
func (c *cells) raw(name string) string {
	i, ok := c.at[name]
	if !ok {
		return ""
	}
	return strings.TrimSpace(c.row.Cells[i])
}

// text is a cell of one line, of at most so many characters.
func (c *cells) text(name string, most int) string {
	text := c.raw(name)
	canon.TidyLine(&c.checks, "/"+name, &text)
	c.checks.Require(utf8.RuneCountInString(text) <= most, "/"+name, msgTooLong.With(most))
	return text
}

// optional is text, nil where there is no such column.
func (c *cells) optional(name string) *string {
	if _, ok := c.at[name]; !ok {
		return nil
	}
	text := c.text(name, maxTitle)
	return &text
}

// Days and times as tables have them: a day may carry its time, and the name of a
// weekday before it; a time may carry an end.
var (
	dayAndTime = regexp.MustCompile(`^(?:\p{L}{2,8}[.,]? +)?([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})(?:[T ,]+(.+))?$`)
	hour       = regexp.MustCompile(`^(?i:(?:kl|klokken|klokka)\.? *)?([0-9]{1,2})(?:[:.]?([0-9]{2}))?(?:[:.][0-9]{2}(?:\.[0-9]+)?)?(?: *(?:-|–|til) *(?i:(?:kl|klokken|klokka)\.? *)?[0-9:.]+)?$`)
)

// when reads the day and the time. A time that stands with the day counts where the
// table has no column of times, or nothing in it.
func (c *cells) when(m *Meeting) {
	found := dayAndTime.FindStringSubmatch(c.raw("date"))
	if found == nil {
		c.checks.Require(false, "/date", msgNoDate)
		return
	}
	var read bool
	if m.Date, read = day(found[1]); !read {
		c.checks.Require(false, "/date", msgNoDate)
	}
	_, timed := c.at["time"]
	text := c.raw("time")
	if text == "" && found[2] != "" && found[2] != "00:00" && found[2] != "00:00:00" {
		timed, text = true, found[2]
	}
	if !timed {
		return
	}
	at, read := timeOf(text)
	c.checks.Require(read, "/time", msgNoTime)
	m.Time = &at
	if read && at != "" && !m.Date.IsZero() {
		m.fit(workday.Oslo())
	}
}

// day reads 2024-03-14 and 14.03.2024.
func day(text string) (workday.Date, bool) {
	if t, err := time.Parse("2.1.2006", text); err == nil {
		text = t.Format(time.DateOnly)
	}
	d, err := workday.ParseDate(text)
	return d, err == nil
}

// timeOf reads 18:00, 18.00, 1800, kl. 18 and the first of 18-20 as 18:00; nothing
// is no time.
func timeOf(text string) (string, bool) {
	if text == "" {
		return "", true
	}
	found := hour.FindStringSubmatch(text)
	if found == nil {
		return "", false
	}
	minute := found[2]
	if minute == "" {
		minute = "00"
	}
	t, err := time.Parse("15:04", fmt.Sprintf("%02s:%s", found[1], minute))
	return t.Format("15:04"), err == nil
}

// fit warns of a time that clocks skip or have twice, and puts a skipped one after
// the gap.
func (m *Meeting) fit(home *time.Location) {
	shown, err := time.Parse(time.DateOnly+" 15:04", m.Date.String()+" "+*m.Time)
	if err == nil {
		m.put(moment{shown: shown, zone: home}, home)
	}
}

// yes reads what tables write for yes and no; an empty cell is no. Some words are
// yes too.
func (c *cells) yes(name string, also ...string) bool {
	text := strings.ToLower(c.raw(name))
	yes := slices.Contains([]string{"true", "ja", "yes", "j", "y", "x", "1"}, text) || slices.Contains(also, text)
	c.checks.Require(yes || slices.Contains([]string{"", "false", "nei", "no", "n", "0", "-"}, text), "/"+name, msgYesOrNo)
	return yes
}

// remote says whether the meeting is held remotely: by its column, or by a place that
// is none; nil where the table says nothing of it.
func (c *cells) remote(place *string) *bool {
	if _, ok := c.at["remote"]; ok {
		return new(c.yes("remote", "fjernmøte", "digitalt", "teams"))
	}
	if place == nil {
		return nil
	}
	return new(isRemote(*place))
}
