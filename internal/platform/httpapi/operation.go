package httpapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
)

// Doc is what the contract says of an act in words.
type Doc struct {
	Tag         Tag
	Summary     string
	Description string
	// Example is a table that fits, for an operation that takes one.
	Example string
	// Creates says that the act makes a resource at an address of its own: a POST
	// is then answered 201 with Location, a PUT so where there was nothing before.
	Creates bool
	// Faults are the refusals that are this operation's own; Warns are what its
	// answers may warn of, by the same codes.
	Faults, Warns []*fault.Error
}

// Tag is a chapter of the contract: a name, and a text that says what the acts
// in it are for. Chapters stand in the order in which their first acts are
// registered.
type Tag struct{ Name, Text string }

// registered is an operation as the door keeps it.
type registered struct {
	act.Decl
	Doc
	write, list bool
	// body is the media type of the request's body, "" where there is none, and
	// bodySchema what it is checked by.
	body         string
	bodySchema   *huma.Schema
	bodyOptional bool
	removable    map[string]bool
	parameters   []parameter
	// media are the types in which a read gives its answer, JSON first.
	media []string
}

// created says whether an answer is 201: a POST that creates always is.
func (r registered) created(made bool) bool {
	return r.Creates && (made || r.Method == http.MethodPost)
}

// WriteTerms are the parameters that every changing operation takes.
type WriteTerms struct {
	DryRun  string `query:"dry_run" enum:"true,false" doc:"true: do everything but keep nothing, and answer what would be"`
	IfMatch string `header:"If-Match" maxLength:"1000" doc:"The ETag of the version that the change is meant for"`
}

// PostTerms are those of a POST, which may be repeated safely.
type PostTerms struct {
	WriteTerms
	IdempotencyKey string `header:"Idempotency-Key" minLength:"8" maxLength:"100" doc:"Repeating a request with the same key gives the stored answer and has no second effect; kept for 7 days"`
}

// ReadTerms are those of a read.
type ReadTerms struct {
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

// ListBody is one page of a list.
type ListBody[T any] struct {
	Items []T    `json:"items" doc:"The rows of this page"`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page; missing at the end"`
	// Rest is the address of the next page, for the forms of the list that people
	// read; "" at the end.
	Rest string `json:"-"`
}
