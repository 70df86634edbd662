package casefile

import (
	"context"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Learn adds what a feature above knows of cases, and what is offered on them
// rests on. It is read once for all cases that are presented together.
func (s *Service) Learn(learn func(context.Context, pgdb.Querier, []*Case) error) {
	s.learn = append(s.learn, learn)
}

// Present completes cases for a caller: their addresses, what they may do, and
// where what belongs to each is found.
func (s *Service) Present(ctx context.Context, q pgdb.Querier, actor authn.Actor, cases ...*Case) error {
	if err := s.learnOf(ctx, q, cases...); err != nil {
		return err
	}
	today := workday.Today(s.now())
	for _, c := range cases {
		c.showPublicity(today)
		s.present(c, actor)
	}
	return nil
}

func (s *Service) learnOf(ctx context.Context, q pgdb.Querier, cases ...*Case) error {
	for _, learn := range s.learn {
		if err := learn(ctx, q, cases); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) present(c *Case, actor authn.Actor) {
	actor = actor.In(c.ID)
	ref, alive := c.Ref(), c.Alive()
	c.Self = showCase.Href(ref)
	c.Related = s.Offers.Related(c)
	c.Actions = append([]request.Action{
		editCase.Offer(s.policy, actor, ref, alive),
		openCase.Offer(s.policy, actor, ref, c.In(Draft)),
		addLink.Offer(s.policy, actor, ref, alive),
		recordDecision.Offer(s.policy, actor, ref, alive),
		setReference.Offer(s.policy, actor, ReferenceRef{ref, c.actingAs(s.policy, actor, setReference.Permission())}, alive),
	}, s.Offers.Actions(actor, c)...)
	for i := range c.Links {
		c.Links[i].Actions = []request.Action{removeLink.Offer(s.policy, actor, LinkRef{ref, c.Links[i].Serial}, alive)}
	}
	for i := range c.Decisions {
		d := &c.Decisions[i]
		d.Actions = []request.Action{withdrawDecision.Offer(s.policy, actor, DecisionRef{ref, d.Serial}, first(alive, d.mustBeWithdrawable()))}
	}
	for i := range c.References {
		r := &c.References[i]
		at := ReferenceRef{ref, r.Organisation}
		r.Self = setReference.Href(at)
		r.Actions = []request.Action{setReference.Offer(s.policy, actor, at, first(alive, c.MustBeSpokenForBy(r.Organisation)))}
	}
}

// BelongTo lets a region be shown with its cases and, to whoever may, the
// creation of one.
func (s *Service) BelongTo(organisations *organisation.Service) {
	organisations.Offers.Relate("cases", func(o *organisation.Organisation) string {
		if o.Kind != organisation.KindRegion {
			return ""
		}
		return listCases.Href(ListQuery{RegionRef: RegionRef{o.Key}})
	})
	organisations.Offers.Add(func(actor authn.Actor, o *organisation.Organisation) []request.Action {
		if o.Kind != organisation.KindRegion {
			return nil
		}
		return []request.Action{createCase.Offer(s.policy, actor, RegionRef{o.Key}, nil)}
	})
}

// relate names what a case itself has below it.
func (s *Service) relate() {
	s.Offers.Relate("events", func(c *Case) string { return listEvents.Href(EventsQuery{Ref: c.Ref()}) })
	s.Offers.Relate("reminders", func(c *Case) string { return listReminders.Href(RemindersQuery{Ref: c.Ref()}) })
}

// actingAs is the first organisation of the case in which the actor has a
// permission: the region, else a municipality that takes part; the region where
// they have it nowhere.
func (c *Case) actingAs(policy *authz.Policy, actor authn.Actor, perm authz.Permission) string {
	for _, o := range c.Organisations() {
		if _, ok := policy.Allows(actor, o, perm); ok {
			return o
		}
	}
	return c.Region
}

// ActingAs is the organisation of the case in whose name the actor would do an
// act that the region and every participant may do.
func (s *Service) ActingAs(c *Case, actor authn.Actor, a act.Decl) string {
	return c.actingAs(s.policy, actor.In(c.ID), a.Permission())
}

// first is the first refusal.
func first(refusals ...error) error {
	for _, err := range refusals {
		if err != nil {
			return err
		}
	}
	return nil
}

// Organisations are the region and the municipalities that take part now.
func (c *Case) Organisations() []string {
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
		audit.Changed("shielded_title", c.ShieldedTitle, in.ShieldedTitle),
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
