package capacity

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/workday"
)

func TestAnExcessIsWhatACountDayByDayFinds(t *testing.T) {
	t.Parallel()
	first := workday.MustDate("2024-01-01")
	rapid.Check(t, func(r *rapid.T) {
		l, _ := drawn(r, first, 0, horizon)
		share := 5 * rapid.IntRange(0, 20).Draw(r, "own share")
		from := rapid.IntRange(0, horizon).Draw(r, "from")
		to := from + rapid.IntRange(0, horizon-from).Draw(r, "days")
		over := l.Excesses(share, first.AddDays(from), first.AddDays(to))
		for d := range horizon {
			day := first.AddDays(d)
			besides, up := 0, 0
			for _, u := range l.Uses {
				if there := !day.Before(u.From) && day.Before(u.To); there && u.Kind == Released {
					besides += u.Share
				} else if there && u.Kind == GivenUp {
					up += u.Share
				}
			}
			percent := 0
			for _, g := range l.Gives {
				if !g.From.After(day) {
					percent = g.Percent
				}
			}
			i := slices.IndexFunc(over, func(e Excess) bool { return !day.Before(e.From) && day.Before(e.To) })
			if want := d >= from && d < to && besides+share > percent; (i >= 0) != want {
				r.Fatalf("day %d is over: %v, and counted: %v", d, i >= 0, want)
			}
			if i >= 0 && (over[i].Besides != besides || over[i].Percent != percent || over[i].GivenUp != up || over[i].Share != share) {
				r.Fatalf("day %d is %+v; counted %d besides of %d, %d given up", d, over[i], besides, percent, up)
			}
		}
		for i := 1; i < len(over); i++ {
			if a, b := over[i-1], over[i]; a.To == b.From && a.Besides == b.Besides && a.Percent == b.Percent && a.GivenUp == b.GivenUp && slices.Equal(a.Cases, b.Cases) {
				r.Fatalf("%+v and %+v are one", a, b)
			}
		}
	})
}

func TestTheTightestStretchIsTheFirstOfThoseWithLeastFree(t *testing.T) {
	t.Parallel()
	day := func(n int) workday.Date { return workday.MustDate("2024-01-01").AddDays(n) }
	l := Load{
		Gives: []Level{{day(0), 100}, {day(20), 80}},
		Uses:  []Use{{Share: 60, From: day(5), To: day(10)}, {Share: 40, From: day(20), To: day(25)}, {Kind: Nominated, Share: 90, From: day(0), To: day(3)}},
	}
	s, ok := l.Tightest(day(0), day(30))
	if !ok || s.From != day(5) || s.To != day(10) || s.Free() != 40 {
		t.Errorf("found %+v", s)
	}
	if _, ok := l.Tightest(day(7), day(7)); ok {
		t.Error("a period without a day has a tightest one")
	}
}
