package contribution

import (
	"fmt"
	"math/big"
	"slices"

	"forankring.no/forankring/internal/platform/workday"
)

// whole is the whole in hundredths of a percentage point.
const whole = 100_00

// fractions are the parts that figures have of their sum; nil where that is 0.
func fractions(figures []int64) []*big.Rat {
	sum := new(big.Int)
	for _, f := range figures {
		sum.Add(sum, big.NewInt(f))
	}
	if sum.Sign() == 0 {
		return nil
	}
	parts := make([]*big.Rat, len(figures))
	for i, f := range figures {
		parts[i] = new(big.Rat).SetFrac(big.NewInt(f), sum)
	}
	return parts
}

// points rounds parts of one whole to hundredths of a percentage point, so that
// they sum to 100.00: each is rounded down, and what is then lacking goes to the
// largest remainders, of equal ones to the first.
func points(parts []*big.Rat) []int {
	shown, remainders := make([]int, len(parts)), make([]*big.Rat, len(parts))
	order := make([]int, len(parts))
	lacking := whole
	for i, part := range parts {
		exact := new(big.Rat).Mul(part, big.NewRat(whole, 1))
		down := new(big.Int).Quo(exact.Num(), exact.Denom())
		shown[i], order[i] = int(down.Int64()), i
		remainders[i] = exact.Sub(exact, new(big.Rat).SetInt(down))
		lacking -= shown[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return remainders[b].Cmp(remainders[a]) })
	for _, i := range order[:min(lacking, len(order))] {
		shown[i]++
	}
	return shown
}

// nearest rounds a difference of parts to the nearest hundredth of a percentage
// point, and a half away from 0.
func nearest(difference *big.Rat) int {
	exact := new(big.Rat).Mul(difference, big.NewRat(whole, 1))
	exact.Add(exact, big.NewRat(int64(exact.Sign()), 2))
	return int(new(big.Int).Quo(exact.Num(), exact.Denom()).Int64())
}

// decimal writes hundredths with a point: 1240 is 12.40.
func decimal(hundredths int64) string {
	sign := ""
	if hundredths < 0 {
		sign, hundredths = "-", -hundredths
	}
	return fmt.Sprintf("%s%d.%02d", sign, hundredths/100, hundredths%100)
}

// days knows the working days of a stretch of the calendar: it counts each day
// once, however many periods are asked for.
type days struct {
	first workday.Date
	// before[i] is how many of the first i days are working days.
	before []int
}

// countDays counts the working days from the first to the last of some dates.
func countDays(calendar *workday.Calendar, dates []workday.Date) days {
	if len(dates) == 0 {
		return days{}
	}
	first, last := slices.MinFunc(dates, workday.Date.Compare), slices.MaxFunc(dates, workday.Date.Compare)
	d := days{first: first, before: []int{0}}
	for day := first; day.Before(last); day = day.AddDays(1) {
		n := d.before[len(d.before)-1]
		if calendar.IsWorkingDay(day) {
			n++
		}
		d.before = append(d.before, n)
	}
	return d
}

// between counts the working days of [from, to), which lies among the dates; 0
// where it is empty.
func (d days) between(from, to workday.Date) int {
	if !from.Before(to) {
		return 0
	}
	return d.before[to.Sub(d.first)] - d.before[from.Sub(d.first)]
}
