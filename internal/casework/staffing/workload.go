package staffing

import (
	"slices"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of capacity.
var (
	ErrOverCapacity = fault.New(fault.Conflict, "assignment.over_capacity", "More than the person can give",
		"On every day, what is released of an employee in all cases and regions is at most what they can give. The chief executive may release over it with a reason (rule 4.2).")
	ErrCapacitySuffices = fault.New(fault.Conflict, "assignment.capacity_suffices", "The person can give it",
		"The person can give the share on every day: release them without an override (rule 4.2).")
)

// Workload is what an employment can give from day to day, and what it is named
// to, in whatever case. All employments of a person together give at most full
// time (rule 1.2), so what bounds the employment bounds the person.
type Workload struct {
	gives []capacity.Level
	named []Named
}

// ExcessOf finds when the release of a nominated person would give more than they
// can (rule 4.2).
func (l Workload) ExcessOf(a *Assignment) []capacity.Excess { return l.ExcessInstead(a, nil) }

// ExcessInstead is ExcessOf for a release in the place of another assignment, as
// that one was before: of the same employment it frees what it gave.
func (l Workload) ExcessInstead(a, old *Assignment) []capacity.Excess {
	besides := capacity.Load{Gives: l.gives}
	for i := range l.named {
		if n := &l.named[i]; n.ID != a.ID && n.Counts() {
			besides.Uses = append(besides.Uses, n.AsAgreed())
		}
	}
	if old != nil && old.Employment == a.Employment {
		besides.Uses = append(besides.Uses, capacity.Use{Kind: capacity.GivenUp, Share: old.Share, From: old.From, To: old.AgreedEnd()})
	}
	return besides.Excesses(a.Share, a.From, a.To)
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

// AgreedEnd is the day until which an assignment takes up capacity.
func (a *Assignment) AgreedEnd() workday.Date {
	return *period.Earlier(&a.To, a.EndedOn)
}

// Overrun is where a release would give more than a person can, and as much of it
// as whoever acts may hear (rules 2.5, 4.6). The rule judges by all of it.
type Overrun struct{ All, Told []capacity.Excess }

// MustFit refuses a release that gives more than the person can, and says when.
// It lets pass what gives no more than was given before.
func (x Overrun) MustFit() error {
	if !slices.ContainsFunc(x.All, capacity.Excess.Grows) {
		return nil
	}
	var all []message.Text
	for _, e := range x.Told {
		if e.Grows() {
			all = append(all, e.Text())
		}
	}
	return ErrOverCapacity.With(message.Sentences(append(all, msgMayRelease)...))
}

// InheritOverride keeps the override of the assignment in whose place this one
// comes, where it still gives more than the person can.
func (a *Assignment) InheritOverride(old *Assignment, over []capacity.Excess) {
	if len(over) > 0 {
		a.OverrideReason, a.OverrideBy, a.OverrideAt, a.OverrideExcess = old.OverrideReason, old.OverrideBy, old.OverrideAt, old.OverrideExcess
	}
}
