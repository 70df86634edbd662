package organisation

import (
	"context"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"
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
	Offers act.Offers[*Organisation]
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time) *Service {
	return &Service{pool: pool, policy: policy, now: now}
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

// ChangeMembership sets the period of a municipality's membership: of the one
// that stands or is to come, or of a new one where none does. Leaving the
// region is not leaving its cases (rule 1.1). It refuses to move what has been,
// and periods that overlap.
func (s *Service) ChangeMembership(ctx context.Context, actor authn.Actor, ref MembershipRef, in MembershipInput) (*Membership, error) {
	return Do(ctx, s, changeMembership.Decl, actor, ref.Region, func(c *Change) (*Membership, error) {
		known, err := Municipalities(ctx, c.Tx, []string{ref.Municipality})
		if err != nil {
			return nil, err
		}
		before, err := latestMembership(ctx, c.Tx, ref.Region, ref.Municipality)
		if err != nil {
			return nil, err
		}
		today := workday.Today(c.Now)
		changes := audit.Changes{"from": {New: in.From}, "to": {New: in.To}}
		made := before == nil || !before.Edits(in, today)
		if made {
			err = addMembership(ctx, c.Tx, c.In.ID, known[ref.Municipality].ID, in)
		} else {
			changes = audit.Changes{"from": {Old: before.From, New: in.From}, "to": {Old: before.To, New: in.To}}
			err = editMembership(ctx, c.Tx, before, in, today)
		}
		if err != nil {
			return nil, err
		}
		after, err := latestMembership(ctx, c.Tx, ref.Region, ref.Municipality)
		if err != nil {
			return nil, err
		}
		after.Created = made
		return s.presentMembership(after, actor), c.Record(ctx, after.Path(), changes)
	})
}

func addMembership(ctx context.Context, tx pgx.Tx, region, municipality int64, in MembershipInput) error {
	if err := request.MatchNothing(ctx); err != nil {
		return err
	}
	if err := in.Check(); err != nil {
		return err
	}
	return insertMembership(ctx, tx, region, municipality, in.From, in.To)
}

func editMembership(ctx context.Context, tx pgx.Tx, m *Membership, in MembershipInput, today workday.Date) error {
	if err := request.MustMatch(ctx, m.Revision); err != nil {
		return err
	}
	if err := m.Edit(in, today); err != nil {
		return err
	}
	return updateMembership(ctx, tx, m, in.From, in.To)
}

// present completes an organisation for a caller: what they may do in it, and
// where what belongs to it is found.
func (s *Service) present(o *Organisation, actor authn.Actor) *Organisation {
	o.Self, o.Actions, o.Related = o.Path(), s.Offers.Actions(actor, o), s.Offers.Related(o)
	maps.DeleteFunc(o.Related, func(_, href string) bool { return href == "" })
	for i := range o.Members {
		s.presentMembership(&o.Members[i], actor)
	}
	return o
}

// presentMembership completes a membership for a caller.
func (s *Service) presentMembership(m *Membership, actor authn.Actor) *Membership {
	m.Self = m.Path()
	m.Actions = []request.Action{changeMembership.Offer(s.policy, actor, MembershipRef{m.Region, m.Municipality}, nil)}
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
