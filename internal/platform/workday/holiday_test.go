package workday_test

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// easter is Gauss's rule for Easter Sunday in the corrected form of 1816. It is another computation than the
// library's (Meeus, Jones and Butcher), so that the two can disagree.
func easter(year int) workday.Date {
	k := year / 100
	m := (15 + k - k/4 - (8*k+13)/25) % 30
	n := (4 + k - k/4) % 7
	d := (19*(year%19) + m) % 30
	e := (2*(year%4) + 4*(year%7) + 6*d + n) % 7
	after := 22 + d + e // March
	if d == 29 && e == 6 || d == 28 && e == 6 && (11*m+11)%30 < 19 {
		after -= 7
	}
	return fixed(year, "03-01").AddDays(after - 1)
}

func fixed(year int, monthDay string) workday.Date {
	return workday.MustDate(string([]byte{byte('0' + year/1000), byte('0' + year/100%10), byte('0' + year/10%10), byte('0' + year%10)}) + "-" + monthDay)
}

func TestEveryYearHasItsTwelveHolidays(t *testing.T) {
	t.Parallel()
	norway := workday.Norway()
	for year := workday.MinYear; year <= workday.MaxYear; year++ {
		sunday := easter(year)
		want := map[string]workday.Date{
			"New Year's Day":   fixed(year, "01-01"),
			"Maundy Thursday":  sunday.AddDays(-3),
			"Good Friday":      sunday.AddDays(-2),
			"Easter Sunday":    sunday,
			"Easter Monday":    sunday.AddDays(1),
			"Labour Day":       fixed(year, "05-01"),
			"Constitution Day": fixed(year, "05-17"),
			"Ascension Day":    sunday.AddDays(39),
			"Whit Sunday":      sunday.AddDays(49),
			"Whit Monday":      sunday.AddDays(50),
			"Christmas Day":    fixed(year, "12-25"),
			"Boxing Day":       fixed(year, "12-26"),
		}
		got := norway.Holidays(year)
		if len(got) != len(want) {
			t.Fatalf("%d has %d holidays", year, len(got))
		}
		if !slices.IsSortedFunc(got, func(a, b workday.Holiday) int { return a.Date.Compare(b.Date) }) {
			t.Errorf("%d: not by date: %v", year, got)
		}
		for _, h := range got {
			if h.Date != want[h.Name.String()] {
				t.Errorf("%d: %s is on %s, want %q", year, h.Name, h.Date, want[h.Name.String()])
			}
			if norway.IsWorkingDay(h.Date) {
				t.Errorf("%s (%s) is a working day", h.Date, h.Name)
			}
		}
	}
}

// goldenHolidays is a table of the holidays from 1970 to 2099, made by a third rule for Easter (Oudin's of 1940).
//
//go:embed testdata/holidays.txt
var goldenHolidays string

func TestTheHolidaysAreThoseOfTheTable(t *testing.T) {
	t.Parallel()
	names := []string{
		"New Year's Day", "Maundy Thursday", "Good Friday", "Easter Sunday", "Easter Monday", "Labour Day", "Constitution Day", "Ascension Day", "Whit Sunday", "Whit Monday",
		"Christmas Day", "Boxing Day",
	}
	norway, year := workday.Norway(), 1970
	for line := range strings.Lines(goldenHolidays) {
		columns := strings.Fields(line)
		if columns[0] == "#" {
			continue
		}
		if columns[0] != strconv.Itoa(year) || len(columns) != len(names)+1 {
			t.Fatalf("in the place of %d the table has %q", year, line)
		}
		on := map[string]string{}
		for _, h := range norway.Holidays(year) {
			on[h.Name.String()] = h.Date.String()
		}
		for i, name := range names {
			if want := columns[0] + "-" + columns[i+1]; on[name] != want {
				t.Errorf("%s is on %s, and in the table on %s", name, on[name], want)
			}
		}
		if columns[0]+"-"+columns[4] != easter(year).String() {
			t.Errorf("Easter Sunday of %d is %s by the second rule", year, easter(year))
		}
		year++
	}
	if year != 2100 {
		t.Errorf("the table ends before %d", year)
	}
}

func TestEasterSundaysAsPublished(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"1900-04-15", "1954-04-18", "1981-04-19", "2000-04-23", "2008-03-23", "2025-04-20", "2038-04-25", "2049-04-18"} {
		if got := easter(workday.MustDate(day).Year()); got.String() != day {
			t.Errorf("Easter Sunday is %s, want %s", got, day)
		}
	}
}

func TestHolidaysCannotBeChangedByACaller(t *testing.T) {
	t.Parallel()
	norway := workday.Norway()
	norway.Holidays(2025)[0].Name = message.Verbatim("changed")
	if got := norway.Holidays(2025)[0].Name.String(); got != "New Year's Day" {
		t.Fatalf("the first holiday is now %q", got)
	}
}

func TestManyMayAskAtOnce(t *testing.T) {
	t.Parallel()
	norway := workday.Norway()
	done := make(chan int)
	for range 8 {
		go func() {
			done <- norway.WorkingDaysBetween(workday.MustDate("2020-01-01"), workday.MustDate("2030-01-01"))
		}()
	}
	first := <-done
	for range 7 {
		if n := <-done; n != first {
			t.Errorf("%d working days, and %d", first, n)
		}
	}
}

func TestEasterSundayIsThatOfAnotherComputation(t *testing.T) {
	t.Parallel()
	for year := workday.MinYear; year <= workday.MaxYear; year++ {
		if got := workday.EasterSunday(year); got != easter(year) {
			t.Errorf("in %d it is %s, want %s", year, got, easter(year))
		}
	}
}
