package approval

import (
	"context"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/council"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// present completes versions of a case for a caller: what they may do, and whom
// an open version waits for.
func (s *Service) present(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case, versions ...*Version) error {
	now := c.Then(s.now())
	people, err := answerers(ctx, q, c, now, versions...)
	if err != nil {
		return err
	}
	rule, err := regionRule(ctx, q, c, now, versions...)
	if err != nil {
		return err
	}
	if err := countIn(ctx, q, c, versions...); err != nil {
		return err
	}
	for _, v := range versions {
		v.Self = v.Ref().Path()
		v.follow(rule)
		v.Warnings = v.DateWarnings(v.namingDay)
		v.Actions = s.actions(v, rule, actor, c, now)
		for i := range v.Approvals {
			a := &v.Approvals[i]
			a.Actions = s.answers(v, a, actor, c, people[Answering(c, a.Municipality)])
			s.showConditions(v, a, actor, c, now)
		}
		v.WaitingFor = v.awaited(now)
		for i := range v.WaitingFor {
			w := &v.WaitingFor[i]
			w.People = people[Answering(c, w.Municipality)]
		}
	}
	return nil
}

// countIn gives versions the calendars of those concerned.
func countIn(ctx context.Context, q pgdb.Querier, c *casefile.Case, versions ...*Version) error {
	documents := make([]*mandate.Document, len(versions))
	for i, v := range versions {
		documents[i] = &v.Document
	}
	return mandate.CountIn(ctx, q, c, documents...)
}

// follow shows a draft with the rule that the region has now, under which it
// would be submitted; the rule of any other version was pinned then (rule 3.7).
func (v *Version) follow(rule *mandate.RegionRule) {
	if rule != nil && v.MustBeDraft() == nil {
		v.Rule = rule.Rule
		_, v.Needed, _ = v.needs()
	}
}

// regionRule is the rule that a region has now, where one of the versions is a
// draft; else nil, for the others have their own.
func regionRule(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time, versions ...*Version) (*mandate.RegionRule, error) {
	if !slices.ContainsFunc(versions, func(v *Version) bool { return v.MustBeDraft() == nil }) {
		return nil, nil
	}
	return mandate.GateRule.Read(ctx, q, setting.Ref{Region: c.Region}, now)
}

// answerers finds who can answer now for the municipalities of versions.
func answerers(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time, versions ...*Version) (map[authority.Call]authority.People, error) {
	var calls []authority.Call
	for _, v := range versions {
		for _, a := range v.Approvals {
			if call := Answering(c, a.Municipality); !slices.Contains(calls, call) {
				calls = append(calls, call)
			}
		}
	}
	return authority.Reach(ctx, q, now, calls)
}

// actions are the acts on a whole version; rule is the region's, where the
// version is a draft.
func (s *Service) actions(v *Version, rule *mandate.RegionRule, actor authn.Actor, c *casefile.Case, now time.Time) []request.Action {
	actor, prepared := actor.In(c.ID), c.Prepared()
	may := func(a act.Act[mandate.Ref], refusal error) request.Action {
		if prepared != nil {
			refusal = prepared
		}
		return a.Offer(s.policy, actor, v.Ref(), refusal)
	}
	return []request.Action{
		may(mandate.EditMandate, v.MustBeDraft()),
		may(submitMandate, v.MustBeSubmittable(c, rule)),
		may(withdrawMandate, v.MustBeOpen()),
		may(rejectMandate, v.MustBeRejectable(c, now)),
		may(mandate.DiscardMandate, v.MustBeDraft()),
	}
}

// answers are the acts of answering for one municipality: the chief
// executive's, and the clerk's who records the council's answer where the chief
// executive is disqualified.
func (s *Service) answers(v *Version, a *Approval, actor authn.Actor, c *casefile.Case, people authority.People) []request.Action {
	actor = actor.In(c.ID)
	rule := c.Prepared()
	if rule == nil {
		_, rule = c.Party(a.Municipality)
	}
	may := func(answer act.Act[mandate.PartRef], refusal error) request.Action {
		if grounds, ok := s.policy.Allows(actor, a.Municipality, answer.Permission()); ok && refusal == nil {
			by := actor
			by.OnBehalfOf = grounds.OnBehalfOf
			refusal = v.MustBeAnswerable(a.Municipality, by)
		}
		return answer.Offer(s.policy, actor, v.Ref().Part(a.Municipality), refusal)
	}
	instead := rule
	if instead == nil && len(people.Instead) == 0 {
		instead = council.ErrNotDisqualified
	}
	return []request.Action{may(AnswerMandate, rule), may(RecordCouncilAnswer, instead)}
}

// showConditions completes the conditions of a municipality's answers: those of
// the standing one with what the caller may do.
func (s *Service) showConditions(v *Version, a *Approval, actor authn.Actor, c *casefile.Case, now time.Time) {
	for i := range a.History {
		for n := range a.History[i].Conditions {
			a.History[i].Conditions[n].Self = a.Self
		}
	}
	if a.Standing == nil {
		return
	}
	for i := range a.Standing.Conditions {
		a.Standing.Conditions[i].Show(s.policy, actor, c, &v.Document, a.Municipality, now)
	}
}
