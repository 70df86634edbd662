package workday_test

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/workday"
)

func anyDate(t *rapid.T, label string) workday.Date {
	return workday.MustDate("1900-01-01").AddDays(rapid.IntRange(0, 109937).Draw(t, label))
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in string
		ok bool
	}{
		"a day is read":                               {"2025-06-01", true},
		"29 February of a leap year is read":          {"2024-02-29", true},
		"29 February of another year is refused":      {"2025-02-29", false},
		"29 February 1900 is refused":                 {"1900-02-29", false},
		"29 February 2000 is read":                    {"2000-02-29", true},
		"31 April is refused":                         {"2025-04-31", false},
		"the first day is read":                       {"1900-01-01", true},
		"the last day is read":                        {"2200-12-31", true},
		"the day before the first is refused":         {"1899-12-31", false},
		"the day after the last is refused":           {"2201-01-01", false},
		"one digit for the month is refused":          {"2025-6-01", false},
		"five digits for the year are refused":        {"12025-06-01", false},
		"a time after the date is refused":            {"2025-06-01T00:00:00Z", false},
		"a space before the date is refused":          {" 2025-06-01", false},
		"an empty text is refused":                    {"", false},
		"digits of another script are refused":        {"２０２５-06-01", false},
		"day nought is refused":                       {"2025-06-00", false},
		"a month past December is refused":            {"2025-13-01", false},
		"a sign before the year is refused":           {"-2025-06-01", false},
		"slashes instead of hyphens are refused":      {"2025/06/01", false},
		"the Norwegian way to write it is refused":    {"01.06.2025", false},
		"a NUL after the date is refused":             {"2025-06-01\x00", false},
		"a line break after the date is not let pass": {"2025-06-01\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := workday.ParseDate(tt.in)
			if tt.ok && (err != nil || d.String() != tt.in) {
				t.Fatalf("ParseDate(%q) = %s, %v", tt.in, d, err)
			}
			if !tt.ok && (!errors.Is(err, workday.ErrDate) || !d.IsZero()) {
				t.Fatalf("ParseDate(%q) = %s, %v; want ErrDate", tt.in, d, err)
			}
		})
	}
}

func TestNewDateRefusesWhatParseDateRefuses(t *testing.T) {
	t.Parallel()
	if _, err := workday.NewDate(2025, time.February, 29); !errors.Is(err, workday.ErrDate) {
		t.Fatalf("29 February 2025: %v", err)
	}
	if _, err := workday.NewDate(1899, time.December, 31); !errors.Is(err, workday.ErrDate) {
		t.Fatalf("31 December 1899: %v", err)
	}
	if d, err := workday.NewDate(2025, time.June, 1); err != nil || d != workday.MustDate("2025-06-01") {
		t.Fatalf("1 June 2025: %s, %v", d, err)
	}
}

func TestDatesCountLikeThePackageTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate(t, "date"), rapid.IntRange(-40000, 40000).Draw(t, "days")
		e := d.AddDays(n)
		clock := mustTime(t, d.String()).AddDate(0, 0, n)
		if e.String() != clock.Format("2006-01-02") {
			t.Fatalf("%s + %d = %s, want %s", d, n, e, clock)
		}
		if e.Weekday() != clock.Weekday() || e.Year() != clock.Year() || e.Day() != clock.Day() {
			t.Fatalf("%s: %s %d %d, want %s", e, e.Weekday(), e.Year(), e.Day(), clock)
		}
		if e.Sub(d) != n || e.Before(d) != (n < 0) || e.After(d) != (n > 0) || (e.Compare(d) == 0) != (n == 0) {
			t.Fatalf("%s and %s are not %d days apart", d, e, n)
		}
		if first, last := workday.Earlier(d, e), workday.Later(e, d); first.Sub(d) != min(0, n) || last.Sub(d) != max(0, n) {
			t.Fatalf("of %s and %s, %s is the earlier and %s the later", d, e, first, last)
		}
	})
}

func mustTime(t *rapid.T, s string) time.Time {
	at, err := time.Parse("2006-01-02", s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestDateInJSON(t *testing.T) {
	t.Parallel()
	type deadline struct {
		Due  workday.Date  `json:"due"`
		Done *workday.Date `json:"done,omitempty"`
		Not  workday.Date  `json:"not,omitzero"`
	}
	raw, err := json.Marshal(deadline{Due: workday.MustDate("2025-06-01")})
	if err != nil || string(raw) != `{"due":"2025-06-01"}` {
		t.Fatalf("%s, %v", raw, err)
	}
	var back deadline
	if err := json.Unmarshal(raw, &back); err != nil || back.Due != workday.MustDate("2025-06-01") {
		t.Fatalf("%v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"due":"2025-02-30"}`), &back); !errors.Is(err, workday.ErrDate) {
		t.Fatalf("an impossible date was read: %v", err)
	}
	if _, err := json.Marshal(deadline{}); err == nil {
		t.Fatal("a missing date was written")
	}
}

// The driver's own codecs, without a server: what pgx would send and how it reads it back, in both wire formats.
func TestPgxStoresAndReadsDates(t *testing.T) {
	t.Parallel()
	m := pgtype.NewMap()
	want := workday.MustDate("2025-06-01")
	for _, format := range []int16{pgtype.BinaryFormatCode, pgtype.TextFormatCode} {
		wire, err := m.Encode(pgtype.DateOID, format, want, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got workday.Date
		if err := m.Scan(pgtype.DateOID, format, wire, &got); err != nil || got != want {
			t.Fatalf("format %d: %s, %v", format, got, err)
		}
		if err := m.Scan(pgtype.DateOID, format, nil, &got); err != nil || !got.IsZero() {
			t.Fatalf("format %d: NULL became %s, %v", format, got, err)
		}
		wire, err = m.Encode(pgtype.DateArrayOID, format, []workday.Date{want, want.AddDays(1)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var list []workday.Date
		if err := m.Scan(pgtype.DateArrayOID, format, wire, &list); err != nil || len(list) != 2 || list[1] != want.AddDays(1) {
			t.Fatalf("format %d: %v, %v", format, list, err)
		}
	}
}

func TestPgxStoresAndReadsMonths(t *testing.T) {
	t.Parallel()
	m := pgtype.NewMap()
	want := workday.MustMonth("2025-06")
	for _, format := range []int16{pgtype.BinaryFormatCode, pgtype.TextFormatCode} {
		wire, err := m.Encode(pgtype.TextOID, format, want, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got workday.Month
		if err := m.Scan(pgtype.TextOID, format, wire, &got); err != nil || got != want {
			t.Fatalf("format %d: %s, %v", format, got, err)
		}
	}
}

func TestScanDate(t *testing.T) {
	t.Parallel()
	oslo := zone(t, "Europe/Oslo")
	for name, tt := range map[string]struct {
		src  any
		want string
		ok   bool
	}{
		"midnight in UTC is a date":            {time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC), "2025-06-01", true},
		"a text is a date":                     {"2025-06-01", "2025-06-01", true},
		"NULL is no date":                      {nil, "", true},
		"a moment is refused":                  {time.Date(2025, 6, 1, 0, 0, 0, 1, time.UTC), "", false},
		"midnight in another zone is a moment": {time.Date(2025, 6, 1, 0, 0, 0, 0, oslo), "", false},
		"a number is refused":                  {int64(20240601), "", false},
		"a year out of range is refused":       {time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var d workday.Date
			err := d.Scan(tt.src)
			if (err == nil) != tt.ok || d.String() != tt.want {
				t.Fatalf("Scan(%v) = %q, %v", tt.src, d, err)
			}
		})
	}
	if v, err := (workday.Date{}).Value(); v != driver.Value(nil) || err != nil {
		t.Fatalf("no date is stored as %v, %v", v, err)
	}
}
