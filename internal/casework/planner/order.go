package planner

import (
	"fmt"
	"slices"
	"strings"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of chains.
var (
	ErrChain = fault.New(fault.Invalid, "planner.chain_invalid", "The chain is not valid",
		"`errors` names the members at fault (rule 5.5).")
	ErrCycle = fault.New(fault.Invalid, "planner.step_cycle", "The steps form a circle",
		"Steps cannot wait for each other (rule 5.5).")
)

// mostDays is how many days a preparation, a consultation or a work counts at the
// most.
const mostDays = 400

// order is the chain in an order in which each step comes after those that it waits
// for: of those that can come next, always the first of the list. It refuses a circle.
func order(steps []Step) ([]int, error) {
	waits, next := make([]int, len(steps)), make([][]int, len(steps))
	for i, s := range steps {
		waits[i] = len(s.After)
		for _, before := range s.After {
			next[before] = append(next[before], i)
		}
	}
	ordered := make([]int, 0, len(steps))
	taken := make([]bool, len(steps))
	for len(ordered) < len(steps) {
		i := slices.IndexFunc(waits, func(n int) bool { return n == 0 })
		if i < 0 {
			return nil, circle(steps, taken)
		}
		waits[i], taken[i] = -1, true
		ordered = append(ordered, i)
		for _, after := range next[i] {
			waits[after]--
		}
	}
	return ordered, nil
}

// circle is the refusal of a circle among the steps that are not taken. From any of
// them a way back never ends, so that it comes to one that it has seen.
func circle(steps []Step, taken []bool) error {
	at, seen := slices.Index(taken, false), map[int]int{}
	var way []string
	for {
		if first, again := seen[at]; again {
			way = append(way[first:], way[first])
			slices.Reverse(way)
			return ErrCycle.With(msgCircle.With(strings.Join(way, " → "))).On(fmt.Sprintf("/steps/%d/after", at), msgClosesCircle)
		}
		seen[at] = len(way)
		way = append(way, steps[at].Key)
		open := slices.IndexFunc(steps[at].After, func(before int) bool { return !taken[before] })
		at = steps[at].After[open]
	}
}

// Check refuses a chain that cannot be planned, wherever its steps come from: a
// finish before the start, a step that treats nothing and takes no time, time that
// runs backwards, and a consultation on a statutory plan that the law does not let be
// so short (rules 5.5, 10.1).
func (c *Chain) Check(statutory bool) error {
	var f fault.Checks
	f.Require(c.Finish.IsZero() || !c.Finish.Before(c.Start), "/finish", msgFinishFirst.With(c.Start))
	for i, s := range c.Steps {
		at := fmt.Sprintf("/steps/%d", i)
		checkSpan(&f, at+"/preparation", s.Preparation)
		if s.Kind == Meetings {
			f.Require(len(s.Bodies) > 0, at+"/bodies", msgBodyNeeded)
			f.Require(s.Lasts.IsZero(), at+"/lasts", msgLastsNotMeetings)
			continue
		}
		f.Require(len(s.Bodies) == 0, at+"/bodies", msgNoBodies)
		f.Require(!s.Lasts.IsZero(), at+"/lasts", msgLastsNeeded)
		checkSpan(&f, at+"/lasts", s.Lasts)
		f.Require(s.Kind != Consultation || !statutory || s.short() == 0, at+"/lasts", msgUnlawful.With(LawfulConsultation))
	}
	return f.Err(ErrChain)
}

func checkSpan(f *fault.Checks, at string, r workday.Rule) {
	f.Require(r.Count >= 0 && r.Count <= mostDays, at, msgSpan.With(mostDays))
}

// short is by how many days a consultation may be shorter than LawfulConsultation,
// 0 where it never is.
func (s Step) short() int {
	least := s.Lasts.Count
	switch s.Lasts.Unit {
	case workday.Weeks:
		least *= 7
	case workday.Months:
		least *= 28
	default: // days, of whatever sort
	}
	return max(0, LawfulConsultation-least)
}
