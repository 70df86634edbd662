package assignment

import (
	"context"
	"time"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/directory/person"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Release gives a nominated person to the work, and tells them (rule 4.1).
// Whomever they replace gives way, and is told.
func (s *Service) Release(ctx context.Context, actor authn.Actor, ref AssignmentRef) (*Assignment, error) {
	return s.release(ctx, actor, ref, "release-assignment", func(a *Assignment, inForce *Asked, over []capacity.Excess, now time.Time) error {
		return a.Release(inForce, over, actor, now)
	})
}

// ReleaseOverCapacity gives a nominated person to the work though it is more
// than they can give, for a reason that stays with the assignment (rule 4.2).
func (s *Service) ReleaseOverCapacity(ctx context.Context, actor authn.Actor, ref AssignmentRef, in OverrideCapacityInput) (*Assignment, error) {
	reason, err := in.Clean()
	if err != nil {
		return nil, err
	}
	return s.release(ctx, actor, ref, "release-over-capacity", func(a *Assignment, inForce *Asked, over []capacity.Excess, now time.Time) error {
		return a.ReleaseOver(inForce, over, reason, actor, now)
	})
}

// Replace names and releases another person in the place of one released, who
// gives way: in one act, so that nobody is lacking in between (rules 4.1, 4.3).
// With the same person it changes the share or the period, and may give less
// though they are over capacity; their override stays. More than they can give
// needs a reason, and the permission to release over capacity (rule 4.2).
func (s *Service) Replace(ctx context.Context, actor authn.Actor, ref AssignmentRef, in ReplaceInput) (*Assignment, error) {
	reason, err := in.override()
	if err != nil {
		return nil, err
	}
	return s.act(ctx, actor, ref.Ref, func(tx pgx.Tx, d *deed) (int, error) {
		old, err := d.find(ctx, ref.Assignment)
		if err != nil {
			return 0, err
		}
		if err := in.Check(old, d.inForce, workday.Today(d.now)); err != nil {
			return 0, err
		}
		// The old one ends first: nobody is named twice at a time.
		if _, err := s.giveWay(ctx, tx, d, old, in.From, in.ReasonCode); err != nil {
			return 0, err
		}
		a, err := d.nominate(ctx, tx, in.nomination(old, d.inForce))
		if err != nil {
			return 0, err
		}
		if reason != "" {
			return a.Number, s.replaceOver(ctx, tx, d, a, old, reason)
		}
		return a.Number, s.move(ctx, tx, d, a, "release-assignment", func(a *Assignment, l load) error {
			over := l.overInstead(a, old)
			if err := a.Release(d.inForce, s.heard(over, actor, a.Municipality), actor, d.now); err != nil {
				return err
			}
			a.inherit(old, over)
			return nil
		})
	})
}

// replaceOver is a replacement over capacity: an act of its own, with its own
// permission.
func (s *Service) replaceOver(ctx context.Context, tx pgx.Tx, d *deed, a, old *Assignment, reason string) error {
	grounds, ok := s.policy.Allows(d.actor, a.Municipality, mayOverride)
	if !ok {
		return authz.ErrForbidden.Detailf("To replace a person over capacity needs %s in %s too (rule 4.2).", mayOverride, a.Municipality)
	}
	by := *d
	by.actor.Policy, by.actor.OnBehalfOf = grounds.Line, grounds.OnBehalfOf
	return s.move(ctx, tx, &by, a, "release-over-capacity", func(a *Assignment, l load) error {
		return a.ReleaseOver(d.inForce, l.overInstead(a, old), reason, by.actor, d.now)
	})
}

// release runs a release. Whoever is replaced gives way first, and the newcomer
// begins when that one is gone: nobody is counted besides whom they replace.
func (s *Service) release(ctx context.Context, actor authn.Actor, ref AssignmentRef, act string, do func(*Assignment, *Asked, []capacity.Excess, time.Time) error) (*Assignment, error) {
	return s.act(ctx, actor, ref.Ref, func(tx pgx.Tx, d *deed) (int, error) {
		a, err := d.find(ctx, ref.Assignment)
		if err != nil {
			return 0, err
		}
		begins := a.From
		if a.Replaces != nil {
			old, err := find(d.before, *a.Replaces)
			if err != nil {
				return 0, err
			}
			gone, err := s.giveWay(ctx, tx, d, old, a.From, "")
			if err != nil {
				return 0, err
			}
			begins = later(a.From, gone)
		}
		return a.Number, s.move(ctx, tx, d, a, act, func(a *Assignment, l load) error {
			a.From = begins
			return do(a, d.inForce, s.heard(l.over(a), actor, a.Municipality), d.now)
		})
	})
}

// Decline refuses a nomination (rule 4.1).
func (s *Service) Decline(ctx context.Context, actor authn.Actor, ref AssignmentRef, why Reason) (*Assignment, error) {
	return s.decide(ctx, actor, ref, "decline-assignment", func(a *Assignment, now time.Time) error {
		return a.Decline(why, actor, now)
	})
}

// Retract takes a nomination back (rule 4.1).
func (s *Service) Retract(ctx context.Context, actor authn.Actor, ref AssignmentRef) (*Assignment, error) {
	return s.decide(ctx, actor, ref, "retract-assignment", func(a *Assignment, now time.Time) error {
		return a.Retract(actor, now)
	})
}

// Recall takes a released person back from a day on, and tells them (rule 4.1).
func (s *Service) Recall(ctx context.Context, actor authn.Actor, ref AssignmentRef, in RecallInput) (*Assignment, error) {
	return s.decide(ctx, actor, ref, "recall-assignment", func(a *Assignment, now time.Time) error {
		return a.Recall(in.On, in.ReasonCode, actor, now)
	})
}

// KeepSurplus keeps a surplus release as it is, until another version is in
// force (rule 4.1). Nobody is told: nothing changes for the person.
func (s *Service) KeepSurplus(ctx context.Context, actor authn.Actor, ref AssignmentRef) (*Assignment, error) {
	return s.act(ctx, actor, ref.Ref, func(tx pgx.Tx, d *deed) (int, error) {
		d.inForce.mark(d.before, workday.Today(d.now))
		a, err := d.find(ctx, ref.Assignment)
		if err != nil {
			return 0, err
		}
		before := *a
		if err := a.KeepSurplus(); err != nil {
			return 0, err
		}
		return a.Number, d.save(ctx, tx, &before, a, "keep-surplus")
	})
}

// decide runs an act on an assignment that gives nobody more to do.
func (s *Service) decide(ctx context.Context, actor authn.Actor, ref AssignmentRef, act string, do func(*Assignment, time.Time) error) (*Assignment, error) {
	return s.act(ctx, actor, ref.Ref, func(tx pgx.Tx, d *deed) (int, error) {
		a, err := d.find(ctx, ref.Assignment)
		if err != nil {
			return 0, err
		}
		return a.Number, s.move(ctx, tx, d, a, act, func(a *Assignment, _ load) error { return do(a, d.now) })
	})
}

// find is a copy of the assignment as it was, on which the request's tag is
// held.
func (d *deed) find(ctx context.Context, number int) (*Assignment, error) {
	found, err := find(d.before, number)
	if err != nil {
		return nil, err
	}
	a := *found
	return &a, request.Match(ctx, a.Revision)
}

// move changes an assignment, with the person locked: others who release the
// same person, or change what they can give, wait (rule 4.2).
func (s *Service) move(ctx context.Context, tx pgx.Tx, d *deed, a *Assignment, act string, do func(*Assignment, load) error) error {
	if err := person.Lock(ctx, tx, a.Person); err != nil {
		return err
	}
	given, err := loads(ctx, tx, []Assignment{*a})
	if err != nil {
		return err
	}
	before := *a
	if err := do(a, given[a.Employment]); err != nil {
		return err
	}
	return s.keep(ctx, tx, d, &before, a, act)
}

// giveWay ends an assignment in whose place another one comes, unless it has
// ended by then, and says from which day it is gone.
func (s *Service) giveWay(ctx context.Context, tx pgx.Tx, d *deed, old *Assignment, from workday.Date, why Reason) (workday.Date, error) {
	after := *old
	if !after.GiveWay(from, why, d.actor, d.now) {
		return after.Ends, nil
	}
	return after.Ends, s.keep(ctx, tx, d, old, &after, "replace-assignment")
}

// keep saves a change, records it, and tells the person.
func (s *Service) keep(ctx context.Context, tx pgx.Tx, d *deed, before, after *Assignment, act string) error {
	if err := d.save(ctx, tx, before, after, act); err != nil {
		return err
	}
	return s.announce(ctx, tx, d.c, d.party, after)
}

// save saves a change and records it.
func (d *deed) save(ctx context.Context, tx pgx.Tx, before, after *Assignment, act string) error {
	if err := save(ctx, tx, after); err != nil {
		return err
	}
	return record(ctx, tx, after.event(d.c, d.actor, act, d.now, before.moved(after)))
}
