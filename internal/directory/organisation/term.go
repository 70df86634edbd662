package organisation

import (
	"time"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of the period of a membership, an office, a seat or a substitute.
var (
	ErrPeriod = fault.New(fault.Invalid, "directory.period_invalid", "The period does not fit",
		"A period begins before it ends, and what is dated within it lies within it (rule 1.2).")
	ErrBackdated = fault.New(fault.Invalid, "directory.backdated", "The moment has passed",
		"An office, a seat or a substitute begins today or later, and nothing ends as of a moment that has passed (rules 1.3, 1.6).")
	ErrEnded = fault.New(fault.Conflict, "directory.already_ended", "It has ended already",
		"What has ended cannot be changed, or ended again (rule 1.3).")
)

// EndInput ends an office, a seat or a substitute.
type EndInput struct {
	At     *time.Time `json:"at,omitempty" doc:"When it ends; at once if left out"`
	Reason string     `json:"reason" minLength:"1" maxLength:"300" example:"Moved to another post" doc:"Why. Tell nothing of health or leave (rule 4.6)"`
}

// Term is the period of an office, a seat or a substitute that is made now; it
// begins now unless it says otherwise. It refuses one that ends before it
// begins or outside the calendar, and one that begins before today: that would
// make authority for what is already done (rule 1.6).
func Term(from, to *time.Time, now time.Time) (time.Time, *time.Time, error) {
	begin := now
	if from != nil {
		begin = Moment(*from)
	}
	if err := dated(begin, "/from"); err != nil {
		return begin, nil, err
	}
	if begin.Before(workday.Today(now).In(workday.Oslo())) {
		return begin, nil, ErrBackdated.On("/from", msgBeforeToday)
	}
	if to == nil {
		return begin, nil, nil
	}
	end := Moment(*to)
	if err := dated(end, "/to"); err != nil {
		return begin, nil, err
	}
	if period.Between(begin, end).Empty() {
		return begin, nil, ErrPeriod.On("/to", MsgNotAfterFrom)
	}
	return begin, &end, nil
}

// Close is the moment at which a running period is to end, and why. It refuses
// an end without a reason, in the past, or of what has ended (rule 1.3).
func (in EndInput) Close(from time.Time, to *time.Time, now time.Time) (at time.Time, reason message.Text, err error) {
	var c fault.Checks
	canon.RequiredLine(&c, "/reason", &in.Reason)
	if err := c.Err(ErrContent); err != nil {
		return now, reason, err
	}
	at, err = closing(from, to, in.At, now)
	return at, message.Verbatim(in.Reason), err
}

// closing is the moment at which a running period is to end: at once, or later.
// What has not begun ends as it begins, and was never in force.
func closing(from time.Time, to, at *time.Time, now time.Time) (time.Time, error) {
	if err := MustNotHaveEnded(to, now); err != nil {
		return now, err
	}
	end := now
	if at != nil {
		end = Moment(*at)
	}
	if err := dated(end, "/at"); err != nil {
		return end, err
	}
	switch {
	case end.Before(now):
		return end, ErrBackdated.On("/at", MsgEndPassed)
	case to != nil && end.After(*to):
		return end, ErrPeriod.On("/at", MsgEndsEarlier)
	case end.Before(from):
		return from, nil
	}
	return end, nil
}

// MustNotHaveEnded refuses to end what has ended (rule 1.3).
func MustNotHaveEnded(to *time.Time, now time.Time) error {
	if period.Ended(to, now) {
		return ErrEnded
	}
	return nil
}

// dated refuses an instant in a year outside those that dates are read in.
func dated(t time.Time, pointer string) error {
	if year := t.In(workday.Oslo()).Year(); year < workday.MinYear || year > workday.MaxYear {
		return ErrPeriod.On(pointer, msgYears.With(workday.MinYear, workday.MaxYear))
	}
	return nil
}

// Moment is an instant as the database keeps it.
func Moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
