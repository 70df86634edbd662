package assignment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases of named resources.
type Service struct {
	pool    *pgxpool.Pool
	policy  *authz.Policy
	now     func() time.Time
	notices *notice.Service
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service) *Service {
	return &Service{pool: pool, policy: policy, now: now, notices: notices}
}

// deed is an act of a municipality on its assignments in a case, in one
// transaction: how the municipality stands, which the act changes, and whom it
// had named before.
type deed struct {
	*Standing
	tx     pgx.Tx
	actor  authn.Actor
	now    time.Time
	before []Assignment
}

// act runs an act of a municipality: lock, act, whatever follows, and the
// assignment that it answers with, as it is then.
func (s *Service) act(ctx context.Context, actor authn.Actor, ref Ref, do func(d *deed) (number int, err error)) (*Assignment, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Assignment, error) {
		d, err := begin(ctx, tx, actor, ref, s.now())
		if err != nil {
			return nil, err
		}
		number, err := do(d)
		if err != nil {
			return nil, err
		}
		if err := d.follow(ctx); err != nil {
			return nil, err
		}
		a := d.find(number)
		v, err := look(ctx, tx, s.policy, actor, d.now, d.Standing, *a)
		if err != nil {
			return nil, err
		}
		v.before = d.before
		return v.Show(a), nil
	})
}

// begin locks the case, and refuses one that is over or in which the
// municipality has no part.
func begin(ctx context.Context, tx pgx.Tx, actor authn.Actor, ref Ref, now time.Time) (*deed, error) {
	c, err := casefile.Lock(ctx, tx, ref.Ref)
	if err != nil {
		return nil, err
	}
	if err := c.Alive(); err != nil {
		return nil, err
	}
	if _, err := c.Party(ref.Municipality); err != nil {
		return nil, err
	}
	st, err := standingOf(ctx, tx, c, ref.Municipality, now)
	if err != nil {
		return nil, err
	}
	return &deed{Standing: st, tx: tx, actor: actor, now: now, before: st.Named}, nil
}

// follow is what follows from every act: the reminders to name people, which
// releases are surplus then, and that something changed in the case.
func (d *deed) follow(ctx context.Context) error {
	d.markSurplus(workday.Today(d.now))
	if err := casefile.Touch(ctx, d.tx, d.Case.ID, d.now); err != nil {
		return err
	}
	return d.remind(ctx, d.tx, d.before, d.now)
}

// Nominate names an own employee for a requirement of the mandate. When nobody
// is lacking then, the municipality is no longer reminded to name people (rules
// 4.1, 6.5). More than the person can give is no hindrance yet: it is told of
// (rule 4.2).
func (s *Service) Nominate(ctx context.Context, actor authn.Actor, ref Ref, in NominationInput) (*Assignment, error) {
	return s.act(ctx, actor, ref, func(d *deed) (int, error) {
		a, err := d.nominate(ctx, in)
		if err != nil {
			return 0, err
		}
		return a.Number, nil
	})
}

// nominate compares a nomination with the mandate and the municipality's
// employees, and keeps it.
func (d *deed) nominate(ctx context.Context, in NominationInput) (*Assignment, error) {
	today := workday.Today(d.now)
	function, err := in.Check(d.Asking(), today)
	if err != nil {
		return nil, err
	}
	if err := in.MustReplaceSomebody(d.before, today); err != nil {
		return nil, err
	}
	employed, err := employments(ctx, d.tx, d.Party.ID, in.StaffKey, in.DeputyStaffKey)
	if err != nil {
		return nil, err
	}
	person, deputy, err := in.Staff(employed)
	if err != nil {
		return nil, err
	}
	kept := in.nominated(person, deputy, function, d.actor, d.now)
	kept.Number = d.nextNumber()
	if err := insert(ctx, d.tx, d.Case, &d.Party, []Assignment{kept}); err != nil {
		return nil, err
	}
	a, err := reload(ctx, d.tx, d.Case, &d.Party, kept.Number)
	if err != nil {
		return nil, err
	}
	d.put(*a)
	return a, audit.Record(ctx, d.tx, a.event(d.Case, d.actor, NominatePerson.ID, d.now, a.nomination()))
}

// Release gives a nominated person to the work, and tells them (rule 4.1).
// Whomever they replace gives way, and is told.
func (s *Service) Release(ctx context.Context, actor authn.Actor, ref AssignmentRef) (*Assignment, error) {
	return s.release(ctx, actor, ref, releaseAssignment.ID, func(d *deed, a *Assignment, over excess) error {
		return a.Release(d.InForce, over, actor, d.now)
	})
}

// ReleaseOverCapacity gives a nominated person to the work though it is more
// than they can give, for a reason that stays with the assignment (rule 4.2).
func (s *Service) ReleaseOverCapacity(ctx context.Context, actor authn.Actor, ref AssignmentRef, in OverrideCapacityInput) (*Assignment, error) {
	reason, err := in.Clean()
	if err != nil {
		return nil, err
	}
	return s.release(ctx, actor, ref, releaseOverCapacity.ID, func(d *deed, a *Assignment, over excess) error {
		return a.ReleaseOver(d.InForce, over, reason, actor, d.now)
	})
}

// release runs a release. Whoever is replaced gives way first, and the newcomer
// begins when that one is gone: nobody is counted besides whom they replace.
func (s *Service) release(ctx context.Context, actor authn.Actor, ref AssignmentRef, act string, do func(*deed, *Assignment, excess) error) (*Assignment, error) {
	return s.act(ctx, actor, ref.Ref, func(d *deed) (int, error) {
		a, err := d.matching(ctx, ref.Assignment)
		if err != nil {
			return 0, err
		}
		begins := a.From
		if a.Replaces != nil {
			gone, err := s.giveWay(ctx, d, d.find(*a.Replaces), a.From, "")
			if err != nil {
				return 0, err
			}
			begins = later(a.From, gone)
		}
		return a.Number, s.move(ctx, d, a, act, func(a *Assignment, l load) error {
			a.From = begins
			return do(d, a, s.excess(actor, a, l.over(a)))
		})
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
	return s.act(ctx, actor, ref.Ref, func(d *deed) (int, error) {
		old, err := d.matching(ctx, ref.Assignment)
		if err != nil {
			return 0, err
		}
		if err := in.Check(old, d.InForce, workday.Today(d.now)); err != nil {
			return 0, err
		}
		// The old one ends first: nobody is named twice at a time.
		if _, err := s.giveWay(ctx, d, old, in.From, in.ReasonCode); err != nil {
			return 0, err
		}
		a, err := d.nominate(ctx, in.nomination(old, d.InForce))
		if err != nil {
			return 0, err
		}
		if reason != "" {
			return a.Number, s.replaceOver(ctx, d, a, old, reason)
		}
		return a.Number, s.move(ctx, d, a, releaseAssignment.ID, func(a *Assignment, l load) error {
			over := l.overInstead(a, old)
			if err := a.Release(d.InForce, s.excess(actor, a, over), actor, d.now); err != nil {
				return err
			}
			a.inherit(old, over)
			return nil
		})
	})
}

// replaceOver is a replacement over capacity: an act of its own, with its own
// permission.
func (s *Service) replaceOver(ctx context.Context, d *deed, a, old *Assignment, reason string) error {
	grounds, ok := s.policy.Allows(d.actor, a.Municipality, releaseOverCapacity.Permission())
	if !ok {
		return authz.ErrForbidden.Detailf("To replace a person over capacity needs %s in %s too (rule 4.2).", releaseOverCapacity.Permission(), a.Municipality)
	}
	own := d.actor
	defer func() { d.actor = own }()
	d.actor.Policy, d.actor.OnBehalfOf = grounds.Line, grounds.OnBehalfOf
	return s.move(ctx, d, a, releaseOverCapacity.ID, func(a *Assignment, l load) error {
		return a.ReleaseOver(d.InForce, s.excess(d.actor, a, l.overInstead(a, old)), reason, d.actor, d.now)
	})
}

// Decline refuses a nomination (rule 4.1).
func (s *Service) Decline(ctx context.Context, actor authn.Actor, ref AssignmentRef, in DeclineInput) (*Assignment, error) {
	return s.decide(ctx, actor, ref, declineAssignment.ID, func(a *Assignment, now time.Time) error {
		return a.Decline(in.ReasonCode, actor, now)
	})
}

// Retract takes a nomination back (rule 4.1).
func (s *Service) Retract(ctx context.Context, actor authn.Actor, ref AssignmentRef) (*Assignment, error) {
	return s.decide(ctx, actor, ref, retractAssignment.ID, func(a *Assignment, now time.Time) error {
		return a.Retract(actor, now)
	})
}

// Recall takes a released person back from a day on, and tells them (rule 4.1).
func (s *Service) Recall(ctx context.Context, actor authn.Actor, ref AssignmentRef, in RecallInput) (*Assignment, error) {
	return s.decide(ctx, actor, ref, RecallAssignment.ID, func(a *Assignment, now time.Time) error {
		return a.Recall(in.On, in.ReasonCode, actor, now)
	})
}

// KeepSurplus keeps a surplus release as it is, until another version is in
// force (rule 4.1). Nobody is told: nothing changes for the person.
func (s *Service) KeepSurplus(ctx context.Context, actor authn.Actor, ref AssignmentRef) (*Assignment, error) {
	return s.act(ctx, actor, ref.Ref, func(d *deed) (int, error) {
		a, err := d.matching(ctx, ref.Assignment)
		if err != nil {
			return 0, err
		}
		before := *a
		if err := a.KeepSurplus(); err != nil {
			return 0, err
		}
		return a.Number, d.save(ctx, &before, a, keepSurplus.ID)
	})
}

// decide runs an act on an assignment that gives nobody more to do.
func (s *Service) decide(ctx context.Context, actor authn.Actor, ref AssignmentRef, act string, do func(*Assignment, time.Time) error) (*Assignment, error) {
	return s.act(ctx, actor, ref.Ref, func(d *deed) (int, error) {
		a, err := d.matching(ctx, ref.Assignment)
		if err != nil {
			return 0, err
		}
		return a.Number, s.move(ctx, d, a, act, func(a *Assignment, _ load) error { return do(a, d.now) })
	})
}

// matching is a copy of an assignment, which must be as the request's tag says.
func (d *deed) matching(ctx context.Context, number int) (*Assignment, error) {
	a := d.find(number)
	if a == nil {
		return nil, httpapi.ErrNotFound
	}
	return a, request.Match(ctx, a.Revision)
}

// move changes an assignment, with the person locked: others who release the
// same person, or change what they can give, wait (rule 4.2).
func (s *Service) move(ctx context.Context, d *deed, a *Assignment, act string, do func(*Assignment, load) error) error {
	if err := person.Lock(ctx, d.tx, a.Person); err != nil {
		return err
	}
	given, err := loads(ctx, d.tx, []Assignment{*a})
	if err != nil {
		return err
	}
	before := *a
	if err := do(a, given[a.Employment]); err != nil {
		return err
	}
	return s.keep(ctx, d, &before, a, act)
}

// giveWay ends an assignment in whose place another one comes, unless it has
// ended by then, and says from which day it is gone.
func (s *Service) giveWay(ctx context.Context, d *deed, old *Assignment, from workday.Date, why Reason) (workday.Date, error) {
	after := *old
	if !after.GiveWay(from, why, d.actor, d.now) {
		return after.Ends, nil
	}
	return after.Ends, s.keep(ctx, d, old, &after, replaceAssignment.ID)
}

// keep saves a change, records it, and tells the person.
func (s *Service) keep(ctx context.Context, d *deed, before, after *Assignment, act string) error {
	if err := d.save(ctx, before, after, act); err != nil {
		return err
	}
	kind, told := letters[after.State]
	if !told {
		return nil
	}
	return s.notices.Post(ctx, d.tx, []notice.Notice{after.letter(kind, d.Standing)})
}

// save saves a change and records it.
func (d *deed) save(ctx context.Context, before, after *Assignment, act string) error {
	if err := save(ctx, d.tx, after); err != nil {
		return err
	}
	after.findEnd()
	d.put(*after)
	return audit.Record(ctx, d.tx, after.event(d.Case, d.actor, act, d.now, before.difference(after)))
}

// letters tell the person of a release, and of its end.
var letters = map[State]string{Released: notice.AssignmentReleased, Recalled: notice.AssignmentRecalled, Replaced: notice.AssignmentReplaced}

// letter tells the person concerned. It leads to their own assignments: they
// need hold no office that reads the case.
func (a *Assignment) letter(kind string, in *Standing) notice.Notice {
	source := fmt.Sprintf("assignment:%d:%s", a.ID, a.State)
	if a.EndedOn != nil {
		source += ":" + a.EndedOn.String() // the day can be moved
	}
	return notice.Notice{
		Source: source, Person: a.Person, Kind: kind, Case: in.Case.ID,
		Params: map[string]string{
			"case_number": in.Case.Number, "case_title": in.Case.Title, "region": in.Case.Region, "municipality": in.Party.Name, "title": a.Function,
			"share": fmt.Sprint(a.Share), "from": a.From.String(), "to": a.Ends.AddDays(-1).String(), "path": request.Path("me/assignments"),
		},
	}
}
