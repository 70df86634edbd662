package workday

import (
	"cmp"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"time"

	"forankring.no/forankring/internal/platform/message"
)

// ErrMonth is matched by every refusal of something that is not a month, or not one between MinYear and MaxYear.
var ErrMonth = errors.New("not a month between 1900-01 and 2200-12")

const monthLayout = "2006-01"

// Month is a month of a year, for events whose day is not known. Months compare with ==.
// The zero value is no month: it is stored as NULL, and refuses to be written as text.
type Month struct {
	months int32 // since year 0, with January as 1
}

// ParseMonth reads exactly the form 2006-01.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse(monthLayout, s)
	if err != nil || t.Year() < MinYear || t.Year() > MaxYear {
		return Month{}, fmt.Errorf("%.20q: %w", s, ErrMonth)
	}
	return monthOf(t), nil
}

// MustMonth is ParseMonth for months written in code; it panics on what ParseMonth refuses.
func MustMonth(s string) Month {
	m, err := ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return m
}

func monthOf(t time.Time) Month { return Month{int32(t.Year())*12 + int32(t.Month())} }

// IsZero reports whether m is no month.
func (m Month) IsZero() bool { return m.months == 0 }

// First is the first day of the month.
func (m Month) First() Date {
	return dateOf(time.Date(0, time.Month(m.months), 1, 0, 0, 0, 0, time.UTC))
}

// Last is the last day of the month.
func (m Month) Last() Date { return m.AddMonths(1).First().AddDays(-1) }

// Contains reports whether the date lies in the month.
func (m Month) Contains(d Date) bool { return d.Month() == m }

// AddMonths is the month n months later, or earlier when n is negative.
func (m Month) AddMonths(n int) Month { return Month{m.months + int32(n)} }

// Compare is negative when m is before o, zero when they are the same, positive when m is after o.
func (m Month) Compare(o Month) int { return cmp.Compare(m.months, o.months) }

// Before reports whether m is an earlier month than o.
func (m Month) Before(o Month) bool { return m.months < o.months }

// After reports whether m is a later month than o.
func (m Month) After(o Month) bool { return m.months > o.months }

// String is the form 2006-01, or nothing for no month.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return m.First().utc().Format(monthLayout)
}

// Say is the month as people write it: juni 2024, June 2024.
func (m Month) Say(in message.Language) string {
	if m.IsZero() {
		return ""
	}
	first, months := m.First().utc(), &norwegian
	if in >= message.English {
		months = &english
	}
	return months[first.Month()-1] + " " + strconv.Itoa(first.Year())
}

// MarshalText writes the form 2006-01. It refuses no month.
func (m Month) MarshalText() ([]byte, error) {
	if m.IsZero() {
		return nil, errNoDate
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads what ParseMonth reads.
func (m *Month) UnmarshalText(text []byte) (err error) {
	*m, err = ParseMonth(string(text))
	return err
}

// Value stores the month as text in the form 2006-01; no month is NULL.
func (m Month) Value() (driver.Value, error) {
	if m.IsZero() {
		return nil, nil
	}
	return m.String(), nil
}

// Scan reads a text column that holds the form 2006-01.
func (m *Month) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*m = Month{}
		return nil
	case string:
		return m.UnmarshalText([]byte(v))
	}
	return fmt.Errorf("%T %v: %w", src, src, ErrMonth)
}
