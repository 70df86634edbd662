package capacity

import (
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/workday"
)

const horizon = 60

// counted is what a count of single days says of each: how much more is given
// than can be, and whether somebody has accepted so much.
type counted struct {
	excess   [horizon]int
	accepted [horizon]bool
}

// same says whether two days belong to one overload.
func (c counted) same(a, b int) bool {
	return c.excess[a] > 0 && c.excess[b] > 0 && c.accepted[a] == c.accepted[b]
}

// drawn is a load, as the service has it and counted day by day, within the
// days [from, to).
func drawn(r *rapid.T, first workday.Date, from, to int) (Load, counted) {
	var l Load
	var can, given, most [horizon]int
	day, n := 0, rapid.IntRange(1, 4).Draw(r, "entries")
	for range n {
		percent := rapid.IntRange(0, 20).Draw(r, "percent") * 5
		l.Gives = append(l.Gives, Level{From: first.AddDays(day), Percent: percent})
		for d := day; d < horizon; d++ {
			can[d] = percent
		}
		day += rapid.IntRange(1, 15).Draw(r, "later")
	}
	for range rapid.IntRange(0, 4).Draw(r, "releases") {
		begins, lasts := rapid.IntRange(0, 40).Draw(r, "begins"), rapid.IntRange(0, 19).Draw(r, "lasts")
		u := Use{From: first.AddDays(begins), To: first.AddDays(begins + lasts), Share: rapid.IntRange(1, 20).Draw(r, "share") * 5}
		if u.Kind = rapid.SampledFrom([]Kind{Released, Released, Nominated, GivenUp}).Draw(r, "kind"); u.Kind == Released {
			u.Accepted = rapid.IntRange(0, 20).Draw(r, "accepted") * 5
		}
		l.Uses = append(l.Uses, u)
		for d := begins; d < begins+lasts && u.Kind == Released; d++ {
			given[d] += u.Share
			most[d] = max(most[d], u.Accepted)
		}
	}
	var c counted
	for d := from; d < to; d++ {
		c.excess[d] = max(0, given[d]-can[d])
		c.accepted[d] = most[d] >= c.excess[d]
	}
	return l, c
}

// An overload is what a count day by day finds: the first ahead that nobody has
// accepted, or else the first that somebody has; from its first day to its
// last, also before today.
func TestAnOverloadIsWhatACountDayByDayFinds(t *testing.T) {
	t.Parallel()
	first := workday.MustDate("2024-01-01")
	rapid.Check(t, func(r *rapid.T) {
		from, today := rapid.IntRange(1, 30).Draw(r, "from"), rapid.IntRange(0, horizon-1).Draw(r, "today")
		to := from + rapid.IntRange(1, horizon-1-from).Draw(r, "days")
		l, c := drawn(r, first, from, to)
		at := -1
		for d := horizon - 1; d >= today; d-- {
			if c.excess[d] > 0 && (at < 0 || !c.accepted[d] || c.accepted[at]) {
				at = d
			}
		}
		got, ok := l.OverloadAhead(first.AddDays(from), first.AddDays(to), first.AddDays(today))
		if ok != (at >= 0) {
			r.Fatalf("found %v %+v, and the day is %d", ok, got, at)
		}
		if !ok {
			return
		}
		begins, ends := at, at
		for c.same(begins-1, at) {
			begins--
		}
		for c.same(ends, at) {
			ends++
		}
		worst := 0
		for d := begins; d < ends; d++ {
			worst = max(worst, c.excess[d])
		}
		if got.From != first.AddDays(begins) || got.To != first.AddDays(ends) || got.Accepted != c.accepted[at] || got.Released-got.Percent != worst {
			r.Fatalf("found %+v, want from day %d to %d, %d over, accepted: %v", got, begins, ends, worst, c.accepted[at])
		}
	})
}
