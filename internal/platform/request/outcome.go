package request

import (
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// Outcome is what comes of one row among many, all of which are kept, or none.
type Outcome struct {
	// Key names what the row is about, and Result what becomes of it, "" where
	// the row is refused.
	Key    string
	Result Result
	// Detail says which members change, from what to what, or what is made.
	Detail message.Text
	// Refusals are all that is wrong with the row. The pointers of their fields
	// name its columns.
	Refusals []*fault.Error
	// Warnings are worth a look, but keep the row from nothing.
	Warnings []*fault.Error
}

// Result is what becomes of a row that is not refused.
type Result string

// The results.
const (
	Created   Result = "created"
	Changed   Result = "changed"
	Unchanged Result = "unchanged"
)
