package assignment

import (
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/directory/person"
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

// load is what an employment can give from day to day, and what it is named to,
// in whatever case. All employments of a person together give at most full time
// (rule 1.2), so what bounds the employment bounds the person.
type load struct {
	gives []capacity.Level
	named []Named
}

// over finds when the release of a nominated person would give more than they
// can (rule 4.2).
func (l load) over(a *Assignment) []capacity.Excess { return l.overInstead(a, nil) }

// overInstead is over for a release in the place of another assignment, as that
// one was before: of the same employment it frees what it gave.
func (l load) overInstead(a, old *Assignment) []capacity.Excess {
	besides := capacity.Load{Gives: l.gives}
	for i := range l.named {
		if n := &l.named[i]; n.ID != a.ID && n.Counts() {
			besides.Uses = append(besides.Uses, n.AsAgreed())
		}
	}
	if old != nil && old.Employment == a.Employment {
		besides.Uses = append(besides.Uses, capacity.Use{Kind: capacity.GivenUp, Share: old.Share, From: old.From, To: old.agreed()})
	}
	return besides.Over(a.Share, a.From, a.To)
}

// Use is what the assignment uses of a person's time, up to the day on which it
// ends.
func (a *Assignment) Use() capacity.Use {
	u := capacity.Use{Kind: capacity.Released, Share: a.Share, From: a.From, To: a.Ends, Overridden: a.Override != nil}
	if !a.Counts() {
		u.Kind = capacity.Nominated
	}
	if a.OverrideExcess != nil {
		u.Accepted = *a.OverrideExcess
	}
	return u
}

// Levels are what an employment gives from day to day.
func Levels(given []person.Capacity) []capacity.Level {
	levels := make([]capacity.Level, len(given))
	for i, c := range given {
		levels[i] = capacity.Level{From: c.From, Percent: c.Percent}
	}
	return levels
}

// agreed is the day until which an assignment takes up capacity.
func (a *Assignment) agreed() workday.Date {
	if a.EndedOn != nil {
		return earlier(a.To, *a.EndedOn)
	}
	return a.To
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

// excess is where a release would give more than a person can, and as much of it
// as whoever acts may hear (rules 2.5, 4.6). The rule judges by all of it.
type excess struct{ all, told []capacity.Excess }

// mustFit refuses a release that gives more than the person can, and says when.
// It lets pass what gives no more than was given before.
func (x excess) mustFit() error {
	if !slices.ContainsFunc(x.all, capacity.Excess.Grows) {
		return nil
	}
	var text []string
	for _, e := range x.told {
		if e.Grows() {
			text = append(text, e.String())
		}
	}
	return ErrOverCapacity.Detailf("%s", strings.Join(append(text, "The chief executive may release over it with a reason (rule 4.2)."), " "))
}

// inherit keeps the override of the assignment in whose place this one comes,
// where it still gives more than the person can.
func (a *Assignment) inherit(old *Assignment, over []capacity.Excess) {
	if len(over) > 0 {
		a.OverrideReason, a.OverrideBy, a.OverrideAt, a.OverrideExcess = old.OverrideReason, old.OverrideBy, old.OverrideAt, old.OverrideExcess
	}
}
