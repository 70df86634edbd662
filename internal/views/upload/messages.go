package upload

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a header.
var (
	msgEitherDay  = message.New("upload.either_day", `"til" may be the last day or the day after it; write "til og med" for the last day`)
	msgTwice      = message.New("upload.column_twice", "is in the header more than once")
	msgMissing    = message.New("upload.column_missing", "is missing")
	msgColumnsAre = message.New1[[]string]("upload.columns_are",
		"The columns of this upload are {columns}. The header names each at most once, in any of the languages, and must have those that the upload needs; others are ignored.")
)

// What is wrong with a cell.
var (
	msgTooLong   = message.New1[int]("upload.too_long", "must have at most {n} characters")
	msgNoDate    = message.New("upload.no_date", "must be a date such as 2024-04-01 or 01.04.2024")
	msgTooLate   = message.New("upload.too_late", "must be an earlier day")
	msgNoPercent = message.New2[int, int]("upload.no_percent", "must be a whole percentage from {least} to 100 in steps of {step}")
	msgNoKey     = message.New("upload.no_staff_key", "must be a staff key: at most 40 letters a-z, digits, points, hyphens and underscores, beginning with a letter or digit")
	msgNoRole    = message.New("upload.no_role", "must be chair, deputy_chair, member or deputy, or in Norwegian leder, nestleder, medlem or vara")
	msgNoOrder   = message.New("upload.no_order", "must be a whole number from 1 to 999")
	msgYesOrNo   = message.New("upload.yes_or_no", "must be true or false, ja or nei, or empty")
	msgNoPerson  = message.New("upload.no_person", "must be a person's identifier")
)

// What comes of an upload.
var (
	msgRowsRefused = message.New2[int, int]("upload.rows_refused",
		"{n} of {rows} rows cannot be saved, so none was. Correct the rows in `errors` and send the whole file again; `dry_run=true` shows what each row would do.")
	msgShort = message.New5[int, workday.Date, workday.Date, int, int]("upload.short",
		"released {percent} percent from {first}, last day {last}, in {cases} {cases|assignment|assignments}, but can give {gives} then")
)
