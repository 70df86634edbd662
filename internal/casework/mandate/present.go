package mandate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// shown completes versions of a case for a caller: what they may do, and whom
// an open version waits for.
func (s *Service) shown(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case, versions ...*Version) error {
	now := s.now()
	people, err := answerers(ctx, q, c, now, versions...)
	if err != nil {
		return err
	}
	var rule *RegionRule
	if slices.ContainsFunc(versions, func(v *Version) bool { return v.Drafted() == nil }) {
		if rule, err = ruleOf(ctx, q, c.Region, now); err != nil {
			return err
		}
	}
	for _, v := range versions {
		v.Self = v.Ref().Path()
		v.Actions = s.actions(v, rule, actor, c, now)
		for i := range v.Approvals {
			a := &v.Approvals[i]
			a.Actions = s.answers(v, a, actor, c, people[answering(c, a.Municipality)])
			s.showConditions(v, a, actor, c, now)
		}
		v.WaitingFor = v.awaited(now)
		for i := range v.WaitingFor {
			w := &v.WaitingFor[i]
			w.People = people[answering(c, w.Municipality)]
		}
	}
	return nil
}

// answerers finds who can answer now for the municipalities of versions.
func answerers(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time, versions ...*Version) (map[authority.Call]authority.People, error) {
	var calls []authority.Call
	for _, v := range versions {
		for _, a := range v.Approvals {
			if call := answering(c, a.Municipality); !slices.Contains(calls, call) {
				calls = append(calls, call)
			}
		}
	}
	return authority.Reach(ctx, q, now, calls)
}

// actions are the acts on a whole version; rule is the region's, where the
// version is a draft.
func (s *Service) actions(v *Version, rule *RegionRule, actor authn.Actor, c *casefile.Case, now time.Time) []request.Action {
	actor = actor.In(c.ID)
	may := func(id, act, method, path string, rule error) request.Action {
		if err := c.Prepared(); err != nil {
			rule = err
		}
		return s.policy.Action(actor, v.Region, authz.Permission{Object: "mandate", Act: act}, rule,
			request.Action{Act: id, Method: method, Href: v.Self + path})
	}
	return []request.Action{
		may("edit-mandate", "draft", "PUT", "", v.Drafted()),
		may("submit-mandate", "submit", "POST", "/submit", v.Submittable(c, rule)),
		may("withdraw-mandate", "withdraw", "POST", "/withdraw", v.Opened()),
		may("reject-mandate", "reject", "POST", "/reject", v.Rejectable(c, now)),
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
	may := func(id, act, path string, refusal error) request.Action {
		perm := authz.Permission{Object: "mandate", Act: act}
		if grounds, ok := s.policy.Allows(actor, a.Municipality, perm); ok && refusal == nil {
			by := actor
			by.OnBehalfOf = grounds.OnBehalfOf
			refusal = v.Answerable(a.Municipality, by)
		}
		return s.policy.Action(actor, a.Municipality, perm, refusal, request.Action{Act: id, Method: "PUT", Href: a.Self + path})
	}
	council := rule
	if council == nil && len(people.Instead) == 0 {
		council = ErrNotDisqualified
	}
	return []request.Action{may("answer-mandate", "answer", "", rule), may("record-council-answer", "record_answer", "/council", council)}
}

// showConditions completes the conditions of a standing answer.
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
		condition := &a.Standing.Conditions[i]
		condition.Self = fmt.Sprintf("%s/conditions/%d", a.Self, condition.Number)
		condition.Overdue = !condition.Fulfilled() && v.State == StateInForce && !now.Before(condition.Due.EndIn(workday.Oslo()))
		condition.Actions = s.fulfilling(v, a, condition, actor.In(c.ID), c)
	}
}

func (s *Service) fulfilling(v *Version, a *Approval, condition *Condition, actor authn.Actor, c *casefile.Case) []request.Action {
	_, left := c.Party(a.Municipality)
	may := func(id, act, organisation string, by authn.Actor, rule error) request.Action {
		return s.policy.Action(by, organisation, authz.Permission{Object: "condition", Act: act}, first(c.Alive(), left, rule),
			request.Action{Act: id, Method: "POST", Href: condition.Self + "/" + strings.TrimSuffix(id, "-condition")})
	}
	return []request.Action{
		may("report-condition", "report", condition.Organisation, condition.Own(actor), condition.Reportable(v)),
		may("confirm-condition", "confirm", a.Municipality, actor, condition.Settleable(v)),
		may("return-condition", "confirm", a.Municipality, actor, condition.Settleable(v)),
	}
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
