package assignment

import (
	"context"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// View shows the assignments of a municipality in a case to one caller: what
// they may do, and the reasons and warnings where they are theirs to know.
type View struct {
	*Standing
	policy *authz.Policy
	// everywhere is the caller with what they hold for all cases, actor with what
	// they hold in this one.
	everywhere, actor authn.Actor
	today             workday.Date
	loads             map[int64]load
	// before are the assignments as they were before an act, nil for reading.
	before []Assignment
}

// Views are the views of a caller of several standings: two statements, however
// many, for the loads of those who are nominated.
func Views(ctx context.Context, q pgdb.Querier, policy *authz.Policy, actor authn.Actor, standings []*Standing, now time.Time) ([]View, error) {
	var named []Assignment
	for _, s := range standings {
		named = append(named, s.Named...)
	}
	given, err := loads(ctx, q, named)
	if err != nil {
		return nil, err
	}
	views := make([]View, len(standings))
	for i, s := range standings {
		views[i] = View{Standing: s, policy: policy, everywhere: actor.In(0), actor: actor.In(s.Case.ID), today: workday.Today(now), loads: given}
	}
	return views, nil
}

// look is the view of a caller of some assignments of a standing.
func look(ctx context.Context, q pgdb.Querier, policy *authz.Policy, actor authn.Actor, now time.Time, s *Standing, some ...Assignment) (View, error) {
	given, err := loads(ctx, q, some)
	return View{Standing: s, policy: policy, everywhere: actor.In(0), actor: actor.In(s.Case.ID), today: workday.Today(now), loads: given}, err
}

// Show completes an assignment for the caller, and gives it.
func (v View) Show(a *Assignment) *Assignment {
	v.revealReasons(a)
	a.Warnings = v.warnings(a)
	at := AssignmentRef{v.ref(), a.Number}
	offer := func(do act.Act[AssignmentRef], rule error) request.Action {
		if refusal := v.MustTakeActs(); refusal != nil {
			rule = refusal
		}
		return do.OfferIn(v.policy, v.actor, a.Municipality, at, rule)
	}
	plain, overriding := v.mustBeReleasable(a)
	a.Actions = []request.Action{
		offer(releaseAssignment, plain),
		offer(releaseOverCapacity, overriding),
		offer(declineAssignment, a.mustBeIn(v.today, Nominated)),
		offer(retractAssignment, a.mustBeIn(v.today, Nominated)),
		offer(RecallAssignment, a.mustBeIn(v.today, counting...)),
		offer(replaceAssignment, a.MustBeReplaceable(v.InForce, v.today)),
		offer(keepSurplus, a.MustBeKeepable()),
	}
	return a
}

// Offers are what the caller may do with the municipality's resources as a
// whole.
func (v View) Offers() []request.Action {
	refusal := v.MustTakeNominations()
	return []request.Action{
		NominatePerson.OfferIn(v.policy, v.actor, v.Party.Number, v.ref(), refusal),
		UploadNominations.OfferIn(v.policy, v.actor, v.Party.Number, v.ref(), refusal),
	}
}

// mustBeReleasable is what the rule has against a release by the caller, and
// against one over capacity.
func (v View) mustBeReleasable(a *Assignment) (plain, overriding error) {
	if err := a.MustBeReleasable(v.InForce, v.today); err != nil {
		return err, err
	}
	if err := a.MustNotBe(v.actor.Person); err != nil {
		return err, err
	}
	if err := v.excess(a).mustFit(); err != nil {
		return err, nil
	}
	return nil, ErrCapacitySuffices
}

// excess is when the release of a nominated person would give more than they
// can.
func (v View) excess(a *Assignment) excess {
	l, known := v.loads[a.Employment]
	if !known || a.State != Nominated {
		return excess{}
	}
	return heard(v.policy, v.everywhere, v.actor, a.Municipality, l.over(a))
}

// warnings are what speaks against an assignment, though it is taken, as far as
// the caller may hear of it (rules 4.2, 4.3).
func (v View) warnings(a *Assignment) []Warning {
	var list []Warning
	for _, e := range v.excess(a).told {
		list = append(list, Warning{Code: ErrOverCapacity.Code, Detail: e.String(), From: e.From, To: e.To})
	}
	return slices.Concat(list, v.tooSmall(a), v.gaps(a))
}

// revealReasons shows the reasons to those who hold an office in the
// municipality itself (rules 2.5, 4.6).
func (v View) revealReasons(a *Assignment) {
	if !inOffice(v.actor, a.Municipality) {
		return
	}
	a.ReasonCode = a.Reason
	if a.Override != nil {
		a.Override.Reason = a.OverrideReason
	}
}

// inOffice says whether the actor holds an office in the municipality itself. A
// seat in its council is none: reasons and loads concern personnel (rule 2.5);
// nor is a substitute's office outside what they were given.
func inOffice(actor authn.Actor, municipality string) bool {
	return slices.ContainsFunc(actor.Roles, func(r authn.Role) bool {
		whole := r.OnBehalfOf == "" || r.Acts == nil && (r.Cases == nil || slices.Contains(r.Cases, actor.Case))
		return r.Organisation == municipality && r.Office != body.Seated && whole
	})
}

// event is an act on the assignment, for the audit.
func (a *Assignment) event(c *casefile.Case, actor authn.Actor, act string, now time.Time, changes audit.Changes) audit.Event {
	return audit.Event{At: now, Actor: actor, Case: c.ID, Act: act, Object: a.Self, Changes: changes}
}

// difference lists what an act changed. Reasons are left out: whoever reads the
// case reads its record, but not the reasons (rules 2.5, 4.6).
func (a *Assignment) difference(after *Assignment) audit.Changes {
	return audit.Difference(
		audit.Changed("state", a.State, after.State),
		audit.Changed("from", a.From, after.From),
		audit.Optional("surplus_kept_version", a.SurplusKeptVersion, after.SurplusKeptVersion),
		audit.Optional("ended_on", a.EndedOn, after.EndedOn),
	)
}

// nomination lists what a nomination sets, for the audit.
func (a *Assignment) nomination() audit.Changes {
	return audit.Difference(
		audit.Set("requirement", a.Requirement), audit.Set("person", a.Person), audit.Set("share", a.Share),
		audit.Set("from", a.From), audit.Set("to", a.To), audit.Set("state", a.State),
		audit.Given("deputy", a.Deputy), audit.Given("replaces", a.Replaces),
	)
}
