package casefile

import (
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// shown completes a case for a caller: its address, and what they may do.
func shown(policy *authz.Policy, c *Case, actor authn.Actor) *Case {
	c.Self = c.Ref().Path()
	actor = actor.In(c.ID)
	ask := func(object, id, act, method, path string, refusal error) request.Action {
		return policy.Action(actor, c.Region, authz.Permission{Object: object, Act: act}, refusal,
			request.Action{Act: id, Method: method, Href: c.Self + path})
	}
	may := func(id, act, method, path string, refusal error) request.Action {
		return ask("case", id, act, method, path, refusal)
	}
	// Whether a gated case can start is told by its start gate, which has to
	// look at all the features below.
	c.Actions = []request.Action{
		may("edit-case", "change", "PUT", "", c.Alive()),
		may("open-case", "open", "POST", "/open", c.In(Draft)),
		may("add-link", "change", "POST", "/links", c.Alive()),
		ask("mandate", "draft-mandate", "draft", "POST", "/mandates", c.Prepared()),
		ask("timeline", "plan-milestone", "plan", "PUT", "/milestones/{key}", c.Prepared()),
		may("record-decision", "record_decision", "POST", "/decisions", c.Alive()),
		may("withdraw-case", "withdraw", "POST", "/withdraw", c.In(Draft, Preparing, Active, InTreatment)),
		may("add-participant", "change_participants", "POST", "/participants", c.In(Preparing, Active)),
	}
	if !c.Gated() {
		c.Actions = append(c.Actions, may("start-case", "start", "POST", "/start", c.In(Preparing)))
	}
	c.Actions = append(c.Actions,
		c.disqualification(policy, actor, "raise", ""), c.disqualification(policy, actor, "declare", "/declaration"))
	return c
}

// disqualification is an act about disqualification, in the first organisation
// of the case in which the actor may do it: the region, else a municipality
// that takes part (rule 1.7).
func (c *Case) disqualification(policy *authz.Policy, actor authn.Actor, act, path string) request.Action {
	perm, organisation := authz.Permission{Object: "disqualification", Act: act}, c.Region
	for _, o := range c.organisations() {
		if _, ok := policy.Allows(actor, o, perm); ok {
			organisation = o
			break
		}
	}
	return policy.Action(actor, organisation, perm, c.Alive(),
		request.Action{Act: act + "-disqualification", Method: "POST", Href: c.Self + "/disqualifications/" + organisation + path})
}

// organisations are the region and the municipalities that take part now.
func (c *Case) organisations() []string {
	keys := []string{c.Region}
	for _, p := range c.Parties() {
		keys = append(keys, p.Number)
	}
	return keys
}

// changes lists what an edit changes.
func (c *Case) changes(in Input) audit.Changes {
	return audit.Difference(
		audit.Changed("title", c.Title, in.Title),
		audit.Changed("summary", c.Summary, in.Summary),
		audit.Changed("kind", c.Kind, in.Kind),
		audit.Changed("principal", c.Principal, in.Principal),
		audit.Changed("statutory_plan", c.StatutoryPlan, in.StatutoryPlan),
		audit.Changed("publicity", c.Publicity, in.Publicity),
		audit.Changed("legal_basis", c.LegalBasis, in.LegalBasis),
		audit.Changed("exempt_until", day(c.ExemptUntil), day(in.ExemptUntil)),
		audit.Changed("responsible", value(c.Responsible), value(in.Responsible)),
		audit.Changed("predecessor", value(c.Predecessor), value(in.Predecessor)),
	)
}

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func day(d *workday.Date) string {
	if d == nil {
		return ""
	}
	return d.String()
}
