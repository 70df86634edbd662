package workday

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/no"
)

// Holiday is a Norwegian public holiday, named in English and in Norwegian (Bokmål).
type Holiday struct {
	Date   Date   `json:"date"`
	Name   string `json:"name"`
	NameNo string `json:"name_no"`
}

// publicHolidays are the twelve of rule 5.2, by date. Two of them may fall on one day (17 May 2027).
func publicHolidays(year int) []Holiday {
	on := func(h *cal.Holiday, name, nameNo string) Holiday {
		t, _ := h.Calc(year)
		// The library answers with a midnight of the machine's own zone. Where that zone skips midnight
		// it is an hour before or after; twelve hours on it is the right day everywhere.
		return Holiday{Date: dateOf(t.Add(12 * time.Hour)), Name: name, NameNo: nameNo}
	}
	days := []Holiday{
		on(no.FoersteNyttaarsdag, "New Year's Day", "første nyttårsdag"),
		on(no.Skjaertorsdag, "Maundy Thursday", "skjærtorsdag"),
		on(no.Langfredag, "Good Friday", "langfredag"),
		on(aa.Easter, "Easter Sunday", "første påskedag"),
		on(no.AndrePaaskedag, "Easter Monday", "andre påskedag"),
		on(no.Arbeiderenesdag, "Labour Day", "første mai"),
		on(no.Grunnlovsdag, "Constitution Day", "syttende mai"),
		on(no.Kristihimmelfartsdag, "Ascension Day", "Kristi himmelfartsdag"),
		on(aa.Pentecost, "Whit Sunday", "første pinsedag"),
		on(no.AndrePinsedag, "Whit Monday", "andre pinsedag"),
		on(no.FoersteJuledag, "Christmas Day", "første juledag"),
		on(no.AndreJuledag, "Boxing Day", "andre juledag"),
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
