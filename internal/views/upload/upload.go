// Package upload takes whole lists from a municipality's own systems: its staff,
// whom its council elected, and whom it names to a case, as tables that a spreadsheet saves. A preview
// shows what each row would do; the upload itself keeps all rows or none.
package upload

import (
	"fmt"
	"strings"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/sheet"
)

// The most rows that are taken at once, and the most faults that a refusal
// lists.
const (
	maxRows   = 10_000
	maxFaults = 100
)

// The faults of uploads.
var (
	ErrTable = fault.New(fault.Invalid, "bulk.table_invalid", "The file cannot be read as a table",
		"Send a table as CSV, best in UTF-8, separated by semicolons or commas, with one header line; every quotation must end.")
	ErrColumns = fault.New(fault.Invalid, "bulk.columns_invalid", "The columns do not fit",
		"The header must have the columns that this upload needs, and names none twice; `errors` names what is wrong.")
	ErrTooManyRows = fault.New(fault.Invalid, "bulk.too_many_rows", "Too many rows",
		"An upload takes at most 10,000 rows. Divide the list: what is not in a file stays as it is.")
	ErrRow = fault.New(fault.Invalid, "bulk.row_invalid", "The row cannot be read",
		"A row has no more cells than the header, and its quotation marks match; cells left out at its end are empty.")
	ErrCell = fault.New(fault.Invalid, "bulk.cell_invalid", "The cell cannot be read",
		"Write a date as 2024-04-01 or 01.04.2024, and a percentage as a whole number; `errors` names the cells that are wrong.")
	ErrRows = fault.New(fault.Invalid, "bulk.rows_invalid", "Some rows cannot be kept",
		"No row was kept. Correct the rows in `errors` and send the whole file again; `dry_run=true` shows what each row would do.")
)

// Report is what comes of an upload.
type Report struct {
	Encoding sheet.Encoding `json:"encoding" enum:"utf-8,utf-8-twice,windows-1252,macintosh,cp850,cp865" doc:"The encoding in which the file was read; utf-8-twice where its letters were encoded a second time"`
	Ignored  []string       `json:"ignored" doc:"The columns that this upload does not know, by their names in the file; nothing was read from them" example:"[\"Avdeling\"]"`
	Totals   Totals         `json:"totals"`
	Rows     []RowDone      `json:"rows" doc:"Every row, in the order of the file"`
}

// Totals counts the rows by what comes of them.
type Totals struct {
	Rows      int `json:"rows" example:"3"`
	Created   int `json:"created" example:"1"`
	Changed   int `json:"changed" example:"1"`
	Unchanged int `json:"unchanged" example:"1"`
	Errors    int `json:"errors" example:"0" doc:"Rows that cannot be kept; if there is one, no row is kept"`
	Warnings  int `json:"warnings" example:"0" doc:"Rows with something to look at, which are kept all the same"`
}

// RowDone is what comes of one row.
type RowDone struct {
	Row      int          `json:"row" example:"2" doc:"As the spreadsheet counts: the header is row 1"`
	Result   string       `json:"result" enum:"created,changed,unchanged,error"`
	Key      string       `json:"key" example:"plan-07" doc:"The staff key in the row; of a seat, the person's identifier"`
	Detail   message.Text `json:"detail,omitzero" example:"Last day: none → 2024-08-31. Capacity: 100 → 60 percent from 2024-02-12." doc:"In words: what changes, as old and new value, or what is made"`
	Errors   []RowNote    `json:"errors" doc:"All that is wrong with the row"`
	Warnings []RowNote    `json:"warnings" doc:"What to look at; the row is kept all the same"`
}

// RowNote is an error or a warning about a cell, or about a whole row.
type RowNote struct {
	Column string       `json:"column,omitempty" example:"share" doc:"The column, by its English name; left out for the whole row"`
	Code   string       `json:"code" example:"bulk.cell_invalid" doc:"The code of the problem, explained at /v1/problems/{code}; where a row takes away what is released, the kind of the alarm that it raises"`
	Detail message.Text `json:"detail" example:"must be a whole percentage from 5 to 100 in steps of 5"`
}

const failed = "error"

// add puts what comes of a row into the report.
func (r *Report) add(number int, o request.Outcome) {
	done := RowDone{Row: number, Key: o.Key, Result: string(o.Result), Detail: o.Detail, Errors: notes(o.Refusals), Warnings: notes(o.Warnings)}
	switch {
	case len(o.Refusals) > 0:
		done.Result, done.Detail = failed, message.Text{}
		r.Totals.Errors++
	case o.Result == request.Created:
		r.Totals.Created++
	case o.Result == request.Changed:
		r.Totals.Changed++
	default:
		r.Totals.Unchanged++
	}
	if len(o.Warnings) > 0 {
		r.Totals.Warnings++
	}
	r.Totals.Rows++
	r.Rows = append(r.Rows, done)
}

// notes are faults by column.
func notes(faults []*fault.Error) []RowNote {
	all := []RowNote{}
	for _, f := range faults {
		for _, field := range f.Fields {
			all = append(all, RowNote{Column: field.Pointer[strings.LastIndex(field.Pointer, "/")+1:], Code: f.Code, Detail: field.Detail})
		}
		if len(f.Fields) == 0 {
			all = append(all, RowNote{Code: f.Code, Detail: f.Detail})
		}
	}
	return all
}

// refusal is the report of an upload that cannot be kept, as a fault; nil where
// it can.
func (r *Report) refusal() error {
	if r.Totals.Errors == 0 {
		return nil
	}
	refused := *ErrRows.With(msgRowsRefused.With(r.Totals.Errors, r.Totals.Rows))
	for _, row := range r.Rows {
		for _, n := range row.Errors {
			if len(refused.Fields) == maxFaults {
				return &refused
			}
			pointer := fmt.Sprintf("/rows/%d", row.Row)
			if n.Column != "" {
				pointer += "/" + n.Column
			}
			refused.Fields = append(refused.Fields, fault.Field{Pointer: pointer, Detail: n.Detail})
		}
	}
	return &refused
}
