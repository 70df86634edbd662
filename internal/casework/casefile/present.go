package casefile

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Lesson adds to a batch the statement for what a feature above knows of cases, by
// their rows, and what is offered on them rests on. Behind the cases themselves it
// notes it on them; of gives nil for a case that is not among them.
type Lesson func(b *pgx.Batch, ids []int64, of func(id int64) *Case)

// Learn adds a lesson. It is read once for all cases that are shown together.
func (s *Service) Learn(l Lesson) { s.lessons = append(s.lessons, l) }

// show reads a case and what is known of it in one batch, and completes it for a
// caller. The row of the case is known: the door has found it.
func (s *Service) show(ctx context.Context, q pgdb.Querier, actor authn.Actor, ref Ref, id int64) (*Case, error) {
	w := want(&pgx.Batch{}, whole, ref)
	s.learn(w.b, []int64{id}, w.is)
	c, err := w.read(ctx, q)
	if err != nil {
		return nil, err
	}
	s.complete(actor, c)
	return c, nil
}

// learnOf reads what is known of cases that were read before.
func (s *Service) learnOf(ctx context.Context, q pgdb.Querier, cases ...*Case) error {
	b := &pgx.Batch{}
	ids, by := IDs(cases)
	s.learn(b, ids, func(id int64) *Case { return by[id] })
	if err := q.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("read what is known of cases: %w", err)
	}
	return nil
}

func (s *Service) learn(b *pgx.Batch, ids []int64, of func(int64) *Case) {
	for _, lesson := range s.lessons {
		lesson(b, ids, of)
	}
}

// complete gives cases what a caller is shown besides: their addresses, what they
// may do, and where what belongs to each is found.
func (s *Service) complete(actor authn.Actor, cases ...*Case) {
	today := workday.Today(s.now())
	for _, c := range cases {
		c.showPublicity(today)
		s.offer(c, actor)
	}
}

func (s *Service) offer(c *Case, actor authn.Actor) {
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
	for o := range c.speakers() {
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
func (c *Case) Organisations() []string { return slices.Collect(c.speakers()) }

// speakers are the organisations, one after the other: the region first.
func (c *Case) speakers() iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(c.Region) {
			return
		}
		for i := range c.Participants {
			if p := &c.Participants[i]; p.LeftAt == nil && !yield(p.Number) {
				return
			}
		}
	}
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
