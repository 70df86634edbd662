package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Why a file is not a table at all.
var (
	ErrEmpty   = errors.New("the file has no header line")
	ErrNotText = errors.New("the file is not text in UTF-8 or Windows-1252")
	ErrTooMany = errors.New("the file has more rows than are taken at once")
)

// MaxBroken is the most broken rows of which Read tells.
const MaxBroken = 100

// Row is a row of a table that was read. Number is the one that a spreadsheet
// shows beside it: the header is row 1.
type Row struct {
	Number int
	Cells  []string
}

// BrokenRow says what is wrong with one row.
type BrokenRow struct {
	Number int
	Reason string
}

// BrokenError lists the broken rows of a table, at most MaxBroken.
type BrokenError struct{ Rows []BrokenRow }

func (e *BrokenError) Error() string {
	return fmt.Sprintf("%d broken rows, the first in row %d: %s", len(e.Rows), e.Rows[0].Number, e.Rows[0].Reason)
}

// Read reads a table with at most the given number of rows below its header.
// It takes what spreadsheets save: cells parted by semicolons or commas,
// whichever the header shows; UTF-8, with or without the byte order mark, or
// Windows-1252 (of which ISO 8859-1 is a part); any of the usual line ends, and
// quoted cells with line breaks in them. Rows without any text are passed over:
// spreadsheets leave them at the end. Names in the header are trimmed.
//
// Each row has as many cells as the header, and each name of the header stands
// there once; where that is not so, a *BrokenError tells of all rows at once.
func Read(data []byte, most int) (header []string, rows []Row, err error) {
	if data, err = decode(data); err != nil {
		return nil, nil, err
	}
	r := records{data: data, csv: csv.NewReader(bytes.NewReader(data))}
	r.csv.Comma = separator(data)
	r.csv.FieldsPerRecord = -1
	var broken BrokenError
	for {
		cells, err := r.next()
		switch {
		case errors.Is(err, io.EOF) && header == nil && broken.Rows == nil:
			return nil, nil, ErrEmpty
		case errors.Is(err, io.EOF) && broken.Rows == nil:
			return header, rows, nil
		case errors.Is(err, io.EOF):
			return nil, nil, &broken
		case err != nil:
			broken.add(r.row, "the quotation marks do not match")
			if header == nil {
				return nil, nil, &broken
			}
		case strings.Join(cells, "") == "":
		case header == nil:
			header = named(cells, r.row, &broken)
		case len(cells) != len(header):
			broken.add(r.row, "has %d cells where the header has %d", len(cells), len(header))
		case len(rows) == most:
			return nil, nil, ErrTooMany
		default:
			rows = append(rows, Row{Number: r.row, Cells: cells})
		}
	}
}

func (e *BrokenError) add(row int, reason string, args ...any) {
	if len(e.Rows) < MaxBroken {
		e.Rows = append(e.Rows, BrokenRow{Number: row, Reason: fmt.Sprintf(reason, args...)})
	}
}

// named trims the header's names, and notes those that tell no column apart.
func named(cells []string, row int, broken *BrokenError) []string {
	seen := map[string]bool{}
	for i, name := range cells {
		name = strings.TrimSpace(name)
		cells[i] = name
		switch {
		case name == "":
			broken.add(row, "column %d has no name", i+1)
		case seen[name]:
			broken.add(row, "the name %q stands there more than once", name)
		}
		seen[name] = true
	}
	return cells
}

// decode gives the text of a file in UTF-8, without the byte order mark. The
// mark is a promise of UTF-8; what breaks it is not guessed at.
func decode(data []byte) ([]byte, error) {
	text, marked := bytes.CutPrefix(data, []byte(mark))
	switch {
	case bytes.IndexByte(text, 0) >= 0:
		return nil, ErrNotText
	case utf8.Valid(text):
		return text, nil
	case marked:
		return nil, ErrNotText
	}
	return charmap.Windows1252.NewDecoder().Bytes(text)
}

// separator is the comma where the header has one outside of quotation marks,
// and no semicolon: names of columns may well hold a comma, but hardly a
// semicolon. A header of one column has neither; then it is what Write uses.
func separator(text []byte) rune {
	quoted, found := false, ';'
	for _, c := range bytes.TrimLeft(text, "\r\n") {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',':
			found = ','
		case c == ';':
			return ';'
		case c == '\n':
			return found
		}
	}
	return found
}

// records reads record by record, and counts them as a spreadsheet does: with
// the empty lines, which encoding/csv passes over in silence, and a record of
// several lines as one.
type records struct {
	data []byte
	csv  *csv.Reader
	row  int
}

func (r *records) next() ([]string, error) {
	from := r.csv.InputOffset()
	cells, err := r.csv.Read()
	raw := r.data[from:r.csv.InputOffset()]
	empty := raw[:len(raw)-len(bytes.TrimLeft(raw, "\r\n"))]
	r.row += bytes.Count(empty, []byte("\n")) + 1
	for i, c := range cells {
		cells[i] = unguard(c)
	}
	return cells, err
}
