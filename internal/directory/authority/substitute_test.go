package authority_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/directory/authority"
)

// day is the given day of a month in which the tests of the rule take place.
func day(n int) time.Time { return time.Date(2024, 3, n, 0, 0, 0, 0, time.UTC) }

func edge(holder, person string, from, to int) authority.Edge {
	e := authority.Edge{Holder: holder, Person: person, From: day(from)}
	if to != 0 {
		end := day(to)
		e.To = &end
	}
	return e
}

func TestWhoMayActForWhomBesideThoseWhoDo(t *testing.T) {
	t.Parallel()
	limited := edge("chief", "deputy", 1, 10)
	limited.Acts = []string{"mandate:answer"}
	inCases := edge("chief", "deputy", 1, 10)
	inCases.Cases = []int64{7}
	for name, tt := range map[string]struct {
		standing []authority.Edge
		asked    authority.Edge
		want     error
	}{
		"nobody acts for themselves":                {nil, edge("chief", "chief", 1, 10), authority.ErrSelf},
		"the first substitute fits":                 {nil, edge("chief", "deputy", 1, 10), nil},
		"a second substitute of the holder fits":    {[]authority.Edge{edge("chief", "deputy", 1, 10)}, edge("chief", "planner", 1, 10), nil},
		"a substitute of two holders fits":          {[]authority.Edge{edge("first", "planner", 1, 10)}, edge("second", "planner", 1, 10), nil},
		"two are not each other's":                  {[]authority.Edge{edge("chief", "deputy", 1, 10)}, edge("deputy", "chief", 9, 0), authority.ErrCycle},
		"one after the other they may be":           {[]authority.Edge{edge("chief", "deputy", 1, 10)}, edge("deputy", "chief", 10, 0), nil},
		"a substitute has no substitute":            {[]authority.Edge{edge("chief", "deputy", 1, 0)}, edge("deputy", "planner", 5, 6), authority.ErrChain},
		"who has a substitute is none":              {[]authority.Edge{edge("deputy", "planner", 5, 6)}, edge("chief", "deputy", 1, 0), authority.ErrChain},
		"who had a substitute may be one":           {[]authority.Edge{edge("deputy", "planner", 1, 5)}, edge("chief", "deputy", 5, 0), nil},
		"a cycle is told before a chain":            {[]authority.Edge{edge("deputy", "planner", 1, 0), edge("deputy", "chief", 1, 0)}, edge("chief", "deputy", 1, 0), authority.ErrCycle},
		"the same again is refused":                 {[]authority.Edge{edge("chief", "deputy", 1, 10)}, edge("chief", "deputy", 9, 20), authority.ErrKnown},
		"the same with more acts fits":              {[]authority.Edge{limited}, edge("chief", "deputy", 1, 10), nil},
		"the same in more cases fits":               {[]authority.Edge{inCases}, edge("chief", "deputy", 1, 10), nil},
		"the same afterwards fits":                  {[]authority.Edge{edge("chief", "deputy", 1, 10)}, edge("chief", "deputy", 10, 20), nil},
		"what ended as it began was never there":    {[]authority.Edge{edge("deputy", "chief", 5, 5)}, edge("chief", "deputy", 1, 0), nil},
		"one to come may begin when the other ends": {[]authority.Edge{edge("deputy", "planner", 20, 0)}, edge("chief", "deputy", 1, 20), nil},
	} {
		if got := authority.Fits(tt.asked, tt.standing); !errors.Is(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// Whatever is asked for in whatever order: of those who were accepted, nobody
// acts for a substitute, at no moment. So there are no cycles either.
func TestAmongAllWhoWereAcceptedThereIsNoChain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		person := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		var accepted []authority.Edge
		for range rapid.IntRange(1, 20).Draw(t, "asked") {
			from := rapid.IntRange(1, 20).Draw(t, "from")
			to := from + rapid.IntRange(0, 8).Draw(t, "days")
			if rapid.Bool().Draw(t, "unbounded") {
				to = 0
			}
			asked := edge(person.Draw(t, "holder"), person.Draw(t, "person"), from, to)
			if authority.Fits(asked, accepted) == nil {
				accepted = append(accepted, asked)
			}
		}
		for d := 1; d < 30; d++ {
			holders, substitutes := map[string]bool{}, map[string]bool{}
			for _, e := range accepted {
				if !day(d).Before(e.From) && (e.To == nil || day(d).Before(*e.To)) {
					holders[e.Holder], substitutes[e.Person] = true, true
				}
			}
			for p := range holders {
				if substitutes[p] {
					t.Fatalf("on day %d %s acts for somebody and has a substitute: %v", d, p, accepted)
				}
			}
		}
	})
}
