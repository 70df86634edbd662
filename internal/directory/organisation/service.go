package organisation

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
	// Offers are the acts that packages above bring to an organisation, and where
	// what belongs to it is found; an address that an organisation of its kind does
	// not have is "".
	Offers    act.Offers[*Organisation]
	announcer Announcer
	enders    []Ender
	// keys are the municipalities' keys that were met, once they were learnt.
	keys   sync.Map
	learnt atomic.Bool
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time) *Service {
	s := &Service{pool: pool, policy: policy, now: now}
	s.Offers.Relate("events", func(o *Organisation) string { return listEvents.Href(eventsQuery{Ref: o.Ref()}) })
	s.Offers.Add(func(actor authn.Actor, o *Organisation) []request.Action {
		if o.Kind != KindRegion {
			return nil
		}
		return []request.Action{proposeMembershipAct.Offer(policy, actor, regionRef{o.Key}, nil)}
	})
	return s
}

// List lists regions and municipalities. Their names and who belongs to whom
// are public facts.
func (s *Service) List(ctx context.Context, actor authn.Actor, f filter, p request.Page) (request.List[*Organisation], error) {
	list, err := findOrganisations(ctx, s.pool, f, p, workday.Today(s.now()))
	for _, o := range list.Items {
		s.present(o, actor)
	}
	return list, err
}

// Show reads one organisation with its memberships.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Organisation, error) {
	o, err := loadOrganisation(ctx, s.pool, ref.Organisation)
	if err != nil {
		return nil, err
	}
	return s.present(o, actor), nil
}

// ListEvents reads what was done in an organisation outside any case (rules 1.5,
// 9.1).
func (s *Service) ListEvents(ctx context.Context, _ authn.Actor, q eventsQuery, p request.Page) (request.List[audit.Entry], error) {
	return audit.OfOrganisation(ctx, s.pool, q.Organisation, audit.Filter{Act: q.Act, Person: q.Person, From: q.From, To: q.To}, p)
}

// ShowMembership reads the membership of a municipality in a region that began
// last, or is to begin.
func (s *Service) ShowMembership(ctx context.Context, actor authn.Actor, ref MembershipRef) (*Membership, error) {
	m, err := latestMembership(ctx, s.pool, ref.Region, ref.Municipality)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, httpapi.ErrNotFound
	}
	return s.presentMembership(m, actor), nil
}

// ProposeMembership proposes that a municipality belongs to a region for a
// period. It counts once the municipality confirms it. It refuses a day gone by,
// and periods that overlap (rule 1.1).
func (s *Service) ProposeMembership(ctx context.Context, actor authn.Actor, ref regionRef, in MembershipBeginInput) (*Membership, error) {
	return Do(ctx, s, proposeMembershipAct.Decl, actor, ref.Region, func(c *Change) (*Membership, error) {
		known, err := Municipalities(ctx, c.Tx, []string{in.Municipality})
		if err != nil {
			return nil, err
		}
		if err := known[in.Municipality].mustBeGoingOn(); err != nil {
			return nil, err
		}
		if err := in.Check(); err != nil {
			return nil, err
		}
		if err := in.mustNotBeBackdated(workday.Today(c.Now)); err != nil {
			return nil, err
		}
		if err := proposeMembership(ctx, c.Tx, c.In.ID, known[in.Municipality].ID, in.MembershipInput, actor.Person); err != nil {
			return nil, err
		}
		made, err := s.keepTrace(ctx, c, MembershipRef{ref, in.Municipality}, audit.Changes{"from": {New: in.From}, "to": {New: in.To}})
		if err == nil {
			made.Created = true
		}
		return made, err
	})
}

// ChangeMembership sets the period of the membership that lasts or is yet to begin.
// Leaving the region is not leaving its cases (rule 1.1). It refuses to move
// what has been, and periods that overlap.
func (s *Service) ChangeMembership(ctx context.Context, actor authn.Actor, ref MembershipRef, in MembershipInput) (*Membership, error) {
	return Do(ctx, s, changeMembership.Decl, actor, ref.Region, func(c *Change) (*Membership, error) {
		m, err := latestMembership(ctx, c.Tx, ref.Region, ref.Municipality)
		if err != nil {
			return nil, err
		}
		if m == nil {
			return nil, httpapi.ErrNotFound
		}
		if err := request.MustMatch(ctx, m.Revision); err != nil {
			return nil, err
		}
		if err := m.Edit(in, workday.Today(c.Now)); err != nil {
			return nil, err
		}
		if err := updateMembership(ctx, c.Tx, m, in.From, in.To); err != nil {
			return nil, err
		}
		return s.keepTrace(ctx, c, ref, audit.Changes{"from": {Old: m.From, New: in.From}, "to": {Old: m.To, New: in.To}})
	})
}

// ConfirmMembership records the decision of the municipal council to join a
// region, which has proposed it (rule 1.1).
func (s *Service) ConfirmMembership(ctx context.Context, actor authn.Actor, ref MembershipRef, in MembershipConfirmInput) (*Membership, error) {
	return s.onProposal(ctx, confirmMembershipAct.Decl, actor, ref, func(c *Change, m *Membership) (*Membership, error) {
		proposed := m.From
		if err := m.Confirm(in, workday.Today(c.Now)); err != nil {
			return nil, err
		}
		if err := confirmMembership(ctx, c.Tx, m, proposed, actor.Person, c.Now); err != nil {
			return nil, err
		}
		return s.keepTrace(ctx, c, ref, audit.Changes{
			"state": {Old: Proposed, New: Confirmed}, "from": {Old: proposed, New: m.From}, "decided_on": {New: m.DecidedOn}, "case_number": {New: m.CaseNumber},
		})
	})
}

// DeclineMembership says no to a membership that a region has proposed. Nothing
// is left of it but the record (rule 1.1).
func (s *Service) DeclineMembership(ctx context.Context, actor authn.Actor, ref MembershipRef) (*Membership, error) {
	return s.onProposal(ctx, declineMembershipAct.Decl, actor, ref, func(c *Change, m *Membership) (*Membership, error) {
		if err := m.mustBeProposed(); err != nil {
			return nil, err
		}
		if err := dropMembership(ctx, c.Tx, m); err != nil {
			return nil, err
		}
		m.Self, m.Actions = m.Path(), []request.Action{}
		if err := c.Record(ctx, m.Path(), audit.Changes{"state": {Old: Proposed, New: "declined"}}); err != nil {
			return nil, err
		}
		return m, s.announceMembership(ctx, c, m)
	})
}

// onProposal runs an act of a municipality on the membership that a region has
// proposed, with both organisations locked, the region first.
func (s *Service) onProposal(ctx context.Context, a act.Decl, actor authn.Actor, ref MembershipRef, do func(*Change, *Membership) (*Membership, error)) (*Membership, error) {
	return Do(ctx, s, a, actor, ref.Region, func(c *Change) (*Membership, error) {
		m, err := latestMembership(ctx, c.Tx, ref.Region, ref.Municipality)
		if err != nil {
			return nil, err
		}
		if m == nil {
			return nil, httpapi.ErrNotFound
		}
		if err := request.Match(ctx, m.Revision); err != nil {
			return nil, err
		}
		return do(c, m)
	})
}

// keepTrace records what became of a membership, and shows it as it is then.
func (s *Service) keepTrace(ctx context.Context, c *Change, ref MembershipRef, changes audit.Changes) (*Membership, error) {
	after, err := latestMembership(ctx, c.Tx, ref.Region, ref.Municipality)
	if err != nil {
		return nil, err
	}
	if err := c.Record(ctx, after.Path(), changes); err != nil {
		return nil, err
	}
	return s.presentMembership(after, c.Actor), s.announceMembership(ctx, c, after)
}

// announceMembership tells both sides what became of a membership (rules 1.1,
// 1.5).
func (s *Service) announceMembership(ctx context.Context, c *Change, m *Membership) error {
	municipality, err := findOrganisation(ctx, c.Tx, m.Municipality, "")
	if err != nil {
		return err
	}
	words := map[string]string{"from": m.From.String()}
	if m.To != nil {
		words["to"] = m.To.AddDays(-1).String()
	}
	there := c.Announcement(m.Path(), m.Name, words)
	here := there
	here.In, here.About = municipality, c.In.Name
	return s.Announce(ctx, c.Tx, there, here)
}

// present completes an organisation for a caller: what they may do in it, and
// where what belongs to it is found.
func (s *Service) present(o *Organisation, actor authn.Actor) *Organisation {
	today := workday.Today(s.now())
	o.Number, o.Name = o.NumberOn(today), o.NameOn(today)
	o.Self, o.Actions, o.Related = o.Path(), s.Offers.Actions(actor, o), s.Offers.Related(o)
	maps.DeleteFunc(o.Related, func(_, href string) bool { return href == "" })
	for i := range o.Members {
		s.presentMembership(&o.Members[i], actor)
	}
	return o
}

// presentMembership completes a membership for a caller.
func (s *Service) presentMembership(m *Membership, actor authn.Actor) *Membership {
	today := workday.Today(s.now())
	m.Self, m.Number = m.Path(), numberOn(m.Numbers, today)
	ref := MembershipRef{regionRef{m.Region}, m.Municipality}
	m.Actions = []request.Action{
		changeMembership.Offer(s.policy, actor, ref, m.mustNotHaveEnded(today)),
		confirmMembershipAct.Offer(s.policy, actor, ref, m.mustBeProposed()),
		declineMembershipAct.Offer(s.policy, actor, ref, m.mustBeProposed()),
	}
	return m
}

// changes lists what another description of the organisation changes.
func (o Organisation) changes(after Organisation) audit.Changes {
	return audit.Difference(
		audit.Changed("name", o.Name, after.Name),
		audit.Changed("county", o.County, after.County),
		audit.Changed("aliases", o.Aliases, after.Aliases),
	)
}
