package workday

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrRule is matched by every refusal of something that is not a rule for a deadline.
var ErrRule = errors.New("not a rule for a deadline")

// Unit is what a rule counts.
type Unit string

const (
	// WorkingDays are the days on which people are at work.
	WorkingDays Unit = "working_days"
	// Days are all days.
	Days Unit = "days"
	// Weeks are seven days each.
	Weeks Unit = "weeks"
	// Months keep the day of the month, or take the last one of a month that does not have it.
	Months Unit = "months"
)

// Roll says what becomes of a deadline that falls on a day that is not a working day (rule 5.3).
type Roll string

const (
	// RollNone keeps it there.
	RollNone Roll = "none"
	// RollForward moves it to the first working day after.
	RollForward Roll = "forward"
	// RollBackward moves it to the last working day before.
	RollBackward Roll = "backward"
	// RollNearest moves it to the nearest working day. Of two that are equally near it takes the later one:
	// nobody loses time by it.
	RollNearest Roll = "nearest"
)

// mostOf is the greatest count of each unit, before as after: about ten years.
var mostOf = map[Unit]int{WorkingDays: 2600, Days: 3660, Weeks: 520, Months: 120}

// Rule counts from a day to a deadline (rules 5.1, 5.3). The day from which it counts is not counted itself.
// A negative count goes back. Rules compare with ==. As text a rule is its unit, its count and its roll, which
// is left out where it is none: "working_days:10", "days:42,forward", "months:-1,nearest".
// The zero value is no rule: it is stored as NULL, and refuses to be written as text.
type Rule struct {
	Unit  Unit
	Count int
	Roll  Roll
}

// NewRule refuses an unknown unit or roll, and a count of more than about ten years.
func NewRule(unit Unit, count int, roll Roll) (Rule, error) {
	most, known := mostOf[unit]
	switch {
	case !known:
		return Rule{}, fmt.Errorf("%w: unknown unit %.20q", ErrRule, string(unit))
	case count > most || count < -most:
		return Rule{}, fmt.Errorf("%w: more than %d %s", ErrRule, most, unit)
	case roll != RollNone && roll != RollForward && roll != RollBackward && roll != RollNearest:
		return Rule{}, fmt.Errorf("%w: unknown roll %.20q", ErrRule, string(roll))
	}
	return Rule{Unit: unit, Count: count, Roll: roll}, nil
}

// ParseRule reads the text form. A count is written as a number is: without a plus sign or zeros before it.
func ParseRule(s string) (Rule, error) {
	unit, rest, found := strings.Cut(s, ":")
	digits, roll, rolls := strings.Cut(rest, ",")
	count, err := strconv.Atoi(digits)
	if !found || err != nil || strconv.Itoa(count) != digits {
		return Rule{}, fmt.Errorf("%w: %.40q", ErrRule, s)
	}
	if !rolls {
		roll = string(RollNone)
	}
	return NewRule(Unit(unit), count, Roll(roll))
}

// MustRule is ParseRule for rules written in code; it panics on what ParseRule refuses.
func MustRule(s string) Rule {
	r, err := ParseRule(s)
	if err != nil {
		panic(err)
	}
	return r
}

// IsZero reports whether r is no rule.
func (r Rule) IsZero() bool { return r == Rule{} }

// String is the text form, or nothing for no rule.
func (r Rule) String() string {
	if r.IsZero() {
		return ""
	}
	text := string(r.Unit) + ":" + strconv.Itoa(r.Count)
	if r.rolls() {
		text += "," + string(r.Roll)
	}
	return text
}

func (r Rule) rolls() bool { return r.Roll != RollNone && r.Roll != "" }

// MarshalText writes the text form. It refuses no rule: an optional rule is left out, never written empty.
func (r Rule) MarshalText() ([]byte, error) {
	if r.IsZero() {
		return nil, fmt.Errorf("%w: none to write", ErrRule)
	}
	return []byte(r.String()), nil
}

// UnmarshalText reads what ParseRule reads.
func (r *Rule) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRule(string(text))
	return err
}

// Value stores the rule as text; no rule is NULL.
func (r Rule) Value() (driver.Value, error) {
	if r.IsZero() {
		return nil, nil
	}
	return r.String(), nil
}

// Scan reads a text column that holds the text form.
func (r *Rule) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*r = Rule{}
		return nil
	case string:
		return r.UnmarshalText([]byte(v))
	}
	return fmt.Errorf("%T: %w", src, ErrRule)
}
