package assignment

import (
	"slices"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
)

// What is warned of besides capacity. These refuse nothing.
var (
	ErrShareTooSmall = fault.New(fault.Invalid, "assignment.share_too_small", "The share is too small to count",
		"Only whoever gives at least the share that the mandate asks for covers a requirement: shares are not added across people (rule 4.3). It is a warning, and refuses nothing.")
	ErrLeavesGap = fault.New(fault.Conflict, "assignment.leaves_gap", "The replacement leaves days uncovered",
		"On some days somebody will be lacking whom the person replaced would have been (rule 4.3). It is a warning, and refuses nothing.")
)

// overrun is when the release of a nominated person would give more than they
// can.
func (v View) overrun(a *staffing.Assignment) staffing.Overrun {
	l, known := v.loads[a.Employment]
	if !known || a.State != staffing.Nominated {
		return staffing.Overrun{}
	}
	return heard(v.policy, v.everywhere, v.actor, a.Municipality, l.ExcessOf(a))
}

// warnings are what speaks against an assignment, though it is taken, as far as
// the caller may hear of it (rules 4.2, 4.3).
func (v View) warnings(a *staffing.Assignment) []staffing.Warning {
	var list []staffing.Warning
	for _, e := range v.overrun(a).Told {
		list = append(list, staffing.Warning{Code: staffing.ErrOverCapacity.Code, Detail: e.Text(), From: e.From, To: e.To})
	}
	return slices.Concat(list, v.tooSmall(a), v.gaps(a))
}

// tooSmall warns of a share that covers nothing of what is asked: by the version
// in force, or where that does not ask for it, the open one.
func (v View) tooSmall(a *staffing.Assignment) []staffing.Warning {
	if !a.Live(v.today) {
		return nil
	}
	for _, version := range v.Asking() {
		if r := version.Requirement(a.Requirement); r != nil {
			if a.Share >= r.Share {
				return nil
			}
			return []staffing.Warning{{
				Code: ErrShareTooSmall.Code, From: a.From, To: a.Ends,
				Detail: msgShareTooSmall.With(version.Version, r.Share, a.Share),
			}}
		}
	}
	return nil
}

// gaps warns of the days that lose somebody by a replacement.
func (v View) gaps(a *staffing.Assignment) (list []staffing.Warning) {
	for _, p := range v.OpenedBy(a, v.before, v.today) {
		list = append(list, staffing.Warning{
			Code: ErrLeavesGap.Code, From: p.From, To: p.To,
			Detail: msgLeavesGap.With(p.Lacking, p.From, p.To.AddDays(-1)),
		})
	}
	return list
}

// mayReadLoad is the permission of those who hear of people's loads in whatever
// case.
var mayReadLoad = authz.Permission{Object: "load", Act: "read"}

// heard is an excess, and what a caller hears of it: all of it where they may
// read the load of people in all cases; how much, but not in which cases, where
// they were given acts on assignments alone; else nothing (rules 2.5, 4.6).
func heard(policy *authz.Policy, everywhere, inCase authn.Actor, municipality string, over []capacity.Excess) staffing.Overrun {
	if _, ok := policy.Allows(everywhere, municipality, mayReadLoad); ok {
		return staffing.Overrun{All: over, Told: over}
	}
	for _, may := range []authz.Permission{NominatePerson.Permission(), ReleaseAssignment.Permission(), releaseOverCapacity.Permission()} {
		if _, ok := policy.Allows(inCase, municipality, may); ok {
			return staffing.Overrun{All: over, Told: capacity.WithoutCases(over)}
		}
	}
	return staffing.Overrun{All: over}
}

// overrunHeardBy is what whoever acts hears of an excess.
func (s *Service) overrunHeardBy(actor authn.Actor, a *staffing.Assignment, over []capacity.Excess) staffing.Overrun {
	return heard(s.policy, actor.In(0), actor, a.Municipality, over)
}
