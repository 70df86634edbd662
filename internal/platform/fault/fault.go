// Package fault names the ways in which a request can be refused. A fault is
// declared once, beside the rule it carries; the door turns it into a problem
// (RFC 9457) in one place. Everything that is not a fault is an inner error and
// never reaches a client.
package fault

import (
	"errors"
	"slices"
	"time"

	"forankring.no/forankring/internal/platform/message"
)

// Kind says what sort of refusal a fault is; the door maps it to a status.
type Kind uint8

// The kinds, in the order of their HTTP statuses.
const (
	Malformed Kind = iota + 1
	Unauthenticated
	Forbidden
	NotFound
	MethodNotAllowed
	NotAcceptable
	TimedOut
	Conflict
	Stale
	TooLarge
	UnsupportedMedia
	RangeMissing
	Invalid
	PreconditionRequired
	TooMany
	Internal
	Unavailable
)

// Field is a fault in one member of the request. Pointer is a JSON pointer into
// the body (`/slices/3417/requirements/0/share`), or names a parameter
// (`query/limit`, `path/number`).
type Field struct {
	Pointer string       `json:"pointer" doc:"JSON pointer into the body, or the place and name of a parameter" example:"/title"`
	Detail  message.Text `json:"detail" doc:"What is wrong with this member, and what would be right" example:"must have at least 1 character"`
}

// Error is a refusal with a stable code that clients may branch on.
type Error struct {
	Kind   Kind
	Code   string
	Title  message.Text
	Detail message.Text
	Fields []Field
	// RetryAfter is how long the caller should wait, where waiting helps.
	RetryAfter time.Duration
	// Tag is the current entity tag of the thing, for stale preconditions.
	Tag string
}

// New declares a fault. The title is short and fixed; the detail is a sentence
// that helps, and names the rule or the paragraph.
func New(kind Kind, code, title, detail string) *Error {
	return &Error{Kind: kind, Code: code, Title: message.New(code+".title", title), Detail: message.New(code+".detail", detail)}
}

// Error is the fault as a line in a log.
func (e *Error) Error() string { return e.Code + ": " + e.Detail.String() }

// Is compares faults by code, so that one with a sharper detail is still the
// fault that was declared.
func (e *Error) Is(target error) bool {
	var other *Error
	return errors.As(target, &other) && other.Code == e.Code
}

// With is the same fault with a detail for this case.
func (e *Error) With(detail message.Text) *Error {
	c := *e
	c.Detail = detail
	return &c
}

// On is the same fault with one more field that is at fault.
func (e *Error) On(pointer string, detail message.Text) *Error {
	c := *e
	c.Fields = append(slices.Clone(e.Fields), Field{Pointer: pointer, Detail: detail})
	return &c
}

// After is the same fault with a time to wait.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

// Tagged is the same fault with the current entity tag.
func (e *Error) Tagged(tag string) *Error {
	c := *e
	c.Tag = tag
	return &c
}

// As finds the fault in an error's chain.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Checks gathers field faults while a request is looked through, so that the
// caller hears of all of them at once.
type Checks struct{ fields []Field }

// Require adds a field fault unless ok.
func (c *Checks) Require(ok bool, pointer string, detail message.Text) {
	if !ok {
		c.fields = append(c.fields, Field{Pointer: pointer, Detail: detail})
	}
}

// Err is nil when nothing was found, else the declared fault with the fields.
func (c *Checks) Err(declared *Error) error {
	if len(c.fields) == 0 {
		return nil
	}
	e := *declared
	e.Fields = c.fields
	return &e
}
