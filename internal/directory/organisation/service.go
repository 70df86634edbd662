package organisation

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
	offers []Offer
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time) *Service {
	return &Service{pool: pool, policy: policy, now: now}
}

// Within runs an act in an organisation, with the organisation's row locked:
// appointments, bodies and memberships of one organisation are made one after
// the other. The act is given the moment at which the lock was had.
func Within[T any](ctx context.Context, s *Service, organisation string, act func(tx pgx.Tx, o *Organisation, now time.Time) (T, error)) (T, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none T, err error) {
		o, err := lockOrganisation(ctx, tx, organisation)
		if err != nil {
			return none, err
		}
		return act(tx, o, s.now())
	})
}

// Organisations lists regions and municipalities. Their names and who belongs
// to whom are public facts.
func (s *Service) Organisations(ctx context.Context, actor authn.Actor, f organisationFilter, p request.Page) (request.List[*Organisation], error) {
	list, err := listOrganisations(ctx, s.pool, f, p, workday.Today(s.now()))
	for _, o := range list.Items {
		s.showOrganisation(o, actor)
	}
	return list, err
}

// ShowOrganisation reads one organisation with its memberships.
func (s *Service) ShowOrganisation(ctx context.Context, actor authn.Actor, key string) (*Organisation, error) {
	o, err := loadOrganisation(ctx, s.pool, key)
	if err != nil {
		return nil, err
	}
	return s.showOrganisation(o, actor), nil
}

// ShowMembership reads the membership of a municipality in a region that began
// last, or is to begin.
func (s *Service) ShowMembership(ctx context.Context, actor authn.Actor, region, municipality string) (*Membership, error) {
	m, err := latestMembership(ctx, s.pool, region, municipality)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, httpapi.ErrNotFound
	}
	return s.showMembership(m, actor), nil
}

// ChangeMembership sets the period of a municipality's membership: of the one
// that stands or is to come, or of a new one where none does. Leaving the
// region is not leaving its cases (rule 1.1). It refuses to move what has been,
// and periods that overlap.
func (s *Service) ChangeMembership(ctx context.Context, actor authn.Actor, region, municipality string, in MembershipInput) (*Membership, error) {
	return Within(ctx, s, region, func(tx pgx.Tx, o *Organisation, now time.Time) (*Membership, error) {
		known, err := Municipalities(ctx, tx, []string{municipality})
		if err != nil {
			return nil, err
		}
		before, err := latestMembership(ctx, tx, region, municipality)
		if err != nil {
			return nil, err
		}
		event := audit.Event{At: now, Actor: actor, Act: "change-membership", Object: Membership{Region: region, Municipality: municipality}.Path()}
		made := before == nil || !before.Edits(in, workday.Today(now))
		if made {
			event.Changes = audit.Changes{"from": {New: in.From}, "to": {New: in.To}}
			err = addMembership(ctx, tx, o.ID, known[municipality].ID, in)
		} else {
			event.Changes = audit.Changes{"from": {Old: before.From, New: in.From}, "to": {Old: before.To, New: in.To}}
			err = editMembership(ctx, tx, before, in, workday.Today(now))
		}
		if err != nil {
			return nil, err
		}
		if err := audit.Record(ctx, tx, event); err != nil {
			return nil, err
		}
		after, err := latestMembership(ctx, tx, region, municipality)
		if err != nil {
			return nil, err
		}
		after.Created = made
		return s.showMembership(after, actor), nil
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
