package assignment

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of capacity.
var (
	ErrOverCapacity = fault.New(fault.Conflict, "assignment.over_capacity", "More than the person can give",
		"On every day, what is released of an employee in all cases and regions is at most what they can give. The chief executive may release over it with a reason (rule 4.2).")
	ErrCapacitySuffices = fault.New(fault.Conflict, "assignment.capacity_suffices", "The person can give it",
		"The person can give the share on every day: release them without an override (rule 4.2).")
	ErrReason = fault.New(fault.Invalid, "assignment.reason_invalid", "The reason does not fit",
		"A release over capacity needs a reason in words, about the workload and never about health (rules 4.2, 4.6).")
)

// CapacityOverride is a chief executive's release of a person over what they
// can give. That there is one is shown to all who read the case, the reason to
// the municipality's own offices alone (rules 2.5, 4.2).
type CapacityOverride struct {
	Reason string    `json:"reason,omitempty" example:"The building cases go to a colleague in May" doc:"About the workload, never about health (rule 4.6); shown to the municipality's own offices alone"`
	By     string    `json:"by" format:"uuid"`
	At     time.Time `json:"at"`
}

// OverrideCapacityInput is why a chief executive releases a person over what
// they can give.
type OverrideCapacityInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"2000" example:"The building cases go to a colleague in May" doc:"About the workload, never about health (rule 4.6); shown to the municipality's own offices alone"`
}

// Clean is the reason in the form that is kept; it refuses one without words.
func (in OverrideCapacityInput) Clean() (string, error) { return clean(in.Reason, "/reason") }

// clean is a reason in the form that is kept.
func clean(reason, pointer string) (string, error) {
	text, err := canon.Text(reason)
	if err != nil || text == "" {
		return "", ErrReason.At(pointer, "is empty, or holds characters that cannot be stored")
	}
	return text, nil
}

// Load is what an employment can give from day to day, and what it is named
// to, in whatever case. All employments of a person together give at most full
// time (rule 1.2), so what bounds the employment bounds the person.
type Load struct {
	Capacity []directory.Capacity
	Named    []Named
}

// Excess is a time in which an assignment's share, with the shares released
// besides, is more than the employment can give. Freed is what is given up for
// it on those days: the share of the assignment of the same employment in whose
// place it comes.
type Excess struct {
	From, To                       workday.Date
	Share, Besides, Percent, Freed int
	Cases                          []string
}

// grows says whether more is given than without the assignment: what a lower
// capacity has made too much may be made less.
func (e Excess) grows() bool { return e.Share > e.Freed }

// Over finds when the release of a nominated person would give more than they
// can (rule 4.2).
func (l Load) Over(a *Assignment) []Excess { return l.OverInstead(a, &Assignment{}) }

// OverInstead is Over for a release in the place of another assignment, as that
// one was before.
func (l Load) OverInstead(a, old *Assignment) []Excess {
	besides, instead := l.besides(a), Named{Assignment: *old}
	if old.Employment != a.Employment {
		instead = Named{}
	}
	instead.To = instead.agreed()
	days := []workday.Date{a.From, a.To}
	for _, c := range l.Capacity {
		days = append(days, c.From)
	}
	for _, b := range append(besides, instead) {
		days = append(days, b.From, b.To)
	}
	days = slices.DeleteFunc(days, func(d workday.Date) bool { return d.Before(a.From) || d.After(a.To) })
	slices.SortFunc(days, workday.Date.Compare)
	days = slices.Compact(days)
	var over []Excess
	for i := range len(days) - 1 {
		e := Excess{From: days[i], To: days[i+1], Share: a.Share, Percent: percentOn(l.Capacity, days[i])}
		for _, b := range besides {
			if b.on(e.From) {
				e.Besides += b.Share
				e.Cases = append(e.Cases, b.Case+" in "+b.Region)
			}
		}
		if instead.on(e.From) {
			e.Freed = instead.Share
		}
		if e.Besides+e.Share > e.Percent {
			over = e.join(over)
		}
	}
	return over
}

// agreed is the day until which an assignment takes up capacity, whether or not
// the employment ends before: its end can be moved again.
func (a *Assignment) agreed() workday.Date {
	if a.EndedOn != nil {
		return earlier(a.To, *a.EndedOn)
	}
	return a.To
}

func (n *Named) on(day workday.Date) bool { return !day.Before(n.From) && day.Before(n.To) }

// besides is what is released of the employment besides an assignment, each for
// the days [From, To) that it takes.
func (l Load) besides(a *Assignment) []Named {
	var list []Named
	for _, n := range l.Named {
		if n.ID == a.ID || !n.Counts() {
			continue
		}
		n.To = n.agreed()
		list = append(list, n)
	}
	return list
}

func earlier(a, b workday.Date) workday.Date {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b workday.Date) workday.Date {
	if b.After(a) {
		return b
	}
	return a
}

// percentOn is what can be given on a day; nothing before the first entry.
func percentOn(given []directory.Capacity, day workday.Date) (percent int) {
	for _, c := range given {
		if !c.From.After(day) {
			percent = c.Percent
		}
	}
	return percent
}

// join adds the excess to those before it, or lengthens the last where nothing
// else has changed.
func (e Excess) join(before []Excess) []Excess {
	if i := len(before) - 1; i >= 0 && before[i].To == e.From && before[i].Percent == e.Percent && before[i].Besides == e.Besides &&
		before[i].Freed == e.Freed && slices.Equal(before[i].Cases, e.Cases) {
		before[i].To = e.To
		return before
	}
	return append(before, e)
}

// nowhere is the same excess without the cases that it comes of.
func nowhere(over []Excess) (list []Excess) {
	for _, e := range over {
		e.Cases = nil
		list = e.join(list)
	}
	return list
}

func (e Excess) String() string {
	text := fmt.Sprintf("From %s to %s the person can give %d percent", e.From, e.To.AddDays(-1), e.Percent)
	if e.Besides == 0 {
		return fmt.Sprintf("%s; this would be %d.", text, e.Share)
	}
	text = fmt.Sprintf("%s; %d are released", text, e.Besides)
	if cases := slices.Compact(slices.Sorted(slices.Values(e.Cases))); len(cases) > 0 {
		text = fmt.Sprintf("%s (%s)", text, strings.Join(cases, ", "))
	}
	return fmt.Sprintf("%s, and this would be %d more.", text, e.Share)
}

// fits refuses a release that gives more than the person can, and says when. It
// lets pass what gives no more than was given before.
func fits(over []Excess) error {
	var text []string
	for _, e := range over {
		if e.grows() {
			text = append(text, e.String())
		}
	}
	if len(text) == 0 {
		return nil
	}
	return ErrOverCapacity.Detailf("%s The chief executive may release over it with a reason (rule 4.2).", strings.Join(text, " "))
}

// worst is by how many percent an employee would be over on the worst day.
func worst(over []Excess) *int {
	most := 0
	for _, e := range over {
		most = max(most, e.Besides+e.Share-e.Percent)
	}
	return &most
}

// inherit keeps the override of the assignment in whose place this one comes,
// where it still gives more than the person can.
func (a *Assignment) inherit(old *Assignment, over []Excess) {
	if len(over) > 0 {
		a.OverrideReason, a.OverrideBy, a.OverrideAt, a.OverrideExcess = old.OverrideReason, old.OverrideBy, old.OverrideAt, old.OverrideExcess
	}
}
