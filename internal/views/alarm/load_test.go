package alarm

import (
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/directory/organisation"
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
func drawn(r *rapid.T, first workday.Date, from, to int) (load, counted) {
	var l load
	var can, given, most [horizon]int
	day, n := 0, rapid.IntRange(1, 4).Draw(r, "entries")
	for range n {
		percent := rapid.IntRange(0, 20).Draw(r, "percent") * 5
		l.capacity = append(l.capacity, directory.Capacity{From: first.AddDays(day), Percent: percent})
		for d := day; d < horizon; d++ {
			can[d] = percent
		}
		day += rapid.IntRange(1, 15).Draw(r, "later")
	}
	for range rapid.IntRange(0, 4).Draw(r, "releases") {
		begins, lasts := rapid.IntRange(0, 40).Draw(r, "begins"), rapid.IntRange(0, 19).Draw(r, "lasts")
		a := assignment.Assignment{From: first.AddDays(begins), Ends: first.AddDays(begins + lasts), Share: rapid.IntRange(1, 20).Draw(r, "share") * 5}
		if accepted := rapid.IntRange(0, 20).Draw(r, "accepted") * 5; accepted > 0 {
			a.OverrideExcess = &accepted
		}
		l.released = append(l.released, a)
		for d := begins; d < begins+lasts; d++ {
			given[d] += a.Share
			if a.OverrideExcess != nil {
				most[d] = max(most[d], *a.OverrideExcess)
			}
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
		got, ok := l.over(first.AddDays(from), first.AddDays(to), first.AddDays(today))
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
		if got.from != first.AddDays(begins) || got.to != first.AddDays(ends) || got.overridden != c.accepted[at] || got.released-got.capacity != worst {
			r.Fatalf("found %+v, want from day %d to %d, %d over, accepted: %v", got, begins, ends, worst, c.accepted[at])
		}
	})
}
