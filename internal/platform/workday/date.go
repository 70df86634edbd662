// Package workday holds calendar dates and the Norwegian calendar of working days (rules 5.1 and 5.2).
// It is pure: it knows no clock, no database and no request.
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

// Dates are read between these years; arithmetic may step outside them.
const (
	MinYear = 1900
	MaxYear = 2200
)

// ErrDate is matched by every refusal of something that is not a date, or not one between MinYear and MaxYear.
var ErrDate = errors.New("not a calendar date between 1900-01-01 and 2200-12-31")

var errNoDate = errors.New("no date to write")

const (
	dateLayout = "2006-01-02"
	daySeconds = 24 * 60 * 60
	// epoch is 1970-01-01 counted in days, with 0001-01-01 as day 1.
	epoch = 719163
)

// Date is a calendar date without a time of day or a zone. Dates compare with ==.
// The zero value is no date: it is stored as NULL, and refuses to be written as text.
// In the contract a Date is a string of the format "date"; the door declares that.
type Date struct {
	// One number instead of three: counting, comparing and weekdays are then plain arithmetic.
	days int32
}

// NewDate refuses a day that the month does not have and a year outside MinYear and MaxYear.
func NewDate(year int, month time.Month, day int) (Date, error) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day || year < MinYear || year > MaxYear {
		return Date{}, fmt.Errorf("%04d-%02d-%02d: %w", year, int(month), day, ErrDate)
	}
	return dateOf(t), nil
}

// ParseDate reads exactly the form 2006-01-02.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil || t.Year() < MinYear || t.Year() > MaxYear {
		return Date{}, fmt.Errorf("%.20q: %w", s, ErrDate)
	}
	return dateOf(t), nil
}

// MustDate is ParseDate for dates written in code; it panics on what ParseDate refuses.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// dateOf takes the date t's own clock shows.
func dateOf(t time.Time) Date {
	year, month, day := t.Date()
	seconds := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()
	return Date{int32(seconds/daySeconds) + epoch}
}

// utc is the start of the day in UTC, through which the calendar fields are read.
func (d Date) utc() time.Time { return time.Unix(int64(d.days-epoch)*daySeconds, 0).UTC() }

// InRange reports whether d lies between MinYear and MaxYear, where dates are read.
func (d Date) InRange() bool { return d.Year() >= MinYear && d.Year() <= MaxYear }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d.days == 0 }

// Year is the year of the date.
func (d Date) Year() int { return d.utc().Year() }

// Month is the month the date lies in.
func (d Date) Month() Month { return monthOf(d.utc()) }

// Day is the day of the month, from 1.
func (d Date) Day() int { return d.utc().Day() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.days % 7) }

// AddDays is the date n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return Date{d.days + int32(n)} }

// Sub is the number of days from e to d: d == e.AddDays(d.Sub(e)).
func (d Date) Sub(e Date) int { return int(d.days) - int(e.days) }

// Compare is negative when d is before e, zero when they are the same, positive when d is after e.
func (d Date) Compare(e Date) int { return cmp.Compare(d.days, e.days) }

// Before reports whether d is an earlier date than e.
func (d Date) Before(e Date) bool { return d.days < e.days }

// After reports whether d is a later date than e.
func (d Date) After(e Date) bool { return d.days > e.days }

// Earlier is the earlier of two dates.
func Earlier(d, e Date) Date { return Date{min(d.days, e.days)} }

// Later is the later of two dates.
func Later(d, e Date) Date { return Date{max(d.days, e.days)} }

// String is the form 2006-01-02, or nothing for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(dateLayout)
}

// Say is the date as people write it: 12. februar 2024, 12 February 2024.
func (d Date) Say(in message.Language) string {
	if d.IsZero() {
		return ""
	}
	t, months, point := d.utc(), &norwegian, "."
	if in >= message.English {
		months, point = &english, ""
	}
	return strconv.Itoa(t.Day()) + point + " " + months[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// The names of the months. Bokmål and Nynorsk have the same.
var (
	norwegian = [12]string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"}
	english   = [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
)

// MarshalText writes the form 2006-01-02. It refuses no date: an optional date is left out, never written empty.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, errNoDate
	}
	return d.utc().AppendFormat(nil, dateLayout), nil
}

// UnmarshalText reads what ParseDate reads.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDate(string(text))
	return err
}

// Value stores the date as text, so that no session's time zone can shift it; no date is NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a column of the type date. It refuses a moment: a time of day is not a date.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case time.Time:
		if v.Equal(dateOf(v).utc()) {
			return d.UnmarshalText([]byte(v.Format(dateLayout)))
		}
	}
	return fmt.Errorf("%T %v: %w", src, src, ErrDate)
}
