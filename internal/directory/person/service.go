package person

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the use cases.
type Service struct {
	pool          *pgxpool.Pool
	policy        *authz.Policy
	now           func() time.Time
	organisations *organisation.Service
	ties          string
	// Offers say where what packages above keep of a person is found.
	Offers   act.Offers[*Person]
	admitted Admitted
}

// New builds the service. Whom an organisation knows besides those whose home
// it is and those whom it employs is said by packages above: ties names the SQL
// relation in which they say it, with the columns organisation_id, person_id
// and until, the moment from which the organisation no longer knows the person
// for this reason, null while no end is set.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service, ties string) *Service {
	s := &Service{pool: pool, policy: policy, now: now, organisations: organisations, ties: ties, admitted: nobodyAdmitted}
	organisations.EndWith(endAll)
	organisations.Offers.Add(s.offers)
	organisations.Offers.Relate("people", func(o *organisation.Organisation) string { return listPeople.Href(peopleFilter{Ref: o.Ref()}) })
	organisations.Offers.Relate("employments", func(o *organisation.Organisation) string {
		if o.Kind != organisation.KindMunicipality {
			return ""
		}
		return listEmployments.Href(employmentFilter{Ref: o.Ref()})
	})
	return s
}

// Admitted says up to which percentage an organisation may employ people whose
// home is elsewhere: who is not in the answer has not agreed, nor has their home
// (rule 1.2).
type Admitted func(ctx context.Context, q pgdb.Querier, organisation int64, people []string) (map[string]int, error)

// AdmitBy sets who knows what people and their homes have agreed to, which stands
// above. Until then nobody from elsewhere is employed.
func (s *Service) AdmitBy(admitted Admitted) { s.admitted = admitted }

func nobodyAdmitted(context.Context, pgdb.Querier, int64, []string) (map[string]int, error) {
	return nil, nil
}

// List lists the people of an organisation, by name: those whose home it is,
// and those who are employed, hold an office or have a seat there.
func (s *Service) List(ctx context.Context, actor authn.Actor, f peopleFilter, page request.Page) (request.List[*Person], error) {
	list, err := s.list(ctx, s.pool, f, page, s.now())
	for _, p := range list.Items {
		p.concealFrom(f.Organisation, actor.Person)
		s.Present(p, actor)
	}
	return list, err
}

// Show reads the record of a person of the organisation, which sees contact data
// and logins of those alone whose home it is (rule 1.2).
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Person, error) {
	p, err := s.find(ctx, s.pool, ref, s.now(), "")
	if err != nil {
		return nil, err
	}
	p.concealFrom(ref.Organisation, actor.Person)
	return s.Present(p, actor), nil
}

// Create makes the record of a person whose home the organisation is. The audit
// names people by their identifiers alone (rule 9.1).
func (s *Service) Create(ctx context.Context, actor authn.Actor, ref organisation.Ref, in PersonInput) (*Person, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return organisation.Do(ctx, s.organisations, createPerson.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Person, error) {
		made, err := Create(ctx, c.Tx, c.In, in, audit.Event{At: c.Now, Actor: actor})
		if err != nil {
			return nil, err
		}
		return s.personAfter(ctx, c.Tx, actor, made.Ref(), c.Now)
	})
}

// Create keeps a new person's record, checked before, with its trace. The event
// says who does it, and when.
func Create(ctx context.Context, tx pgx.Tx, home *organisation.Organisation, in PersonInput, event audit.Event) (Person, error) {
	id, err := insertPerson(ctx, tx, home.ID, in, event.At)
	if err != nil {
		return Person{}, err
	}
	made := Person{ID: id, Home: home.Key}
	event.Act, event.Object = createPerson.ID, made.Path()
	return made, audit.Record(ctx, tx, event)
}

// Edit changes the name, the contact data or the language.
func (s *Service) Edit(ctx context.Context, actor authn.Actor, ref Ref, in PersonEditInput) (*Person, error) {
	return s.change(ctx, actor, ref, func(tx pgx.Tx, p *Person, now time.Time) error {
		if err := request.Match(ctx, p.Revision); err != nil {
			return err
		}
		after, err := in.applied(*p)
		if err != nil {
			return err
		}
		if err := updatePeople(ctx, tx, now, after.record(p.ID)); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{At: now, Actor: actor, Act: editPerson.ID, Object: p.Path(), Changes: p.changes(after)}); err != nil {
			return err
		}
		if after.Email == p.Email {
			return nil
		}
		return s.announce(ctx, tx, p, editPerson.ID, p.Email, actor, now)
	})
}

// announce tells of a change of how a person is reached, also at the
// address that they had before (rule 1.5).
func (s *Service) announce(ctx context.Context, tx pgx.Tx, p *Person, act, before string, actor authn.Actor, now time.Time) error {
	home, err := organisation.Find(ctx, tx, p.Home)
	if err != nil {
		return err
	}
	return s.organisations.Announce(ctx, tx, organisation.Announcement{
		In: home, Act: act, Object: p.Path(), About: p.Name, Concerned: []string{p.ID}, Before: before, By: actor.Person, At: now,
	})
}

// change runs a change of a person's record by its home, with the record
// locked.
func (s *Service) change(ctx context.Context, actor authn.Actor, ref Ref, do func(tx pgx.Tx, p *Person, now time.Time) error) (*Person, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Person, error) {
		now := s.now()
		p, err := s.FindKept(ctx, tx, ref, now, " FOR NO KEY UPDATE OF p")
		if err != nil {
			return nil, err
		}
		if err := do(tx, p, now); err != nil {
			return nil, err
		}
		return s.personAfter(ctx, tx, actor, ref, now)
	})
}

// FindKept reads the record of a person whom the organisation keeps; lock is "" or
// a locking clause. It refuses one that another organisation keeps.
func (s *Service) FindKept(ctx context.Context, q pgdb.Querier, ref Ref, now time.Time, lock string) (*Person, error) {
	p, err := s.find(ctx, q, ref, now, lock)
	if err != nil {
		return nil, err
	}
	return p, p.MustBeKeptBy(ref.Organisation)
}

func (s *Service) personAfter(ctx context.Context, tx pgx.Tx, actor authn.Actor, ref Ref, now time.Time) (*Person, error) {
	after, err := s.find(ctx, tx, ref, now, "")
	if err != nil {
		return nil, err
	}
	return s.Present(after, actor), nil
}
