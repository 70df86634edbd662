package assignment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases of named resources.
type Service struct {
	pool    *pgxpool.Pool
	policy  *authz.Policy
	now     func() time.Time
	notices *notice.Service
	frame   casefile.Frame
	follow  []Follow
}

// Follow is what a feature above does in the transaction of a change of how
// municipalities stand with their named resources.
type Follow func(ctx context.Context, ch *casefile.Change, standings []*staffing.Standing) error

// FollowedBy adds what follows from every change. It is added while the service
// is built.
func (s *Service) FollowedBy(f Follow) { s.follow = append(s.follow, f) }

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service) *Service {
	return &Service{pool: pool, policy: policy, now: now, notices: notices, frame: casefile.Frame{Pool: pool, Now: now}}
}

// partyAct is an act of a municipality on its assignments in a case: how the
// municipality stands, which the act changes, and whom it had named before.
type partyAct struct {
	*staffing.Standing
	change *casefile.Change
	before []staffing.Assignment
	follow []Follow
}

// runAct runs an act of a municipality and what follows from it, and answers
// with the assignment whose number the act says, as it is then.
func (s *Service) runAct(ctx context.Context, actor authn.Actor, ref staffing.Ref, act func(p *partyAct) (number int, err error)) (*staffing.Assignment, error) {
	return casefile.DoPart(ctx, s.frame, actor, casefile.PartyRef(ref), func(ch *casefile.Change) (*staffing.Assignment, error) {
		p, err := s.partOf(ctx, ch)
		if err != nil {
			return nil, err
		}
		number, err := act(p)
		if err != nil {
			return nil, err
		}
		if err := p.conclude(ctx); err != nil {
			return nil, err
		}
		a := p.Find(number)
		v, err := viewOf(ctx, ch.Tx, s.policy, actor, ch.Now, p.Standing, *a)
		if err != nil {
			return nil, err
		}
		v.before = p.before
		return v.Show(a), nil
	})
}

// partOf reads how the municipality stands.
func (s *Service) partOf(ctx context.Context, ch *casefile.Change) (*partyAct, error) {
	st, err := staffing.StandingOf(ctx, ch.Tx, ch.Case, ch.Party.Number, ch.Now)
	if err != nil {
		return nil, err
	}
	return &partyAct{Standing: st, change: ch, before: st.Named, follow: s.follow}, nil
}

// conclude is what follows from every act: which releases are surplus then, the
// reminders to name people, and what features above do.
func (p *partyAct) conclude(ctx context.Context) error {
	p.FindSurplus(workday.Today(p.change.Now))
	if err := p.RemindToName(ctx, p.change.Tx, p.before, p.change.Now); err != nil {
		return err
	}
	for _, f := range p.follow {
		if err := f(ctx, p.change, []*staffing.Standing{p.Standing}); err != nil {
			return err
		}
	}
	return nil
}

// Nominate names an own employee for a requirement of the mandate. When nobody
// is lacking then, the municipality is no longer reminded to name people (rules
// 4.1, 6.5). More than the person can give is no hindrance yet: it is told of
// (rule 4.2).
func (s *Service) Nominate(ctx context.Context, actor authn.Actor, ref staffing.Ref, in NominationInput) (*staffing.Assignment, error) {
	return s.runAct(ctx, actor, ref, func(p *partyAct) (int, error) {
		a, err := p.nominate(ctx, in)
		if err != nil {
			return 0, err
		}
		return a.Number, nil
	})
}

// nominate compares a nomination with the mandate and the municipality's
// employees, and keeps it.
func (p *partyAct) nominate(ctx context.Context, in NominationInput) (*staffing.Assignment, error) {
	today := workday.Today(p.change.Now)
	function, err := in.Check(p.Asking(), today)
	if err != nil {
		return nil, err
	}
	if err := in.mustReplaceSomebody(p.before, today); err != nil {
		return nil, err
	}
	employed, err := person.EmployedUnder(ctx, p.change.Tx, p.Party.ID, in.StaffKey, in.DeputyStaffKey)
	if err != nil {
		return nil, err
	}
	person, deputy, err := in.Staff(employed)
	if err != nil {
		return nil, err
	}
	made := []staffing.Assignment{in.nominated(person, deputy, function, p.change.Actor, p.change.Now)}
	a := &made[0]
	a.Number = nextNumber(p.Named)
	a.Complete(p.Case.Ref())
	if err := staffing.InsertNominations(ctx, p.change.Tx, p.Case, &p.Party, made); err != nil {
		return nil, err
	}
	p.Put(*a)
	p.change.Record(a.Event(NominatePerson.ID, nominationChanges(a)))
	return a, nil
}

// Release gives a nominated person to the work, and tells them (rule 4.1).
// Whomever they replace gives way, and is told.
func (s *Service) Release(ctx context.Context, actor authn.Actor, ref staffing.AssignmentRef) (*staffing.Assignment, error) {
	return s.runRelease(ctx, actor, ref, ReleaseAssignment.ID, func(p *partyAct, a *staffing.Assignment, over staffing.Overrun) error {
		return a.Release(p.InForce, over, actor, p.change.Now)
	})
}

// ReleaseOverCapacity gives a nominated person to the work though it is more
// than they can give, for a reason that stays with the assignment (rule 4.2).
func (s *Service) ReleaseOverCapacity(ctx context.Context, actor authn.Actor, ref staffing.AssignmentRef, in OverrideCapacityInput) (*staffing.Assignment, error) {
	reason, err := in.Clean()
	if err != nil {
		return nil, err
	}
	return s.runRelease(ctx, actor, ref, releaseOverCapacity.ID, func(p *partyAct, a *staffing.Assignment, over staffing.Overrun) error {
		return a.ReleaseOver(p.InForce, over, reason, actor, p.change.Now)
	})
}

// runRelease runs a release. Whoever is replaced gives way first, and the
// newcomer begins when that one is gone: nobody is counted besides whom they
// replace.
func (s *Service) runRelease(ctx context.Context, actor authn.Actor, ref staffing.AssignmentRef, act string, do func(*partyAct, *staffing.Assignment, staffing.Overrun) error) (*staffing.Assignment, error) {
	return s.runAct(ctx, actor, ref.Ref, func(p *partyAct) (int, error) {
		a, err := p.findMatching(ctx, ref.Assignment)
		if err != nil {
			return 0, err
		}
		begins := a.From
		if a.Replaces != nil {
			gone, err := s.endReplaced(ctx, p, p.Find(*a.Replaces), a.From, "")
			if err != nil {
				return 0, err
			}
			begins = workday.Later(a.From, gone)
		}
		return a.Number, s.releaseLocked(ctx, p, a, act, func(a *staffing.Assignment, l staffing.Workload) error {
			a.From = begins
			return do(p, a, s.overrunHeardBy(actor, a, l.ExcessOf(a)))
		})
	})
}

// Replace names and releases another person in the place of one released, who
// gives way: in one act, so that nobody is lacking in between (rules 4.1, 4.3).
// With the same person it changes the share or the period, and may give less
// though they are over capacity; their override stays. More than they can give
// needs a reason, and the permission to release over capacity (rule 4.2).
func (s *Service) Replace(ctx context.Context, actor authn.Actor, ref staffing.AssignmentRef, in ReplaceInput) (*staffing.Assignment, error) {
	reason, err := in.override()
	if err != nil {
		return nil, err
	}
	return s.runAct(ctx, actor, ref.Ref, func(p *partyAct) (int, error) {
		old, err := p.findMatching(ctx, ref.Assignment)
		if err != nil {
			return 0, err
		}
		if err := in.Check(old, p.InForce, workday.Today(p.change.Now)); err != nil {
			return 0, err
		}
		// The old one ends first: nobody is named twice at a time.
		if _, err := s.endReplaced(ctx, p, old, in.From, in.ReasonCode); err != nil {
			return 0, err
		}
		a, err := p.nominate(ctx, in.nomination(old, p.InForce))
		if err != nil {
			return 0, err
		}
		if reason != "" {
			return a.Number, s.replaceOver(ctx, p, a, old, reason)
		}
		return a.Number, s.releaseLocked(ctx, p, a, ReleaseAssignment.ID, func(a *staffing.Assignment, l staffing.Workload) error {
			over := l.ExcessInstead(a, old)
			if err := a.Release(p.InForce, s.overrunHeardBy(actor, a, over), actor, p.change.Now); err != nil {
				return err
			}
			a.InheritOverride(old, over)
			return nil
		})
	})
}

// replaceOver is a replacement over capacity: an act of its own, with its own
// permission.
func (s *Service) replaceOver(ctx context.Context, p *partyAct, a, old *staffing.Assignment, reason string) error {
	grounds, ok := s.policy.Allows(p.change.Actor, a.Municipality, releaseOverCapacity.Permission())
	if !ok {
		return authz.ErrForbidden.With(msgOverrideToo.With(releaseOverCapacity.Permission(), a.Municipality))
	}
	own := p.change.Actor
	defer func() { p.change.Actor = own }()
	p.change.Actor.Policy, p.change.Actor.OnBehalfOf = grounds.Line, grounds.OnBehalfOf
	return s.releaseLocked(ctx, p, a, releaseOverCapacity.ID, func(a *staffing.Assignment, l staffing.Workload) error {
		return a.ReleaseOver(p.InForce, s.overrunHeardBy(p.change.Actor, a, l.ExcessInstead(a, old)), reason, p.change.Actor, p.change.Now)
	})
}

// Decline refuses a nomination (rule 4.1).
func (s *Service) Decline(ctx context.Context, actor authn.Actor, ref staffing.AssignmentRef, in DeclineInput) (*staffing.Assignment, error) {
	return s.runDecision(ctx, actor, ref, declineAssignment.ID, func(a *staffing.Assignment, now time.Time) error {
		return a.Decline(in.ReasonCode, actor, now)
	})
}

// Retract takes a nomination back (rule 4.1).
func (s *Service) Retract(ctx context.Context, actor authn.Actor, ref staffing.AssignmentRef) (*staffing.Assignment, error) {
	return s.runDecision(ctx, actor, ref, retractAssignment.ID, func(a *staffing.Assignment, now time.Time) error {
		return a.Retract(actor, now)
	})
}

// Recall takes a released person back from a day on, and tells them (rule 4.1).
func (s *Service) Recall(ctx context.Context, actor authn.Actor, ref staffing.AssignmentRef, in RecallInput) (*staffing.Assignment, error) {
	return s.runDecision(ctx, actor, ref, RecallAssignment.ID, func(a *staffing.Assignment, now time.Time) error {
		return a.Recall(in.On, in.ReasonCode, actor, now)
	})
}

// KeepSurplus keeps a surplus release as it is, until another version is in
// force (rule 4.1). Nobody is told: nothing changes for the person.
func (s *Service) KeepSurplus(ctx context.Context, actor authn.Actor, ref staffing.AssignmentRef) (*staffing.Assignment, error) {
	return s.runAct(ctx, actor, ref.Ref, func(p *partyAct) (int, error) {
		a, err := p.findMatching(ctx, ref.Assignment)
		if err != nil {
			return 0, err
		}
		before := *a
		if err := a.KeepSurplus(); err != nil {
			return 0, err
		}
		return a.Number, p.saveAndRecord(ctx, &before, a, keepSurplus.ID)
	})
}

// runDecision runs an act on an assignment that gives nobody more to do.
func (s *Service) runDecision(ctx context.Context, actor authn.Actor, ref staffing.AssignmentRef, act string, do func(*staffing.Assignment, time.Time) error) (*staffing.Assignment, error) {
	return s.runAct(ctx, actor, ref.Ref, func(p *partyAct) (int, error) {
		a, err := p.findMatching(ctx, ref.Assignment)
		if err != nil {
			return 0, err
		}
		if err := person.Lock(ctx, p.change.Tx, a.Person); err != nil {
			return 0, err
		}
		before := *a
		if err := do(a, p.change.Now); err != nil {
			return 0, err
		}
		return a.Number, s.saveAndTell(ctx, p, &before, a, act)
	})
}

// findMatching is a copy of an assignment, which must be as the request's tag
// says.
func (p *partyAct) findMatching(ctx context.Context, number int) (*staffing.Assignment, error) {
	a := p.Find(number)
	if a == nil {
		return nil, httpapi.ErrNotFound
	}
	return a, request.Match(ctx, a.Revision)
}

// releaseLocked releases a person, who is locked: others who release the same
// person, or change what they can give, wait (rule 4.2).
func (s *Service) releaseLocked(ctx context.Context, p *partyAct, a *staffing.Assignment, act string, do func(*staffing.Assignment, staffing.Workload) error) error {
	if err := person.Lock(ctx, p.change.Tx, a.Person); err != nil {
		return err
	}
	given, err := staffing.Workloads(ctx, p.change.Tx, []staffing.Assignment{*a})
	if err != nil {
		return err
	}
	before := *a
	if err := do(a, given[a.Employment]); err != nil {
		return err
	}
	return s.saveAndTell(ctx, p, &before, a, act)
}

// endReplaced ends an assignment in whose place another one comes, unless it has
// ended by then, and says from which day it is gone.
func (s *Service) endReplaced(ctx context.Context, p *partyAct, old *staffing.Assignment, from workday.Date, why staffing.Reason) (workday.Date, error) {
	after := *old
	if !after.GiveWay(from, why, p.change.Actor, p.change.Now) {
		return after.Ends, nil
	}
	return after.Ends, s.saveAndTell(ctx, p, old, &after, replaceAssignment.ID)
}

// saveAndTell saves a change, records it, and tells the person.
func (s *Service) saveAndTell(ctx context.Context, p *partyAct, before, after *staffing.Assignment, act string) error {
	if err := p.saveAndRecord(ctx, before, after, act); err != nil {
		return err
	}
	kind, told := notices[after.State]
	if !told {
		return nil
	}
	return s.notices.Post(ctx, p.change.Tx, []notice.Notice{letterOf(after, kind, p.Standing)})
}

// saveAndRecord saves a change and records it.
func (p *partyAct) saveAndRecord(ctx context.Context, before, after *staffing.Assignment, act string) error {
	if err := staffing.SaveAssignment(ctx, p.change.Tx, after); err != nil {
		return err
	}
	p.Put(*after)
	p.change.Record(after.Event(act, before.Difference(after)))
	return nil
}

// letterOf tells the person concerned. It leads to their own assignments: they
// need hold no office that reads the case.
func letterOf(a *staffing.Assignment, kind notice.Kind, in *staffing.Standing) notice.Notice {
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
