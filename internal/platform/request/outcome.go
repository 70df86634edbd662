package request

import "forankring.no/forankring/internal/platform/fault"

// Outcome is what comes of one row among many that are kept all together or not
// at all.
type Outcome struct {
	// Key names what the row is about, and Result what becomes of it, "" where
	// the row is refused.
	Key    string
	Result Result
	// Detail tells which members change.
	Detail string
	// Refusals are all that is wrong with the row. The pointers of their fields
	// name its columns.
	Refusals []*fault.Error
	// Warnings hinder nothing.
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
