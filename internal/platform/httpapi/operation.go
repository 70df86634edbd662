package httpapi

import "forankring.no/forankring/internal/platform/contract"

type (
	// Doc is what the contract says of an act in words.
	Doc = contract.Doc
	// Tag is the chapter in which an act stands.
	Tag = contract.Tag
	// Problem is how a refusal is told.
	Problem = contract.Problem
)

// WriteTerms are the parameters that every changing operation takes.
type WriteTerms struct {
	DryRun  string `query:"dry_run" enum:"true,false" doc:"true: do everything but keep nothing, and answer what would be"`
	IfMatch string `header:"If-Match" maxLength:"1000" doc:"The ETag of the version that the change is meant for; a repeated request with it changes nothing a second time"`
}

// PostTerms are those of a POST, which may be repeated safely.
type PostTerms struct {
	WriteTerms
	IdempotencyKey string `header:"Idempotency-Key" minLength:"8" maxLength:"100" doc:"Repeating a request with the same key gives the stored answer and has no second effect; kept for 7 days"`
}

// ReadTerms are those of a read.
type ReadTerms struct {
	Lang        string `query:"lang" example:"nn" doc:"The language of the answer, nb, nn or en, before Accept-Language: for links to pages and files. Any other is read as nb"`
	IfNoneMatch string `header:"If-None-Match" maxLength:"1000" doc:"The ETag of what the caller has: where it is still that, the answer is 304 without a body"`
}

// CalendarTerms are those of the read of a calendar.
type CalendarTerms struct {
	IfNoneMatch string `header:"If-None-Match" maxLength:"1000" doc:"The ETag of what the caller has: where it is still that, the answer is 304 without a body"`
}

// Paging are the parameters that every list takes.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" default:"50" doc:"The most rows to give; above 200 is lowered to 200"`
	Cursor string `query:"cursor" maxLength:"2000" doc:"Where to go on: next of the page before, with the same filters"`
}

// Table is a body that is a table, as spreadsheets save it (package sheet reads
// it). A use case that takes one gets its bytes.
type Table []byte

// CalendarFile is a body that is an iCalendar, or a table of the same. A use case
// that takes one gets its bytes, and sees which of the two it is.
type CalendarFile []byte

// ListBody is one page of a list.
type ListBody[T any] struct {
	Items []T    `json:"items" doc:"The rows of this page"`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page; missing at the end"`
	// Rest is the address of the next page, for the forms of the list that people
	// read; "" at the end.
	Rest string `json:"-"`
	// About is what those forms say of the list as a whole.
	About any `json:"-"`
}
