package workday

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/no"

	"forankring.no/forankring/internal/platform/message"
)

// Holiday is a Norwegian public holiday.
type Holiday struct {
	Date Date
	Name message.Text
}

// publicHolidays are the twelve of rule 5.2, by date. Two of them may fall on one day (17 May 2027).
func publicHolidays(year int) []Holiday {
	on := func(h *cal.Holiday, name message.Text) Holiday {
		t, _ := h.Calc(year)
		// The library answers with a midnight of the machine's own zone. Where that zone skips midnight
		// it is an hour before or after; twelve hours on it is the right day everywhere.
		return Holiday{Date: dateOf(t.Add(12 * time.Hour)), Name: name}
	}
	days := []Holiday{
		on(no.FoersteNyttaarsdag, msgNewYear),
		on(no.Skjaertorsdag, msgMaundyThursday),
		on(no.Langfredag, msgGoodFriday),
		on(aa.Easter, msgEasterSunday),
		on(no.AndrePaaskedag, msgEasterMonday),
		on(no.Arbeiderenesdag, msgLabourDay),
		on(no.Grunnlovsdag, msgConstitutionDay),
		on(no.Kristihimmelfartsdag, msgAscension),
		on(aa.Pentecost, msgWhitSunday),
		on(no.AndrePinsedag, msgWhitMonday),
		on(no.FoersteJuledag, msgChristmasDay),
		on(no.AndreJuledag, msgBoxingDay),
	}
	slices.SortStableFunc(days, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return days
}

// almanac remembers each year's holidays once they are computed. Two callers may compute the same year at
// the same time: they store the same answer.
type almanac struct {
	years [MaxYear - MinYear + 1]atomic.Pointer[[]Holiday]
}

func (a *almanac) year(year int) []Holiday {
	if year < MinYear || year > MaxYear {
		return publicHolidays(year)
	}
	known := a.years[year-MinYear].Load()
	if known == nil {
		days := publicHolidays(year)
		known = &days
		a.years[year-MinYear].Store(known)
	}
	return *known
}

// on are the holidays that fall on the date: none, one, or two.
func (a *almanac) on(d Date) []Holiday {
	days := a.year(d.Year())
	first := slices.IndexFunc(days, func(h Holiday) bool { return h.Date == d })
	if first < 0 {
		return nil
	}
	last := first + 1
	for last < len(days) && days[last].Date == d {
		last++
	}
	return days[first:last]
}

// EasterSunday is the day of Easter in a year.
func EasterSunday(year int) Date {
	t, _ := aa.Easter.Calc(year)
	return dateOf(t.Add(12 * time.Hour))
}
