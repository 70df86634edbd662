package directory

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// People lists the people of an organisation, by name: those whose home it is,
// and those who are employed, hold an office or have a seat there.
func (s *Service) People(ctx context.Context, actor authn.Actor, organisation string, f personFilter, page request.Page) (request.List[*Person], error) {
	list, err := listPeople(ctx, s.pool, organisation, f, page, s.now())
	for _, p := range list.Items {
		s.showPerson(p, actor)
	}
	return list, err
}

// ShowPerson reads the record of a person of the organisation.
func (s *Service) ShowPerson(ctx context.Context, actor authn.Actor, organisation, id string) (*Person, error) {
	p, err := findPerson(ctx, s.pool, organisation, id, s.now(), "")
	if err != nil {
		return nil, err
	}
	return s.showPerson(p, actor), nil
}

// CreatePerson makes the record of a person whose home the organisation is.
// The audit names people by their identifiers alone (rule 9.1).
func (s *Service) CreatePerson(ctx context.Context, actor authn.Actor, organisation string, in PersonInput) (*Person, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return within(ctx, s, organisation, func(tx pgx.Tx, o *Organisation, now time.Time) (*Person, error) {
		id, err := insertPerson(ctx, tx, o.ID, in, now)
		if err != nil {
			return nil, err
		}
		made := Person{ID: id, Home: o.Key}
		if err := audit.Record(ctx, tx, audit.Event{At: now, Actor: actor, Act: "create-person", Object: made.Path()}); err != nil {
			return nil, err
		}
		return s.personAfter(ctx, tx, actor, made, now)
	})
}

// EditPerson changes the name, the contact data or the language.
func (s *Service) EditPerson(ctx context.Context, actor authn.Actor, organisation, id string, in PersonEditInput) (*Person, error) {
	return s.change(ctx, actor, organisation, id, func(tx pgx.Tx, p *Person, now time.Time) error {
		if err := request.Match(ctx, p.Revision); err != nil {
			return err
		}
		after, err := in.over(*p)
		if err != nil {
			return err
		}
		if err := updatePeople(ctx, tx, after.record(p.ID)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{At: now, Actor: actor, Act: "edit-person", Object: p.Path(), Changes: p.changes(after)})
	})
}

// BindLogin binds a subject of an issuer to a person, once; repeating it
// changes nothing. It refuses the actor's own record, and a subject or person
// that is bound otherwise.
func (s *Service) BindLogin(ctx context.Context, actor authn.Actor, organisation, id string, in LoginInput) (*Person, error) {
	return s.change(ctx, actor, organisation, id, func(tx pgx.Tx, p *Person, now time.Time) error {
		if strings.EqualFold(p.ID, actor.Person) {
			return ErrOwnLogin
		}
		if err := request.Match(ctx, p.Revision); err != nil {
			return err
		}
		return bind(ctx, tx, *p, in, audit.Event{At: now, Actor: actor})
	})
}

// bind binds a login, with its trace. The subject stays out of the audit: it
// may be an address.
func bind(ctx context.Context, tx pgx.Tx, p Person, in LoginInput, event audit.Event) error {
	var c fault.Checks
	required(&c, "/issuer", &in.Issuer)
	issuer, err := url.Parse(in.Issuer)
	c.That(err == nil && issuer.Host != "" && (issuer.Scheme == "https" || issuer.Scheme == "http"), "/issuer", "is the address of an OpenID Connect issuer, as in the tokens' iss")
	required(&c, "/subject", &in.Subject)
	if err := c.Err(ErrContent); err != nil {
		return err
	}
	fresh, err := bindLogin(ctx, tx, p.ID, in, event.At)
	if err != nil || !fresh {
		return err
	}
	event.Act, event.Object, event.Changes = "bind-login", p.Path()+"/login", audit.Changes{"issuer": {New: in.Issuer}}
	return audit.Record(ctx, tx, event)
}

// change runs a change of a person's record by its home, with the record
// locked.
func (s *Service) change(ctx context.Context, actor authn.Actor, organisation, id string, do func(tx pgx.Tx, p *Person, now time.Time) error) (*Person, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Person, error) {
		now := s.now()
		p, err := findPerson(ctx, tx, organisation, id, now, " FOR NO KEY UPDATE OF p")
		if err != nil {
			return nil, err
		}
		if err := p.Kept(organisation); err != nil {
			return nil, err
		}
		if err := do(tx, p, now); err != nil {
			return nil, err
		}
		return s.personAfter(ctx, tx, actor, *p, now)
	})
}

func (s *Service) personAfter(ctx context.Context, tx pgx.Tx, actor authn.Actor, p Person, now time.Time) (*Person, error) {
	after, err := findPerson(ctx, tx, p.Home, p.ID, now, "")
	if err != nil {
		return nil, err
	}
	return s.showPerson(after, actor), nil
}
