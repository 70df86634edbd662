package period_test

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/workday"
)

// days reads a period of days in March 2026; 0 is an open end.
func days(from, to int) period.Period[workday.Date] {
	first := workday.MustDate("2026-03-01")
	if to == 0 {
		return period.Of(first.AddDays(from-1), nil)
	}
	return period.Between(first.AddDays(from-1), first.AddDays(to-1))
}

func TestTheFirstDayBelongsToAPeriodAndItsEndDoesNot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of                              period.Period[workday.Date]
		day                             int
		begun, contains, ended, parting bool
	}{
		{days(3, 6), 2, false, false, false, false},
		{days(3, 6), 3, true, true, false, false},
		{days(3, 6), 4, true, true, false, true},
		{days(3, 6), 5, true, true, false, true},
		{days(3, 6), 6, true, false, true, false},
		{days(3, 6), 7, true, false, true, false},
		{days(3, 0), 2, false, false, false, false},
		{days(3, 0), 3, true, true, false, false},
		{days(3, 0), 400, true, true, false, true},
		{days(3, 3), 3, true, false, true, false},
		{days(6, 3), 4, false, false, true, false},
	} {
		day := days(c.day, 0).From
		if c.of.Begun(day) != c.begun || c.of.Contains(day) != c.contains || c.of.Ended(day) != c.ended || c.of.Parts(day) != c.parting {
			t.Errorf("[%v, %v) on %v: begun %v, contains %v, ended %v, parts %v", c.of.From, c.of.To, day,
				c.of.Begun(day), c.of.Contains(day), c.of.Ended(day), c.of.Parts(day))
		}
	}
}

// Every pair of periods within six days is compared with what its days say.
func TestPeriodsAgreeWithTheirDays(t *testing.T) {
	t.Parallel()
	var all []period.Period[workday.Date]
	for from := 1; from <= 6; from++ {
		all = append(all, days(from, 0))
		for to := 1; to <= 6; to++ {
			all = append(all, days(from, to))
		}
	}
	for _, a := range all {
		if empty := count(a) == 0; a.Empty() != empty {
			t.Errorf("[%v, %v) is empty: %v", a.From, a.To, a.Empty())
		}
		for _, b := range all {
			both := 0
			for day := 1; day <= 9; day++ {
				if on := days(day, 0).From; a.Contains(on) && b.Contains(on) {
					both++
				}
			}
			if a.Overlaps(b) != (both > 0) || count(a.Intersect(b)) != both {
				t.Errorf("[%v, %v) and [%v, %v) share %d days: overlap %v, intersection %v", a.From, a.To, b.From, b.To, both, a.Overlaps(b), a.Intersect(b))
			}
			if !b.Empty() && a.Covers(b) != (both == count(b)) {
				t.Errorf("[%v, %v) covers [%v, %v): %v", a.From, a.To, b.From, b.To, a.Covers(b))
			}
		}
	}
}

// count is how many of nine days lie in a period.
func count(p period.Period[workday.Date]) (n int) {
	for day := 1; day <= 9; day++ {
		if p.Contains(days(day, 0).From) {
			n++
		}
	}
	return n
}

func TestWhereAnEmptyPeriodLiesCounts(t *testing.T) {
	t.Parallel()
	if !days(3, 6).Covers(days(6, 6)) || days(3, 6).Covers(days(7, 7)) || days(3, 6).Covers(days(2, 2)) {
		t.Error("an empty period is covered outside, or not covered inside")
	}
}

// An instant is the same in every zone.
func TestInstantsAreComparedAndNotTheirZones(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	there := noon.In(time.FixedZone("", 3600))
	p := period.Between(noon, noon.Add(time.Hour))
	if !p.Contains(there) || !p.Ended(there.Add(time.Hour)) || p.Contains(noon.Add(-time.Microsecond)) {
		t.Error("an instant was compared by its zone")
	}
	if period.Ended(nil, noon) || period.Earlier[time.Time](nil, nil) != nil || *period.Earlier(nil, &noon) != noon || *period.Earlier(p.To, &noon) != noon {
		t.Error("an end that is not set came")
	}
}
