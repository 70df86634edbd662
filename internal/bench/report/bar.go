package report

import "fmt"

// Bar is one thing that a scenario must reach, and what it reached.
type Bar struct {
	What  string  `json:"what"`
	Value float64 `json:"value"`
	Limit float64 `json:"limit"`
	// AtLeast says that the value must not be below the limit; else it must not be
	// above it.
	AtLeast bool `json:"at_least"`
	// Unjudged is why there is no value.
	Unjudged string `json:"unjudged,omitempty"`
}

// AtLeast is a bar that a value must not be below.
func AtLeast(what string, value, limit float64) Bar {
	return Bar{What: what, Value: value, Limit: limit, AtLeast: true}
}

// AtMost is a bar that a value must not be above.
func AtMost(what string, value, limit float64) Bar {
	return Bar{What: what, Value: value, Limit: limit}
}

// Unjudged is a bar of which nothing can be said, and why.
func Unjudged(what string, why error) Bar { return Bar{What: what, Unjudged: why.Error()} }

// Met says whether the value reaches the bar.
func (b Bar) Met() bool {
	if b.Unjudged != "" {
		return false
	}
	if b.AtLeast {
		return b.Value >= b.Limit
	}
	return b.Value <= b.Limit
}

// String is the bar in one line: met, or missed by how much of the limit.
func (b Bar) String() string {
	sign := "≤"
	if b.AtLeast {
		sign = "≥"
	}
	switch {
	case b.Unjudged != "":
		return fmt.Sprintf("%s: not judged: %s", b.What, b.Unjudged)
	case b.Met():
		return fmt.Sprintf("%s: %s, met (%s %s)", b.What, brief(b.Value), sign, brief(b.Limit))
	default:
		return fmt.Sprintf("%s: %s, MISSED (%s %s) by %.0f %%", b.What, brief(b.Value), sign, brief(b.Limit), b.missedBy()*100)
	}
}

// missedBy is how far the value lies from the limit, as a part of it.
func (b Bar) missedBy() float64 {
	if b.Limit == 0 {
		return b.Value
	}
	if b.AtLeast {
		return 1 - b.Value/b.Limit
	}
	return b.Value/b.Limit - 1
}
