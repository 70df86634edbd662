package feed

import (
	"context"
	"crypto/rand"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/icalendar"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/views/task"
)

// Service makes, revokes and shows feeds.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
	tasks  *task.Service
	// address is that of the service, and host its name in the identifiers of events.
	address, host string
}

// New builds the service, and brings feeds to whoever looks at themselves.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, authorities *authority.Service, tasks *task.Service, address string) *Service {
	host := "forankring"
	if at, err := url.Parse(address); err == nil && at.Hostname() != "" {
		host = at.Hostname()
	}
	authorities.Offers.Add(func(actor authn.Actor, _ *authority.Me) []request.Action {
		return []request.Action{createFeed.Offer(policy, actor, struct{}{}, nil)}
	})
	return &Service{pool: pool, policy: policy, now: now, tasks: tasks, address: strings.TrimSuffix(address, "/"), host: host}
}

// List lists the actor's feeds, the newest first, those too that were revoked.
func (s *Service) List(ctx context.Context, actor authn.Actor, _ struct{}, p request.Page) (request.List[*Feed], error) {
	found, err := list(ctx, s.pool, actor.Person, p)
	for _, f := range found.Items {
		s.present(f, actor)
	}
	return found, err
}

// Show reads a feed of the actor's, without its address.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Feed, error) {
	f, err := own(ctx, s.pool, actor.Person, ref.Feed, "")
	if err != nil {
		return nil, err
	}
	return s.present(f, actor), nil
}

// Create makes a feed of something that the actor may read, and shows its address,
// this once: so its answer is not kept for repeated requests, and a dry run has none.
func (s *Service) Create(ctx context.Context, actor authn.Actor, _ struct{}, in FeedInput) (*Feed, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	asked := request.TermsOf(ctx)
	terms := *asked
	terms.Key = ""
	ctx = request.WithTerms(ctx, &terms)
	defer func() { asked.Kept = terms.Kept }()
	secret := rand.Text()
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Feed, error) {
		now := s.now()
		p, err := person.LockRecord(ctx, tx, actor.Person)
		if err != nil {
			return nil, err
		}
		f := &Feed{Kind: in.Kind, Region: in.Region, Case: in.Case, Organisation: in.Organisation, Body: in.Body, Person: p.ID}
		if _, err := s.admit(ctx, tx, f, now); err != nil {
			return nil, err
		}
		if err := find(ctx, tx, f); err != nil {
			return nil, err
		}
		if err := mustHaveRoom(ctx, tx, p.ID); err != nil {
			return nil, err
		}
		id, err := insert(ctx, tx, f, secret, now)
		if err != nil {
			return nil, err
		}
		if f, err = own(ctx, tx, p.ID, id, ""); err != nil {
			return nil, err
		}
		s.present(f, actor)
		if !terms.DryRun {
			f.Address = s.address + calendarOf.Href(SecretRef{Secret: secret + suffix})
		}
		event := audit.Event{At: now, Actor: actor, Organisation: p.Home, Act: createFeed.ID, Object: f.Self}
		event.Changes = audit.Changes{"kind": {New: string(f.Kind)}}
		return f, audit.Record(ctx, tx, event)
	})
}

// mustHaveRoom refuses another feed to whoever has as many as a person can.
func mustHaveRoom(ctx context.Context, tx pgx.Tx, person string) error {
	n, err := standing(ctx, tx, person)
	if err == nil && n >= most {
		err = ErrTooMany
	}
	return err
}

// find finds the rows of what a feed is of, which its owner may read.
func find(ctx context.Context, tx pgx.Tx, f *Feed) error {
	switch f.Kind {
	case OfCase:
		c, err := casefile.LoadParties(ctx, tx, casefile.Ref{Region: f.Region, Number: f.Case})
		if err != nil {
			return err
		}
		f.CaseID = c.ID
	case OfOrganisation:
		o, err := organisation.Find(ctx, tx, f.Organisation)
		if err != nil {
			return err
		}
		f.OrganisationID = o.ID
	case OfBody:
		bodies, err := body.OfOrganisations(ctx, tx, []string{f.Organisation})
		if err != nil {
			return err
		}
		i := slices.IndexFunc(bodies, func(b *body.Body) bool { return b.Key == f.Body })
		if i < 0 {
			return httpapi.ErrNotFound
		}
		f.BodyID = bodies[i].ID
	case Mine:
		// there is nothing to find
	}
	return nil
}

// Revoke ends a feed of the actor's: its address leads nowhere from then on.
func (s *Service) Revoke(ctx context.Context, actor authn.Actor, ref Ref) (*Feed, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Feed, error) {
		p, err := person.LockRecord(ctx, tx, actor.Person)
		if err != nil {
			return nil, err
		}
		f, err := own(ctx, tx, p.ID, ref.Feed, ` FOR NO KEY UPDATE OF f`)
		if err != nil {
			return nil, err
		}
		if err := request.MustMatch(ctx, f.Revision); err != nil {
			return nil, err
		}
		if err := f.mustStand(); err != nil {
			return nil, err
		}
		now := s.now()
		if err := revoke(ctx, tx, f.ID, now); err != nil {
			return nil, err
		}
		f.RevokedAt = &now
		f.Revision++
		s.present(f, actor)
		return f, audit.Record(ctx, tx, audit.Event{At: now, Actor: actor, Organisation: p.Home, Act: revokeFeed.ID, Object: f.Self})
	})
}

func (s *Service) present(f *Feed, actor authn.Actor) *Feed {
	ref := Ref{Feed: f.ID}
	f.Self = showFeed.Href(ref)
	f.Actions = []request.Action{revokeFeed.Offer(s.policy, actor, ref, f.mustStand())}
	return f
}

// Calendar is what stands under a secret address, in the language of its owner: what
// they may read now. An address that is guessed, revoked, or of what they may read no
// longer, leads nowhere.
func (s *Service) Calendar(ctx context.Context, ref SecretRef) (httpapi.CalendarFile, message.Language, error) {
	now := s.now()
	var feed *Feed
	file, err := pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (file []byte, err error) {
		if feed, err = bySecret(ctx, q, strings.TrimSuffix(ref.Secret, suffix)); err != nil {
			return nil, err
		}
		r, err := s.admit(ctx, q, feed, now)
		if err != nil {
			return nil, err
		}
		events, err := s.gather(ctx, q, feed, r)
		if err != nil {
			return nil, err
		}
		w := words{feed: feed}
		return icalendar.Write(w.name(), s.address, events), nil
	})
	if err != nil {
		return nil, message.Bokmal, err
	}
	if !feed.usedSince(now) {
		err = used(ctx, s.pool, feed.ID, now)
	}
	return file, message.Named(feed.Language), err
}
