package workday_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/workday"
)

func TestParseMonth(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in string
		ok bool
	}{
		"a month is read":                        {"2025-06", true},
		"December is read":                       {"2025-12", true},
		"the first month is read":                {"1900-01", true},
		"the last month is read":                 {"2200-12", true},
		"the month after the last is refused":    {"2201-01", false},
		"the month before the first is refused":  {"1899-12", false},
		"a thirteenth month is refused":          {"2025-13", false},
		"month nought is refused":                {"2025-00", false},
		"one digit for the month is refused":     {"2025-6", false},
		"a date is refused":                      {"2025-06-01", false},
		"an empty text is refused":               {"", false},
		"a line break after it is not let pass":  {"2025-06\n", false},
		"a space before the month is not let by": {" 2025-06", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := workday.ParseMonth(tt.in)
			if tt.ok && (err != nil || m.String() != tt.in) {
				t.Fatalf("ParseMonth(%q) = %s, %v", tt.in, m, err)
			}
			if !tt.ok && (!errors.Is(err, workday.ErrMonth) || !m.IsZero()) {
				t.Fatalf("ParseMonth(%q) = %s, %v; want ErrMonth", tt.in, m, err)
			}
		})
	}
}

func TestMonthsFollowEachOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t, "date")
		m := d.Month()
		if !m.Contains(d) || m.Contains(m.First().AddDays(-1)) || m.Contains(m.Last().AddDays(1)) {
			t.Fatalf("%s does not hold exactly %s to %s", m, m.First(), m.Last())
		}
		if m.First().Day() != 1 || m.Last().AddDays(1) != m.AddMonths(1).First() {
			t.Fatalf("%s runs from %s to %s", m, m.First(), m.Last())
		}
		n := rapid.IntRange(-200, 200).Draw(t, "months")
		later := m.AddMonths(n)
		if later.Before(m) != (n < 0) || later.After(m) != (n > 0) || later.AddMonths(-n) != m || (later.Compare(m) == 0) != (n == 0) {
			t.Fatalf("%s is not %d months from %s", later, n, m)
		}
	})
}
