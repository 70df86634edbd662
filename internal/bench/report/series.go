// Package report turns the figures of runs into findings: medians with their
// ranges, ratios against the bars, and whether the machine was quiet enough to
// call them a result.
package report

import (
	"fmt"
	"slices"
)

// Series are the figures of the same thing in one run after the other.
type Series []float64

// Median is the figure in the middle, 0 where there is none.
func (s Series) Median() float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// Range is the lowest and the highest figure, 0 and 0 where there are none.
func (s Series) Range() (low, high float64) {
	if len(s) == 0 {
		return 0, 0
	}
	return slices.Min(s), slices.Max(s)
}

// Spread is how far the figures lie apart, as a part of their median.
func (s Series) Spread() float64 {
	low, high := s.Range()
	if m := s.Median(); m > 0 {
		return (high - low) / m
	}
	return 0
}

// String is the median with its range.
func (s Series) String() string {
	if len(s) == 0 {
		return ""
	}
	low, high := s.Range()
	return fmt.Sprintf("%s (%s–%s)", brief(s.Median()), brief(low), brief(high))
}

// brief is a figure with three digits that count.
func brief(f float64) string {
	switch {
	case f >= 100:
		return fmt.Sprintf("%.0f", f)
	case f >= 10:
		return fmt.Sprintf("%.1f", f)
	default:
		return fmt.Sprintf("%.2f", f)
	}
}
