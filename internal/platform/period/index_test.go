package period_test

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/workday"
)

// Whatever is put in, in whatever order, those are found that overlap.
func TestAnIndexFindsWhatOverlaps(t *testing.T) {
	t.Parallel()
	anyPeriod := rapid.Custom(func(t *rapid.T) period.Period[workday.Date] {
		return days(rapid.IntRange(1, 40).Draw(t, "from"), rapid.IntRange(0, 44).Draw(t, "to"))
	})
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(anyPeriod, 0, 30).Draw(t, "all")
		var index period.Index[workday.Date, int]
		for i, p := range all {
			index.Add(p, i)
		}
		asked := anyPeriod.Draw(t, "asked")
		var want []int
		for i, p := range all {
			if p.Overlaps(asked) {
				want = append(want, i)
			}
		}
		if got := slices.Sorted(index.Overlapping(asked)); !slices.Equal(got, want) {
			t.Fatalf("of %v, %v overlaps %v, found %v", all, asked, want, got)
		}
	})
}

// counted is an edge that counts how often it is compared.
type counted struct {
	at int
	n  *int
}

func (c counted) Compare(o counted) int {
	*c.n++
	return cmp.Compare(c.at, o.at)
}

// Ten thousand periods that do not overlap, each looked for before it is put in, are
// not gone through each time: forwards and backwards.
func TestAnIndexGoesThroughFew(t *testing.T) {
	t.Parallel()
	const many = 10_000
	for name, place := range map[string]func(int) int{"the earliest first": func(i int) int { return i }, "the latest first": func(i int) int { return many - i }} {
		n := 0
		var index period.Index[counted, int]
		for i := range many {
			day := period.Between(counted{place(i), &n}, counted{place(i) + 1, &n})
			for other := range index.Overlapping(day) {
				t.Fatalf("%s: %d overlaps %d", name, i, other)
			}
			index.Add(day, i)
		}
		if n > many*100 {
			t.Errorf("%s: %d comparisons for %d periods", name, n, many)
		}
	}
}
