// Package sheet writes and reads tables as spreadsheets exchange them: CSV
// (RFC 4180) as the Norwegian Excel opens it with a double click. What it
// writes it reads back cell for cell, but for U+FFFD, the sign of a letter that
// was lost; it also reads what other spreadsheets save.
package sheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

// mark is the byte order mark. Without it Excel takes UTF-8 for the code page
// of the machine, and breaks å, æ and ø.
const mark = "\uFEFF"

// Cell is one cell of a table that is written: Text, Number or Decimal.
type Cell struct{ text string }

// Text is a cell with words of people. A spreadsheet does not calculate with
// it, whatever it begins with.
func Text(s string) Cell { return Cell{guard(s)} }

// Number is a cell with a number of ours; a negative one stays a number.
func Number[N int | int32 | int64](n N) Cell { return Cell{strconv.FormatInt(int64(n), 10)} }

// Decimal is a cell with a number of ours that has decimals, counted in its
// last one: 1240 with 2 places is 12,40, with the comma of Norwegian numbers.
func Decimal(n int64, places int) Cell {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	digits := fmt.Sprintf("%0*d", places+1, n)
	if places == 0 {
		return Cell{sign + digits}
	}
	point := len(digits) - places
	return Cell{sign + digits[:point] + "," + digits[point:]}
}

// Write makes a table of a header, whose names hold no comma, and rows. Cells
// are parted by semicolons, since in Norwegian numbers the comma stands before
// the decimals, and lines end in CRLF as RFC 4180 has it. Line breaks within a
// cell are kept, all as one kind; a row of empty cells only is not.
func Write(header []string, rows [][]Cell) []byte {
	var buf bytes.Buffer
	buf.WriteString(mark)
	w := csv.NewWriter(&buf)
	w.Comma, w.UseCRLF = ';', true
	record := make([]string, len(header))
	for i, name := range header {
		record[i] = guard(name)
	}
	_ = w.Write(record) // a buffer takes everything
	for _, row := range rows {
		record = record[:0]
		for _, c := range row {
			record = append(record, c.text)
		}
		_ = w.Write(record)
	}
	w.Flush()
	return buf.Bytes()
}

// A cell that begins with one of these may be run as a formula by the
// spreadsheet of whoever opens the file (CWE-1236, OWASP's "CSV Injection").
// The line feed is among them since a carriage return is written as one.
const formula = "=+-@\t\r\n"

const apostrophe = "'"

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// guard puts an apostrophe before what might be run. Text that looks as if it
// had been guarded already gets one more, so that unguard gives it back.
func guard(s string) string {
	s = lineBreaks.Replace(s)
	if looksRun(strings.TrimLeft(s, apostrophe)) {
		return apostrophe + s
	}
	return s
}

// unguard takes the apostrophe away that guard put there.
func unguard(s string) string {
	if looksRun(strings.TrimLeft(s, apostrophe)) {
		return strings.TrimPrefix(s, apostrophe)
	}
	return s
}

func looksRun(s string) bool { return s != "" && strings.Contains(formula, s[:1]) }
