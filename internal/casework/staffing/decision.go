package staffing

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/workday"
)

// MustBeUndecided refuses to decide on what is no nomination, or over: to
// release, decline or retract it (rule 4.1).
func (a *Assignment) MustBeUndecided(today workday.Date) error { return a.mustBeIn(today, Nominated) }

// MustBeReleased refuses to recall or replace what was not released, or is over.
// One that is recalled or replaced from a day ahead can still end earlier (rule
// 4.1).
func (a *Assignment) MustBeReleased(today workday.Date) error {
	return a.mustBeIn(today, counting...)
}

// mustBeIn refuses an act on an assignment that is in none of the states, or
// over.
func (a *Assignment) mustBeIn(today workday.Date, states ...State) error {
	if !slices.Contains(states, a.State) {
		return ErrWrongState.With(msgOtherState.With(a.State, states[0]))
	}
	if !today.Before(a.Ends) {
		return ErrEnded.With(msgEnded.With(a.Ends.AddDays(-1)))
	}
	return nil
}

// mustHaveDays refuses an assignment of which no day is left, because it ends
// before it begins.
func (a *Assignment) mustHaveDays() error {
	if !a.From.Before(a.Ends) {
		return ErrEnded.With(msgNoDays.With(a.From, a.Ends.AddDays(-1)))
	}
	return nil
}

// MustBeReleasable refuses a release of which no day is left, one while no
// version is in force, one that the municipality has not approved, and one that
// does not ask for it (rules 3.7, 4.1).
func (a *Assignment) MustBeReleasable(inForce *Asked, today workday.Date) error {
	if err := a.MustBeUndecided(today); err != nil {
		return err
	}
	if err := a.mustHaveDays(); err != nil {
		return err
	}
	return a.mustBeAskedBy(inForce)
}

// MustNotBe refuses that anybody releases themselves, in whatever office (rule
// 1.7, FVL § 6 first paragraph a). To be declined or recalled gives them
// nothing: that they may do.
func (a *Assignment) MustNotBe(person string) error {
	if a.Person == person {
		return ErrOwnNomination
	}
	return nil
}

// mustBeAskedBy refuses what the version in force does not ask of the
// municipality.
func (a *Assignment) mustBeAskedBy(inForce *Asked) error {
	switch {
	case inForce == nil:
		return ErrNotInForce
	case !inForce.Approved:
		return ErrNotApproved
	case inForce.Requirement(a.Requirement) == nil:
		return ErrNotAsked
	}
	return nil
}

// Release gives the person to the work (rule 4.1; KL § 13-1: the chief
// executive has the responsibility for the personnel). It refuses to give more
// than they can (rule 4.2).
func (a *Assignment) Release(inForce *Asked, over Overrun, actor authn.Actor, now time.Time) error {
	if err := a.mustBeReleasableBy(inForce, actor, now); err != nil {
		return err
	}
	if err := over.MustFit(); err != nil {
		return err
	}
	a.moveTo(Released, actor, now)
	return nil
}

// ReleaseOver gives the person to the work though it is more than they can
// give, which the chief executive answers for with a reason. It refuses where a
// release would do (rule 4.2).
func (a *Assignment) ReleaseOver(inForce *Asked, over Overrun, reason string, actor authn.Actor, now time.Time) error {
	if err := a.mustBeReleasableBy(inForce, actor, now); err != nil {
		return err
	}
	if over.MustFit() == nil {
		return ErrCapacitySuffices
	}
	a.moveTo(Released, actor, now)
	a.OverrideReason, a.OverrideBy, a.OverrideAt, a.OverrideExcess = reason, &actor.Person, &now, new(capacity.Worst(over.All))
	return nil
}

// mustBeReleasableBy is what is asked of every release, whether or not it fits.
func (a *Assignment) mustBeReleasableBy(inForce *Asked, actor authn.Actor, now time.Time) error {
	if err := a.MustBeReleasable(inForce, workday.Today(now)); err != nil {
		return err
	}
	return a.MustNotBe(actor.Person)
}

// MustBeReplaceable refuses to replace whoever was not released or has no day
// left, and to release another to what the version in force does not ask for.
// One that is recalled or replaced from a day ahead can be replaced before it.
func (a *Assignment) MustBeReplaceable(inForce *Asked, today workday.Date) error {
	if err := a.MustBeReleased(today); err != nil {
		return err
	}
	if err := a.mustHaveDays(); err != nil {
		return err
	}
	return a.mustBeAskedBy(inForce)
}

// GiveWay ends the assignment because another person is released in its place
// from a day on, or from today where that day has passed: no day is left
// without either (rule 4.1). It says false, and changes nothing, where it has
// ended by then.
func (a *Assignment) GiveWay(from workday.Date, why Reason, actor authn.Actor, now time.Time) bool {
	from = workday.Later(from, workday.Today(now))
	if !a.Counts() || !from.Before(a.Ends) {
		return false
	}
	a.moveTo(Replaced, actor, now)
	a.EndedOn = &from
	if why != "" {
		a.Reason = why
	}
	a.findEnd()
	return true
}

// Decline is the chief executive's no to a nomination.
func (a *Assignment) Decline(why Reason, actor authn.Actor, now time.Time) error {
	if err := a.MustBeUndecided(workday.Today(now)); err != nil {
		return err
	}
	a.moveTo(Declined, actor, now)
	a.Reason = why
	return nil
}

// Retract takes a nomination back before it is decided.
func (a *Assignment) Retract(actor authn.Actor, now time.Time) error {
	if err := a.MustBeUndecided(workday.Today(now)); err != nil {
		return err
	}
	a.moveTo(Retracted, actor, now)
	return nil
}

// Recall takes a released person back from a day on; what they did before
// stands. One that ends early already, on a day ahead, can end earlier still.
func (a *Assignment) Recall(on workday.Date, why Reason, actor authn.Actor, now time.Time) error {
	today := workday.Today(now)
	if err := a.MustBeReleased(today); err != nil {
		return err
	}
	if on.Before(today) || !on.Before(a.Ends) {
		return ErrRecallDay.On("/on", msgRecallDay.With(today, a.Ends.AddDays(-1)))
	}
	a.moveTo(Recalled, actor, now)
	a.EndedOn, a.Reason = &on, why
	a.findEnd()
	return nil
}

// moveTo says who moved the assignment to a state, and when.
func (a *Assignment) moveTo(s State, actor authn.Actor, now time.Time) {
	a.State, a.DecidedBy, a.DecidedAt = s, &actor.Person, &now
}
