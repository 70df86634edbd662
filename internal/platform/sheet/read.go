package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"forankring.no/forankring/internal/platform/message"
)

// Why a file is not a table at all.
var (
	ErrEmpty   = &UnreadableError{Reason: msgNoHeader}
	ErrNotText = &UnreadableError{Reason: msgNotText}
	ErrTooMany = &UnreadableError{Reason: msgTooMany}
)

// UnreadableError says why a file cannot be read at all.
type UnreadableError struct {
	Reason message.Text
	kind   error
}

func (e *UnreadableError) Error() string { return e.Reason.String() }

// Unwrap is the sort of reason of which this is a closer one: ErrNotText, or none.
func (e *UnreadableError) Unwrap() error { return e.kind }

// notText is ErrNotText with what is wrong in which line.
func notText(reason message.Text) error {
	return &UnreadableError{Reason: message.Sentences(msgNotText, reason), kind: ErrNotText}
}

// maxBroken is the most faults of a header that Read reports.
const maxBroken = 100

// Row is a row of a table that was read. Number is the one that a spreadsheet
// shows beside it: the header is row 1.
type Row struct {
	Number int
	// Cells are as many as the header's.
	Cells []string
	// Broken says why the row cannot be read, nothing where it can.
	Broken message.Text
}

// BrokenRow says what is wrong with one row.
type BrokenRow struct {
	Number int
	Reason message.Text
}

// BrokenError says why a file cannot be read as rows below a header: what is
// wrong with the header, or the row whose quotation takes in all that follows.
type BrokenError struct{ Rows []BrokenRow }

func (e *BrokenError) Error() string {
	return fmt.Sprintf("%d faults, the first in row %d: %s", len(e.Rows), e.Rows[0].Number, e.Rows[0].Reason)
}

// Read reads a table with at most the given number of rows below its header.
// It takes what spreadsheets save: cells parted by semicolons, tabs or commas,
// whichever the header shows or a first line such as `sep=;` says; any encoding
// that Decode knows, with or without the byte order mark; any of the usual line ends, and quoted cells with line breaks in them.
// Rows without any text are passed over: spreadsheets leave them at the end.
// Names in the header are trimmed, and columns without a name at its end left
// out.
//
// Spreadsheets drop empty cells at the end of a row: there they are empty. A
// row that is too long, or whose quotation marks do not match, is returned as
// broken, so that the others can still be read. A header that names a column
// twice or not at all, or a quotation without an end, is a *BrokenError.
func Read(data []byte, most int) (header []string, rows []Row, err error) {
	if data, _, err = Decode(data); err != nil {
		return nil, nil, err
	}
	comma, data := separator(data)
	r := records{data: data, csv: csv.NewReader(bytes.NewReader(data))}
	r.csv.Comma, r.csv.FieldsPerRecord = comma, -1
	for {
		cells, err := r.next()
		switch {
		case errors.Is(err, io.EOF) && header == nil:
			return nil, nil, ErrEmpty
		case errors.Is(err, io.EOF):
			return header, rows, nil
		case err != nil && (header == nil || r.endless()):
			return nil, nil, &BrokenError{[]BrokenRow{{r.row, r.unmatched()}}}
		case err == nil && strings.Join(cells, "") == "":
		case header == nil:
			if header, err = columnNames(cells, r.row); err != nil {
				return nil, nil, err
			}
		case len(rows) == most:
			return nil, nil, ErrTooMany
		case err != nil:
			rows = append(rows, Row{Number: r.row, Cells: make([]string, len(header)), Broken: r.unmatched()})
		default:
			rows = append(rows, fit(r.row, cells, len(header)))
		}
	}
}

// fit gives a row as many cells as the header has.
func fit(number int, cells []string, columns int) Row {
	row := Row{Number: number, Cells: append(cells, make([]string, max(0, columns-len(cells)))...)[:columns]}
	if len(cells) > columns && strings.Join(cells[columns:], "") != "" {
		row.Broken = msgTooManyCells.With(len(trimmed(cells)), columns)
	}
	return row
}

// trimmed leaves out the empty cells at the end.
func trimmed(cells []string) []string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// columnNames trims the header's names, nil where there are none, and refuses
// those that are missing or there twice.
func columnNames(cells []string, row int) ([]string, error) {
	var broken BrokenError
	seen := map[string]bool{}
	for i, name := range cells {
		cells[i] = strings.TrimSpace(name)
	}
	if cells = trimmed(cells); len(cells) == 0 {
		return nil, nil
	}
	for i, name := range cells {
		switch {
		case len(broken.Rows) == maxBroken:
			return nil, &broken
		case name == "":
			broken.Rows = append(broken.Rows, BrokenRow{row, msgColumnNameless.With(i + 1)})
		case seen[name]:
			broken.Rows = append(broken.Rows, BrokenRow{row, msgColumnTwice.With(name)})
		}
		seen[name] = true
	}
	if broken.Rows != nil {
		return nil, &broken
	}
	return cells, nil
}

// separator is what parts the cells, and the text without a first line that says
// so, which Excel writes and does not count. Without one it is what the header has
// outside of quotation marks: a semicolon before a tab, and a tab before a comma,
// since names of columns may well hold a comma, but hardly the others. A header of one
// column has none; then it is what Write uses.
func separator(text []byte) (rune, []byte) {
	if said := separatorLine.FindSubmatch(text); said != nil {
		return rune(said[1][0]), text[len(said[0]):]
	}
	quoted, found := false, ';'
	for _, c := range bytes.TrimLeft(text, "\r\n") {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\t':
			found = '\t'
		case c == ',' && found == ';':
			found = ','
		case c == ';':
			return ';', text
		case c == '\n':
			return found, text
		}
	}
	return found, text
}

var separatorLine = regexp.MustCompile(`^(?i:sep)=([;,\t])\r?\n`)

// records reads record by record, and counts them as a spreadsheet does: with
// the empty lines, which encoding/csv passes over in silence, and a record of
// several lines as one.
type records struct {
	data []byte
	csv  *csv.Reader
	row  int
	last []byte // the record that was read last, as it stands in the file
}

func (r *records) next() ([]string, error) {
	from := r.csv.InputOffset()
	cells, err := r.csv.Read()
	raw := r.data[from:r.csv.InputOffset()]
	r.last = bytes.TrimLeft(raw, "\r\n")
	empty := raw[:len(raw)-len(r.last)]
	r.row += bytes.Count(empty, []byte("\n")) + 1
	for i, c := range cells {
		cells[i] = unguard(c)
	}
	return cells, err
}

// lines is how many lines the last record takes.
func (r *records) lines() int {
	return bytes.Count(bytes.TrimRight(r.last, "\r\n"), []byte("\n")) + 1
}

// endless is true of a quotation that takes in all lines up to the file's end:
// they cannot be told apart.
func (r *records) endless() bool {
	return r.lines() > 1 && r.csv.InputOffset() == int64(len(r.data))
}

// unmatched says of a record what is wrong with its quotation marks.
func (r *records) unmatched() message.Text {
	if n := r.lines(); n > 1 {
		return msgQuotationTakes.With(n)
	}
	return msgQuotation
}
