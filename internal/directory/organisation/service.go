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

// changes lists what another description of the organisation changes.
func (o Organisation) changes(after Organisation) audit.Changes {
	return audit.Difference(
		audit.Changed("name", o.Name, after.Name),
		audit.Changed("county", o.County, after.County),
		audit.Changed("aliases", o.Aliases, after.Aliases),
	)
}
