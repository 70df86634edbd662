package upload

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/sheet"
	"forankring.no/forankring/internal/platform/workday"
)

// column is one that an upload knows: by its English name, and by those of
// spreadsheets in Bokmål and Nynorsk.
type column struct {
	name   string
	also   []string
	needed bool
}

// to is the column of an end. In English it is the day after the last day, as
// everywhere in the contract; in Norwegian it is the last day itself, "til og
// med". "Til" alone is written for either, so it is refused.
func to(needed bool) column { return column{name: "to", also: lastDay, needed: needed} }

var lastDay = []string{"til og med", "til_og_med", "t.o.m.", "tom"}

const eitherDay = "til"

// table is a file that was read: the place of each column, whether its ends are
// last days, and the rows.
type table struct {
	encoding sheet.Encoding
	at       map[string]int
	lastDays bool
	ignored  []string // the columns that this upload does not know
	rows     []sheet.Row
}

// read reads a file with the columns given. It refuses what is no table, too
// many rows, and a header that does not fit.
func read(file []byte, columns []column) (*table, error) {
	text, encoding, err := sheet.Decode(file)
	if err != nil {
		return nil, unreadable(err)
	}
	header, rows, err := sheet.Read(text, maxRows)
	if err != nil {
		return nil, unreadable(err)
	}
	t := &table{encoding: encoding, at: map[string]int{}, rows: rows}
	return t, t.place(header, columns)
}

// unreadable is why a file is no table, as a fault.
func unreadable(err error) error {
	broken, isBroken := errors.AsType[*sheet.BrokenError](err)
	unreadable, isUnreadable := errors.AsType[*sheet.UnreadableError](err)
	switch {
	case isBroken:
		refused := *ErrTable
		for _, row := range broken.Rows {
			refused.Fields = append(refused.Fields, fault.Field{Pointer: fmt.Sprintf("/rows/%d", row.Number), Detail: row.Reason})
		}
		return &refused
	case errors.Is(err, sheet.ErrTooMany):
		return ErrTooManyRows
	case isUnreadable:
		return ErrTable.With(unreadable.Reason)
	}
	return err
}

// place finds the columns in the header, whose names are taken in either case of
// letters. What this upload does not know is left out, and told of.
func (t *table) place(header []string, columns []column) error {
	var c fault.Checks
	for i, text := range header {
		key := plain(text)
		name := columnName(key, columns)
		_, twice := t.at[name]
		switch {
		case key == eitherDay:
			c.Require(false, fmt.Sprintf("/columns/%d", i+1), msgEitherDay)
		case name == "":
			if len(t.ignored) < maxFaults {
				t.ignored = append(t.ignored, beginning(text))
			}
			continue
		case twice:
			c.Require(false, "/columns/"+name, msgTwice)
		}
		t.at[name] = i
		t.lastDays = t.lastDays || slices.Contains(lastDay, key)
	}
	for _, column := range columns {
		_, there := t.at[column.name]
		c.Require(there || !column.needed, "/columns/"+column.name, msgMissing)
	}
	return c.Err(ErrColumns.With(msgColumnsAre.With(names(columns))))
}

// plain is the name of a column in the one form in which names are compared.
func plain(text string) string {
	line, err := canon.Line(text)
	if err != nil {
		return ""
	}
	return strings.ToLower(line)
}

// columnName is the English name of a column, "" for one that is not known.
func columnName(text string, columns []column) string {
	i := slices.IndexFunc(columns, func(c column) bool { return c.name == text || slices.Contains(c.also, text) })
	if i < 0 {
		return ""
	}
	return columns[i].name
}

// names are the columns by all their names.
func names(columns []column) []string {
	var all []string
	for _, c := range columns {
		all = append(all, strings.Join(append([]string{c.name}, c.also...), "/"))
	}
	return all
}

// beginning is so much of a name as an answer repeats.
func beginning(name string) string {
	letters := []rune(name)
	return string(letters[:min(len(letters), 40)])
}

// cells reads the cells of one row, and gathers what cannot be read.
type cells struct {
	t      *table
	row    sheet.Row
	checks fault.Checks
}

// faults are the cells that cannot be read, nil where all can; and their
// columns.
func (c *cells) faults() (f *fault.Error, columns []string) {
	f, unread := fault.As(c.checks.Err(ErrCell))
	if unread {
		for _, field := range f.Fields {
			columns = append(columns, strings.TrimPrefix(field.Pointer, "/"))
		}
	}
	return f, columns
}

// has says whether the table has a column.
func (c *cells) has(name string) bool {
	_, ok := c.t.at[name]
	return ok
}

// raw is a cell without the space around it, "" where there is no such column.
func (c *cells) raw(name string) string {
	i, ok := c.t.at[name]
	if !ok {
		return ""
	}
	return strings.TrimSpace(c.row.Cells[i])
}

// text is a cell of at most so many characters.
func (c *cells) text(name string, most int) string {
	text := c.raw(name)
	c.checks.Require(utf8.RuneCountInString(text) <= most, "/"+name, msgTooLong.With(most))
	return text
}

// optional is text, nil where there is no such column.
func (c *cells) optional(name string, most int) *string {
	if !c.has(name) {
		return nil
	}
	text := c.text(name, most)
	return &text
}

// clock is the time that a spreadsheet or a database writes behind a date.
var clock = regexp.MustCompile(`[T ]+[0-2]?[0-9][:.][0-5][0-9]([:.][0-5][0-9]([.,][0-9]+)?)?(Z|[+-][0-9:]+)?$`)

// date reads 2024-04-01 and 01.04.2024, also with a time, which says nothing
// about a day.
func (c *cells) date(name string) workday.Date {
	text := clock.ReplaceAllString(c.raw(name), "")
	if t, err := time.Parse("2.1.2006", text); err == nil {
		text = t.Format(time.DateOnly)
	}
	d, err := workday.ParseDate(text)
	c.checks.Require(err == nil, "/"+name, msgNoDate)
	return d
}

// end is the day after the last day, whichever of the two the column holds.
func (c *cells) end() workday.Date {
	d := c.date("to")
	if !c.t.lastDays || d.IsZero() {
		return d
	}
	d = d.AddDays(1)
	_, err := workday.ParseDate(d.String())
	c.checks.Require(err == nil, "/to", msgTooLate)
	return d
}

// optionalEnd is end, nil where the cell is empty or holds a day that only stands
// for none, as payroll systems write 31.12.9999.
func (c *cells) optionalEnd() *workday.Date {
	text := c.raw("to")
	if text == "" || noEnd.MatchString(text) {
		return nil
	}
	d := c.end()
	return &d
}

var noEnd = regexp.MustCompile(`^(9999-12-31|31\.12\.9999)([T ].*)?$`)

// decimals are those of a whole number.
var decimals = regexp.MustCompile(`[.,]0+$`)

// percent reads 80, 80%, 80 % and 80,00.
func (c *cells) percent(name string, least, step int) int {
	text := decimals.ReplaceAllString(strings.TrimSpace(strings.TrimSuffix(c.raw(name), "%")), "")
	n, err := strconv.ParseUint(text, 10, 8)
	percent := int(n)
	c.checks.Require(err == nil && percent >= least && percent <= 100 && percent%step == 0, "/"+name, msgNoPercent.With(least, step))
	return percent
}
