package contribution

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/workday"
)

func TestPartsAreShownSoThatTheySumToTheWhole(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		figures []int64
		want    string
	}{
		"three alike: the first gets what is left over": {[]int64{1, 1, 1}, "[3334 3333 3333]"},
		"the largest remainder gets it":                 {[]int64{4600, 7200, 17900}, "[1549 2424 6027]"},
		"nothing is nothing":                            {[]int64{0, 5, 0}, "[0 10000 0]"},
		"seven alike":                                   {[]int64{2, 2, 2, 2, 2, 2, 2}, "[1429 1429 1429 1429 1428 1428 1428]"},
	} {
		if got := fmt.Sprint(points(fractions(tt.figures))); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
	if fractions([]int64{0, 0}) != nil {
		t.Error("nothing has parts")
	}
}

// Largest remainders, whatever the figures: the sum is the whole, and nobody is
// a hundredth of a point away from their part.
func TestNoPartIsShownFurtherFromItselfThanAHundredth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		figures := rapid.SliceOfN(rapid.Int64Range(0, 1e15), 1, 50).Draw(r, "figures")
		parts := fractions(figures)
		if parts == nil {
			return
		}
		sum := 0
		for i, shown := range points(parts) {
			sum += shown
			off := new(big.Rat).Sub(new(big.Rat).Mul(parts[i], big.NewRat(whole, 1)), big.NewRat(int64(shown), 1))
			if off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 {
				r.Fatalf("%s is shown as %d", parts[i], shown)
			}
		}
		if sum != whole {
			r.Fatalf("the parts sum to %d", sum)
		}
	})
}

func TestEqualDeviationsAreShownAsEqual(t *testing.T) {
	t.Parallel()
	all := shares([]int64{100, 100, 300, 550}, fractions([]int64{1, 1, 2, 7}))
	for i, want := range []string{"0.43", "0.43", "10.39", "-11.26"} {
		if *all[i].Deviation != want {
			t.Errorf("the deviation of %d is %s, want %s", i, *all[i].Deviation, want)
		}
	}
	for _, half := range []int64{1, -1} {
		if got := nearest(big.NewRat(half, 2*whole)); got != int(half) {
			t.Errorf("half of a hundredth is shown as %d", got)
		}
	}
}

func TestNoDeviationIsShownFurtherFromItselfThanHalfAHundredth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		exact := big.NewRat(rapid.Int64Range(-1e12, 1e12).Draw(r, "over"), rapid.Int64Range(1e12, 2e12).Draw(r, "under"))
		off := new(big.Rat).Sub(new(big.Rat).Mul(exact, big.NewRat(whole, 1)), big.NewRat(int64(nearest(exact)), 1))
		if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
			r.Fatalf("%s is shown as %d", exact, nearest(exact))
		}
	})
}

func TestWorkingDaysAreThoseOfTheCalendar(t *testing.T) {
	t.Parallel()
	calendar, first := workday.Norway(), workday.MustDate("2023-12-01")
	rapid.Check(t, func(r *rapid.T) {
		from := first.AddDays(rapid.IntRange(0, 900).Draw(r, "from"))
		to := first.AddDays(rapid.IntRange(0, 900).Draw(r, "to"))
		days := countDays(calendar, []workday.Date{to, from, first.AddDays(450)})
		if got, want := days.between(from, to), max(0, calendar.WorkingDaysBetween(from, to)); got != want {
			r.Fatalf("from %s to %s: %d, want %d", from, to, got, want)
		}
	})
	if got := countDays(calendar, nil).between(first, first); got != 0 {
		t.Errorf("no days are %d", got)
	}
}
