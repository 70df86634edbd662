// Package benefit keeps what each municipality says that it gains from a case,
// and its chief executive's confirmation: the first of the five conditions
// (rules 2.3a, 2.4).
package benefit

import (
	"time"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// The faults of statements of shared benefit.
var (
	ErrNoBenefit = fault.New(fault.Conflict, "benefit.not_written", "There is no statement yet",
		"The municipality has not yet written what it gains. Write the statement first (rule 2.3a).")
	ErrBenefitText = fault.New(fault.Invalid, "benefit.statement_invalid", "The statement is not valid",
		"A statement of shared benefit is a text of 3 to 20,000 characters (rule 2.3a).")
)

// Benefit is a municipality's own statement of what it gains. It counts when
// the chief executive has confirmed it; editing undoes the confirmation
// (rules 2.3a, 2.4).
type Benefit struct {
	request.Resource
	Municipality string     `json:"municipality" db:"municipality" example:"3417"`
	Name         string     `json:"name" db:"name" example:"Grue"`
	State        string     `json:"state" db:"-" enum:"missing,written,confirmed"`
	Statement    string     `json:"statement" db:"statement" doc:"Empty while nothing is written"`
	WrittenBy    *string    `json:"written_by" db:"written_by" format:"uuid"`
	WrittenAt    *time.Time `json:"written_at" db:"written_at"`
	ConfirmedBy  *string    `json:"confirmed_by" db:"confirmed_by" format:"uuid"`
	ConfirmedAt  *time.Time `json:"confirmed_at" db:"confirmed_at"`
	// LastConfirmedAt outlives a confirmation that an edit undid.
	LastConfirmedAt *time.Time `json:"-" db:"last_confirmed_at"`
}

// BenefitInput is the statement as the municipality writes it.
type BenefitInput struct {
	Statement string `json:"statement" minLength:"3" maxLength:"20000" example:"Power for jobs in Grue, with as little interference with nature as possible."`
}

// Written says whether there is a statement.
func (b *Benefit) Written() bool { return b.WrittenAt != nil }

// Confirmed says whether the chief executive stands behind the statement.
func (b *Benefit) Confirmed() bool { return b.ConfirmedAt != nil }

// Write replaces the statement. New words are not what was confirmed; the same
// words leave everything as it is.
func (b *Benefit) Write(statement, person string, now time.Time) (changed bool) {
	if b.Written() && b.Statement == statement {
		return false
	}
	b.Statement, b.WrittenBy, b.WrittenAt = statement, &person, &now
	b.ConfirmedBy, b.ConfirmedAt = nil, nil
	return true
}

// Confirm makes the statement the municipality's. Confirming it again changes
// nothing.
func (b *Benefit) Confirm(person string, now time.Time) (changed bool, err error) {
	if !b.Written() {
		return false, ErrNoBenefit
	}
	if b.Confirmed() {
		return false, nil
	}
	b.ConfirmedBy, b.ConfirmedAt, b.LastConfirmedAt = &person, &now, &now
	return true, nil
}

// ConfirmedLast is when a statement was last confirmed, whether or not an edit
// has undone it since; zero for never.
func (b *Benefit) ConfirmedLast() time.Time {
	if b.LastConfirmedAt == nil {
		return time.Time{}
	}
	return *b.LastConfirmedAt
}

// turn turns the statement back to what it was at a moment of the past, as the
// record tells (rule 1.1).
func (b *Benefit) turn(p *reading.Past) {
	if !p.Changed(b.Self, "statement") && !p.Changed(b.Self, "state") {
		return
	}
	state := reading.Was(p, b.Self, "state", b.state())
	b.Statement = reading.Was(p, b.Self, "statement", b.Statement)
	b.WrittenBy, b.WrittenAt, b.ConfirmedBy, b.ConfirmedAt = nil, nil, nil, nil
	if d, ok := p.Last(b.Self, WriteBenefit.ID); ok {
		b.WrittenBy, b.WrittenAt = d.Person, &d.At
	}
	if d, ok := p.Last(b.Self, ConfirmBenefit.ID); ok && state == "confirmed" {
		b.ConfirmedBy, b.ConfirmedAt = d.Person, &d.At
	}
}

// state names where the statement is.
func (b *Benefit) state() string {
	switch {
	case b.Confirmed():
		return "confirmed"
	case b.Written():
		return "written"
	default:
		return "missing"
	}
}
