package assignment

import (
	"time"

	"forankring.no/forankring/internal/casework/capacity"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
)

// shown completes an assignment for a caller: what they may do, and the reasons
// and warnings where they are theirs to know.
func (s *Service) shown(c *casefile.Case, a *Assignment, v sight, actor authn.Actor) *Assignment {
	actor = actor.In(c.ID)
	a.reveal(actor)
	over := s.heard(v.over(a), actor, a.Municipality)
	a.Warnings = s.warned(v, a, actor)
	refusal := acting(c, a.Municipality)
	may := func(id, act, path string, rule error) request.Action {
		if refusal != nil {
			rule = refusal
		}
		return s.policy.Action(actor, a.Municipality, authz.Permission{Object: "assignment", Act: act}, rule,
			request.Action{Act: id, Method: "POST", Href: a.Self + path})
	}
	plain, overriding := a.releases(v, over, actor)
	a.Actions = []request.Action{
		may("release-assignment", "release", "/release", plain),
		may("release-over-capacity", "release_over_capacity", "/release-over-capacity", overriding),
		may("decline-assignment", "decline", "/decline", a.awaits(v.today, Nominated)),
		may("retract-assignment", "retract", "/retract", a.awaits(v.today, Nominated)),
		may("recall-assignment", "recall", "/recall", a.awaits(v.today, counting...)),
		may("replace-assignment", "release", "/replace", a.Replaceable(v.inForce, v.today)),
		may("keep-surplus", "recall", "/keep", a.keeps()),
	}
	return a
}

// warned is what speaks against an assignment, though it is taken, as far as
// the actor may hear of it (rules 4.2, 4.3).
func (s *Service) warned(v sight, a *Assignment, actor authn.Actor) []Warning {
	return append(exceeds(s.heard(v.over(a), actor, a.Municipality)), v.warnings(a)...)
}

// releases is what the rule has against a release, and against one over
// capacity.
func (a *Assignment) releases(v sight, over []capacity.Excess, actor authn.Actor) (plain, overriding error) {
	if err := a.Releasable(v.inForce, v.today); err != nil {
		return err, err
	}
	if err := a.decidedBy(actor.Person); err != nil {
		return err, err
	}
	if err := fits(over); err != nil {
		return err, nil
	}
	return nil, ErrCapacitySuffices
}

// showContribution completes a contribution for a caller.
func (s *Service) showContribution(c *casefile.Case, b *Contribution, actor authn.Actor) *Contribution {
	b.Actions = []request.Action{s.mayRecord(c, b.Municipality, actor)}
	return b
}

func (s *Service) mayRecord(c *casefile.Case, municipality string, actor authn.Actor) request.Action {
	return s.policy.Action(actor, municipality, authz.Permission{Object: "contribution", Act: "record"}, acting(c, municipality),
		request.Action{Act: "record-contribution", Method: "PUT", Href: Ref{c.Ref(), municipality}.Path() + "/contribution"})
}

// showCoverage completes a municipality's coverage for a caller: with what the
// version in force asks of it now, and what the open one asks next.
func (s *Service) showCoverage(c *casefile.Case, m *MunicipalityCoverage, v sight, actor authn.Actor) {
	refusal := acting(c, m.Municipality)
	if refusal == nil && len(asking(v.inForce, v.open)) == 0 {
		refusal = ErrNoMandate
	}
	m.Actions = []request.Action{
		s.policy.Action(actor, m.Municipality, authz.Permission{Object: "assignment", Act: "nominate"}, refusal,
			request.Action{Act: "nominate-person", Method: "POST", Href: m.Self + "/assignments"}),
		s.policy.Action(actor, m.Municipality, authz.Permission{Object: "assignment", Act: "nominate"}, refusal,
			request.Action{Act: "upload-nominations", Method: "POST", Href: m.Self + "/assignments/bulk"}),
		s.mayRecord(c, m.Municipality, actor),
	}
	for _, list := range m.lists() {
		for i := range list {
			s.shown(c, &list[i], v, actor)
		}
	}
	if m.Contribution != nil {
		s.showContribution(c, m.Contribution, actor)
	}
}

// lists are the lists of assignments in the coverage.
func (m *MunicipalityCoverage) lists() [][]Assignment {
	all := [][]Assignment{m.Others}
	for _, r := range m.Requirements {
		all = append(all, r.Assignments)
	}
	return all
}

// acting refuses every act in a case that is over, and of a municipality that
// has no part in it.
func acting(c *casefile.Case, municipality string) error {
	if err := c.Alive(); err != nil {
		return err
	}
	_, err := c.Party(municipality)
	return err
}

// moved lists what an act changed. Reasons are left out: whoever reads the case
// reads its record, but not the reasons (rules 2.5, 4.6).
func (a *Assignment) moved(after *Assignment) audit.Changes {
	all := audit.Changes{}
	if a.State != after.State {
		all["state"] = audit.Change{Old: a.State, New: after.State}
	}
	if a.From != after.From {
		all["from"] = audit.Change{Old: a.From, New: after.From}
	}
	if a.SurplusKeptVersion != after.SurplusKeptVersion {
		all["surplus_kept_version"] = audit.Change{New: after.SurplusKeptVersion}
		if a.SurplusKeptVersion != nil {
			all["surplus_kept_version"] = audit.Change{Old: a.SurplusKeptVersion, New: after.SurplusKeptVersion}
		}
	}
	if after.EndedOn != nil {
		all["ended_on"] = audit.Change{New: after.EndedOn}
		if a.EndedOn != nil {
			all["ended_on"] = audit.Change{Old: a.EndedOn, New: after.EndedOn}
		}
	}
	return all
}

// event is an act on the assignment, for the audit.
func (a *Assignment) event(c *casefile.Case, actor authn.Actor, act string, now time.Time, changes audit.Changes) audit.Event {
	return audit.Event{At: now, Actor: actor, Case: c.ID, Act: act, Object: a.Self, Changes: changes}
}

// named lists what a nomination sets, for the audit.
func (a *Assignment) named() audit.Changes {
	all := audit.Changes{
		"requirement": {New: a.Requirement}, "person": {New: a.Person}, "share": {New: a.Share},
		"from": {New: a.From}, "to": {New: a.To}, "state": {New: a.State},
	}
	if a.Deputy != nil {
		all["deputy"] = audit.Change{New: *a.Deputy}
	}
	if a.Replaces != nil {
		all["replaces"] = audit.Change{New: *a.Replaces}
	}
	return all
}
