package site

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases.
type Service struct {
	pool          *pgxpool.Pool
	policy        *authz.Policy
	now           func() time.Time
	organisations *organisation.Service
}

// New builds the service. A municipality offers to add sites, and a region leads to them.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service) *Service {
	organisations.Offers.Add(func(actor authn.Actor, o *organisation.Organisation) []request.Action {
		if o.Kind != organisation.KindMunicipality {
			return nil
		}
		return []request.Action{addSite.Offer(policy, actor, o.Ref(), nil)}
	})
	organisations.Offers.Relate("sites", func(o *organisation.Organisation) string {
		if o.Kind != organisation.KindRegion {
			return ""
		}
		return listSites.Href(ListQuery{RegionRef: RegionRef{o.Key}})
	})
	return &Service{pool: pool, policy: policy, now: now, organisations: organisations}
}

func (s *Site) ref() Ref { return Ref{organisation.Ref{Organisation: s.Municipality}, s.Number} }

func (s *Service) present(x *Site, actor authn.Actor) *Site {
	ref := x.ref()
	x.Self, x.ReviewDue = showSite.Href(ref), x.due()
	x.Actions = []request.Action{changeSite.Offer(s.policy, actor, ref, nil), reviewSite.Offer(s.policy, actor, ref, nil), removeSite.Offer(s.policy, actor, ref, nil)}
	return x
}

// List lists the sites in a region that have what is asked for (rule 10.2).
func (s *Service) List(ctx context.Context, actor authn.Actor, q ListQuery, p request.Page) (request.List[*Site], error) {
	found, err := list(ctx, s.pool, q, workday.Today(s.now()), false, p)
	for _, x := range found.Items {
		s.present(x, actor)
	}
	return found, err
}

// Published lists the sites in a region that their municipalities publish.
func (s *Service) Published(ctx context.Context, _ authn.Actor, q ListQuery, p request.Page) (request.List[*Site], error) {
	found, err := list(ctx, s.pool, q, workday.Today(s.now()), true, p)
	for i, x := range found.Items {
		shown := x.public()
		shown.Self, shown.ReviewDue, shown.Actions = showSite.Href(x.ref()), x.due(), []request.Action{}
		found.Items[i] = shown
	}
	return found, err
}

// Show reads a site.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Site, error) {
	x, err := find(ctx, s.pool, ref, "")
	if err != nil {
		return nil, err
	}
	return s.present(x, actor), nil
}

// Add adds a site to the register (rule 10.2).
func (s *Service) Add(ctx context.Context, actor authn.Actor, ref organisation.Ref, in SiteInput) (*Site, error) {
	if err := in.check(ref.Organisation, workday.Today(s.now())); err != nil {
		return nil, err
	}
	return organisation.Do(ctx, s.organisations, addSite.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Site, error) {
		x := &Site{Municipality: c.In.Key, MunicipalityName: c.In.Name}
		x.put(&in)
		x.reviewed(c)
		if err := insert(ctx, c.Tx, c.In.ID, x); err != nil {
			return nil, err
		}
		x.Created = true
		if err := c.Record(ctx, showSite.Href(x.ref()), x.changes(&Site{})); err != nil {
			return nil, err
		}
		return s.present(x, actor), nil
	})
}

// Change puts what is sent in the place of what was said of a site (rule 10.2).
func (s *Service) Change(ctx context.Context, actor authn.Actor, ref Ref, in SiteInput) (*Site, error) {
	if err := in.check(ref.Organisation, workday.Today(s.now())); err != nil {
		return nil, err
	}
	return s.change(ctx, changeSite.Decl, actor, ref, request.MustMatch, func(c *organisation.Change, x *Site) (audit.Changes, error) {
		before := *x
		x.put(&in)
		x.reviewed(c)
		return x.changes(&before), nil
	})
}

// Review keeps that somebody says that what is known of a site holds (rule 10.2).
func (s *Service) Review(ctx context.Context, actor authn.Actor, ref Ref) (*Site, error) {
	return s.change(ctx, reviewSite.Decl, actor, ref, request.Match, func(c *organisation.Change, x *Site) (audit.Changes, error) {
		before := x.ReviewedOn
		x.reviewed(c)
		return audit.Difference(audit.Changed("reviewed_on", before.String(), x.ReviewedOn.String())), nil
	})
}

// Remove takes a site out of the register.
func (s *Service) Remove(ctx context.Context, actor authn.Actor, ref Ref, in RemovalInput) (*Site, error) {
	var checks fault.Checks
	canon.RequiredText(&checks, "/reason", &in.Reason)
	if err := checks.Err(ErrContent); err != nil {
		return nil, err
	}
	return s.change(ctx, removeSite.Decl, actor, ref, request.Match, func(c *organisation.Change, x *Site) (audit.Changes, error) {
		return audit.Changes{"name": {Old: x.Name}, "reason": {New: in.Reason}}, markRemoved(ctx, c.Tx, x, c.Now)
	})
}

// change runs an act on a site, with the row of its municipality locked.
func (s *Service) change(ctx context.Context, a act.Decl, actor authn.Actor, ref Ref, match func(context.Context, int64) error, do func(*organisation.Change, *Site) (audit.Changes, error)) (*Site, error) {
	return organisation.Do(ctx, s.organisations, a, actor, ref.Organisation, func(c *organisation.Change) (*Site, error) {
		x, err := find(ctx, c.Tx, ref, ` FOR NO KEY UPDATE OF s`)
		if err != nil {
			return nil, err
		}
		if err := match(ctx, x.Revision); err != nil {
			return nil, err
		}
		changes, err := do(c, x)
		if err != nil {
			return nil, err
		}
		if len(changes) == 0 { // said again on the same day
			return s.present(x, actor), nil
		}
		if err := save(ctx, c.Tx, x, c.Now); err != nil {
			return nil, err
		}
		if err := c.Record(ctx, showSite.Href(ref), changes); err != nil {
			return nil, err
		}
		return s.present(x, actor), nil
	})
}

// reviewed keeps that whoever acts says what is known of the site.
func (s *Site) reviewed(c *organisation.Change) {
	s.ReviewedOn, s.ReviewedBy, s.ReviewedFor, s.ChangedAt = workday.Today(c.Now), c.Actor.Person, c.Actor.For(), c.Now
}

// changes are what is said of the site and was not before, for the record.
func (s *Site) changes(before *Site) audit.Changes {
	return audit.Difference(
		audit.Changed("name", before.Name, s.Name), audit.Changed("summary", before.Summary, s.Summary),
		audit.Changed("area_m2", canon.OrZero(before.Area), canon.OrZero(s.Area)), audit.Changed("outline", before.Outline.text(), s.Outline.text()),
		audit.Changed("plan_status", before.Plan, s.Plan), audit.Changed("owner_kind", before.Owner, s.Owner), audit.Changed("availability", before.Availability, s.Availability),
		audit.Changed("available_from", canon.OrZero(before.AvailableFrom).String(), canon.OrZero(s.AvailableFrom).String()),
		audit.Changed("figures", textOf(before.Figures), textOf(s.Figures)), audit.Changed("evidence", textOf(before.Evidence), textOf(s.Evidence)),
		audit.Changed("published", before.Published, s.Published), audit.Changed("reviewed_on", before.ReviewedOn.String(), s.ReviewedOn.String()),
	)
}
