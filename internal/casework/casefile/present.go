package casefile

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Lesson is what a feature above knows of a case, and what is offered on it rests on.
// Column is SQL about a row c of casefile, one jsonb, which is null where there is
// nothing; Note notes on the case what was found.
type Lesson struct {
	Column string
	Note   func(c *Case, found []byte) error
}

// Learn adds a lesson. It is read with the cases that are shown, in one statement.
func (s *Service) Learn(l Lesson) {
	s.lessons = append(s.lessons, l)
	s.shown = shown(s.lessons)
}

// Conceals finds the addresses of what an actor may not read in a case that they may
// read: a feature above knows it.
type Conceals func(ctx context.Context, q pgdb.Querier, c *Case, actor authn.Actor) ([]string, error)

// Conceal keeps what is found out of the record of a case.
func (s *Service) Conceal(c Conceals) { s.conceals = append(s.conceals, c) }

// concealed are the addresses of all that an actor may not read in a case.
func (s *Service) concealed(ctx context.Context, c *Case, actor authn.Actor) ([]string, error) {
	all := []string{}
	for _, find := range s.conceals {
		found, err := find(ctx, s.pool, c, actor)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// find reads a case for the door (httpapi.Find), with how the caller stands to it.
func (s *Service) find(b *pgx.Batch, path func(string) string, now time.Time, st *act.Standing) func(context.Context, authn.Actor) (*Case, error) {
	var found *Case
	want(b, s.shown, Ref{Region: path("region"), Number: path("number")}, func(c Case) {
		found, st.ActIn = &c, []string{c.Region}
		c.stand(st, now)
	})
	return func(ctx context.Context, actor authn.Actor) (*Case, error) {
		c, err := found.seen(ctx, s.pool)
		if err != nil {
			return nil, err
		}
		return c, s.complete(actor, c)
	}
}

// Shown reads a case, and completes it for a caller.
func (s *Service) Shown(ctx context.Context, q pgdb.Querier, actor authn.Actor, ref Ref) (*Case, error) {
	c, err := read(ctx, q, &pgx.Batch{}, s.shown, ref)
	if err != nil {
		return nil, err
	}
	return c, s.complete(actor, c)
}

// learn notes on a case what was found of it.
func (s *Service) learn(c *Case) error {
	for i, found := range c.Learnt {
		if found == nil {
			continue
		}
		if err := s.lessons[i].Note(c, found); err != nil {
			return fmt.Errorf("note what is known of a case: %w", err)
		}
	}
	return nil
}

// complete gives cases what a caller is shown besides: their addresses, what they
// may do, and where what belongs to each is found.
func (s *Service) complete(actor authn.Actor, cases ...*Case) error {
	today := workday.Today(s.now())
	for _, c := range cases {
		if err := s.learn(c); err != nil {
			return err
		}
		c.showPublicity(today)
		s.offer(c, actor)
	}
	return nil
}

func (s *Service) offer(c *Case, actor authn.Actor) {
	actor = actor.In(c.ID)
	ref, alive := c.Ref(), c.Alive()
	c.Self = showCase.Href(ref)
	c.Related = s.Offers.Related(c)
	maps.DeleteFunc(c.Related, func(_, href string) bool { return href == "" })
	c.Actions = append([]request.Action{
		editCase.Offer(s.policy, actor, ref, alive),
		openCase.Offer(s.policy, actor, ref, c.In(Draft)),
		addLink.Offer(s.policy, actor, ref, alive),
		setReference.Offer(s.policy, actor, ReferenceRef{ref, c.actingAs(s.policy, actor, setReference.Permission())}, alive),
	}, s.Offers.Actions(actor, c)...)
	for i := range c.Links {
		c.Links[i].Actions = []request.Action{removeLink.Offer(s.policy, actor, LinkRef{ref, c.Links[i].Serial}, alive)}
	}
	for i := range c.Decisions {
		d := &c.Decisions[i]
		d.Actions = s.OfDecisions.Actions(actor, OfferedDecision{c, d})
	}
	for i := range c.References {
		r := &c.References[i]
		at := ReferenceRef{ref, r.Organisation}
		r.Self = setReference.Href(at)
		r.Actions = []request.Action{setReference.Offer(s.policy, actor, at, cmp.Or(alive, c.MustBeSpokenForBy(r.Organisation)))}
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
		audit.Changed("responsible", canon.OrZero(c.Responsible), canon.OrZero(in.Responsible)),
		audit.Changed("predecessor", canon.OrZero(c.Predecessor), canon.OrZero(in.Predecessor)),
	)
}

func day(d *workday.Date) string {
	if d == nil {
		return ""
	}
	return d.String()
}
