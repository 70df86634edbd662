package request

import (
	"encoding/json"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/platform/fault"
)

// The sizes of a page of a list: without `limit`, and at most, however much is
// asked for. As an HTML page or a table a list comes whole, up to FileLimit
// rows.
const (
	DefaultLimit = 50
	MaxLimit     = 200
	FileLimit    = 10_000
)

// ErrCursor refuses a cursor that this service did not make, or made for
// another list or other filters.
var ErrCursor = fault.New(fault.Invalid, "request.cursor_invalid", "The cursor does not belong to this list",
	"Follow `next` exactly as you received it, with the same path and the same filters, or start again without a cursor.")

// Page asks for one page of a list: at most Limit rows after the row with the
// key in the cursor.
type Page struct {
	Limit int
	after []byte
}

// PageAfter is a page that begins after the row with the given key, a JSON
// text; nil begins at the start.
func PageAfter(limit int, key []byte) Page { return Page{Limit: limit, after: key} }

// First is true for the page at the start of a list.
func (p Page) First() bool { return p.after == nil }

// After reads the key of the last row of the page before into key, a pointer.
// At the start it leaves key alone.
func (p Page) After(key any) error {
	if p.after == nil {
		return nil
	}
	if err := json.Unmarshal(p.after, key); err != nil {
		return ErrCursor
	}
	return nil
}

// List is one page of rows. Next is the key of its last row, or nil at the
// end of the list; the door seals it into a cursor.
type List[T any] struct {
	Items []T
	Next  any
	// About is what a page for people says of the list as a whole; nil for nothing.
	About any
}

// Cut makes a page of rows of which one more was fetched than fits.
func Cut[T any](rows []T, p Page, key func(T) any) List[T] {
	if len(rows) <= p.Limit {
		return List[T]{Items: rows}
	}
	rows = rows[:p.Limit]
	return List[T]{Items: rows, Next: key(rows[len(rows)-1])}
}

// PageOf is a page of a short list that was read whole, in the order of its
// keys.
func PageOf[T any](all []T, p Page, key func(T) string) (List[T], error) {
	var after string
	if err := p.After(&after); err != nil {
		return List[T]{}, err
	}
	rest := slices.DeleteFunc(all, func(row T) bool { return !p.First() && key(row) <= after })
	return Cut(rest, p, func(row T) any { return key(row) }), nil
}

// Resource is what every resource that the service shows has in common.
type Resource struct {
	Self     string   `json:"self" db:"-" doc:"The address of this resource" example:"/v1/regions/kongsvingerregionen/cases/2024-1"`
	Actions  []Action `json:"actions" db:"-" doc:"The acts on this resource, and which of them are open to this caller now"`
	Revision int64    `json:"-" db:"revision"`
	// Created is set by a PUT that made the resource: the answer is then 201.
	Created bool `json:"-" db:"-"`
}

// EntityMade is true when the request made the resource. No member is called as this and
// the next two are, which it would hide.
func (r Resource) EntityMade() bool { return r.Created }

// EntityPath is where the resource lives: the Location of a new one.
func (r Resource) EntityPath() string { return r.Self }

// EntityRevision is the revision that its entity tag carries.
func (r Resource) EntityRevision() int64 { return r.Revision }

// Path joins the parts of an address below /v1.
func Path(format string, args ...any) string { return "/v1/" + fmt.Sprintf(format, args...) }

// Bound is how many rows a statement looks for that finds a page of so many: few
// different ones, since it is planned for each.
func Bound(limit int) int {
	for _, most := range []int{DefaultLimit, MaxLimit} {
		if limit <= most+1 {
			return most + 1
		}
	}
	return FileLimit + 1
}
