package assignment

import (
	"context"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/staffing"
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
	*staffing.Standing
	policy *authz.Policy
	// everywhere is the caller with what they hold for all cases, actor with what
	// they hold in this one.
	everywhere, actor authn.Actor
	today             workday.Date
	loads             map[int64]staffing.Workload
	// before are the assignments as they were before an act, nil for reading.
	before []staffing.Assignment
}

// Views are the views of a caller of several standings: two statements, however
// many, for the loads of those who are nominated.
func Views(ctx context.Context, q pgdb.Querier, policy *authz.Policy, actor authn.Actor, standings []*staffing.Standing, now time.Time) ([]View, error) {
	var named []staffing.Assignment
	for _, s := range standings {
		named = append(named, s.Named...)
	}
	given, err := staffing.Workloads(ctx, q, named)
	if err != nil {
		return nil, err
	}
	views := make([]View, len(standings))
	for i, s := range standings {
		views[i] = View{Standing: s, policy: policy, everywhere: actor.In(0), actor: actor.In(s.Case.ID), today: workday.Today(now), loads: given}
	}
	return views, nil
}

// viewOf is the view of a caller of some assignments of a standing.
func viewOf(ctx context.Context, q pgdb.Querier, policy *authz.Policy, actor authn.Actor, now time.Time, s *staffing.Standing, some ...staffing.Assignment) (View, error) {
	given, err := staffing.Workloads(ctx, q, some)
	return View{Standing: s, policy: policy, everywhere: actor.In(0), actor: actor.In(s.Case.ID), today: workday.Today(now), loads: given}, err
}

// Show completes an assignment for the caller, and gives it.
func (v View) Show(a *staffing.Assignment) *staffing.Assignment {
	v.revealReasons(a)
	a.Warnings = v.warnings(a)
	at := staffing.AssignmentRef{Ref: v.Ref(), Assignment: a.Number}
	offer := func(do act.Act[staffing.AssignmentRef], rule error) request.Action {
		if refusal := v.MustTakeActs(); refusal != nil {
			rule = refusal
		}
		return do.OfferIn(v.policy, v.actor, a.Municipality, at, rule)
	}
	plain, overriding := v.releaseRefusals(a)
	a.Actions = []request.Action{
		offer(ReleaseAssignment, plain),
		offer(releaseOverCapacity, overriding),
		offer(declineAssignment, a.MustBeUndecided(v.today)),
		offer(retractAssignment, a.MustBeUndecided(v.today)),
		offer(RecallAssignment, a.MustBeReleased(v.today)),
		offer(replaceAssignment, a.MustBeReplaceable(v.InForce, v.today)),
		offer(keepSurplus, a.MustBeKeepable()),
	}
	return a
}

// Offers are what the caller may do with the municipality's resources as a
// whole.
func (v View) Offers() []request.Action {
	refusal := mustTakeNominations(v.Standing)
	return []request.Action{
		NominatePerson.OfferIn(v.policy, v.actor, v.Party.Number, v.Ref(), refusal),
		UploadNominations.OfferIn(v.policy, v.actor, v.Party.Number, v.Ref(), refusal),
	}
}

// releaseRefusals are what the rule has against a release by the caller, and
// against one over capacity.
func (v View) releaseRefusals(a *staffing.Assignment) (plain, overriding error) {
	if err := a.MustBeReleasable(v.InForce, v.today); err != nil {
		return err, err
	}
	if err := a.MustNotBe(v.actor.Person); err != nil {
		return err, err
	}
	if err := v.overrun(a).MustFit(); err != nil {
		return err, nil
	}
	return nil, staffing.ErrCapacitySuffices
}

// revealReasons shows the reasons to those who hold an office in the
// municipality itself (rules 2.5, 4.6).
func (v View) revealReasons(a *staffing.Assignment) {
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

// nominationChanges lists what a nomination sets, for the audit.
func nominationChanges(a *staffing.Assignment) audit.Changes {
	return audit.Difference(
		audit.Set("requirement", a.Requirement), audit.Set("person", a.Person), audit.Set("share", a.Share),
		audit.Set("from", a.From), audit.Set("to", a.To), audit.Set("state", a.State),
		audit.Given("deputy", a.Deputy), audit.Given("replaces", a.Replaces),
	)
}
