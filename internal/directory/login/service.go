package login

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases.
type Service struct {
	pool          *pgxpool.Pool
	policy        *authz.Policy
	now           func() time.Time
	organisations *organisation.Service
	people        *person.Service
	notices       *notice.Service
	issuers       []string
}

// New builds the service. Logins are of these issuers alone.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, organisations *organisation.Service, people *person.Service, notices *notice.Service, issuers []string) *Service {
	people.Offers.Relate("logins", func(p *person.Person) string { return showLogins.Href(p.Ref()) })
	return &Service{pool: pool, policy: policy, now: now, organisations: organisations, people: people, notices: notices, issuers: issuers}
}

// Show reads the logins of one of the home's people.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref person.Ref) (*PersonAccess, error) {
	p, err := s.people.FindKept(ctx, s.pool, ref, s.now(), "")
	if err != nil {
		return nil, err
	}
	return s.shown(ctx, s.pool, p, actor)
}

// ShowOwn reads the caller's own logins.
func (s *Service) ShowOwn(ctx context.Context, actor authn.Actor, _ struct{}) (*PersonAccess, error) {
	p, err := person.Find(ctx, s.pool, actor.Person)
	if err != nil {
		return nil, err
	}
	return s.shownToThemselves(ctx, s.pool, p, actor)
}

// Bind binds a person's first login for the home; repeating it changes nothing.
func (s *Service) Bind(ctx context.Context, actor authn.Actor, ref person.Ref, in LoginInput) (*PersonAccess, error) {
	return s.change(ctx, bindLogin.Decl, actor, ref, func(c *change) error {
		fresh, err := First(ctx, c.tx, s.issuers, c.p, in, ByAdministrator, c.event(""))
		if err != nil || !fresh {
			return err
		}
		return c.tell(ctx)
	})
}

// Invite sends a person without a login a code to come in with, to their address
// alone: whoever invites never sees it.
func (s *Service) Invite(ctx context.Context, actor authn.Actor, ref person.Ref) (*PersonAccess, error) {
	return s.change(ctx, invitePerson.Decl, actor, ref, func(c *change) error {
		if err := c.a.mustHaveNone(); err != nil {
			return err
		}
		if err := mustBeReachable(c.p); err != nil {
			return err
		}
		text := newCode()
		made := code{Person: c.p.ID, Home: c.p.Home, How: ByInvitation, SentTo: hashed(c.p.Email), ExpiresAt: c.now.Add(invitationLasts)}
		id, err := insertCode(ctx, c.tx, text, made, actor.Person, c.now)
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, c.tx, c.event(c.p.Path()+"/invitation")); err != nil {
			return err
		}
		home, err := organisation.Find(ctx, c.tx, c.p.Home)
		if err != nil {
			return err
		}
		letter := notice.Notice{
			Source: fmt.Sprintf("login:invitation:%d", id), Person: c.p.ID, Kind: noticeInvited, Secret: text,
			Params: map[string]string{"municipality": home.Name, "name": c.p.Name, "to": workday.DateOf(made.ExpiresAt.Add(-time.Microsecond), workday.Oslo()).String()},
		}
		if err := s.notices.Post(ctx, c.tx, []notice.Notice{letter}); err != nil {
			return err
		}
		return c.tell(ctx)
	})
}

// Unbind undoes a login of somebody else, for the home.
func (s *Service) Unbind(ctx context.Context, actor authn.Actor, ref Ref) (*PersonAccess, error) {
	return s.change(ctx, unbindLogin.Decl, actor, ref.Ref, func(c *change) error {
		return c.undo(ctx, ref.Login, (*Login).mustStand)
	})
}

// UnbindOwn undoes a login of the caller's own, but not the one in use.
func (s *Service) UnbindOwn(ctx context.Context, actor authn.Actor, ref OwnRef) (*PersonAccess, error) {
	return s.changeOwn(ctx, unbindOwnLogin.Decl, actor, func(c *change) error {
		return c.undo(ctx, ref.Login, func(l *Login) error { return l.mustNotBeUsedBy(actor.Login) })
	})
}

// MakeCode makes a code by which another login becomes the caller's. Answers to
// requests with a key are kept as they are; this one is not, so that the code is
// nowhere but in the answer.
func (s *Service) MakeCode(ctx context.Context, actor authn.Actor, _ struct{}) (*PersonAccess, error) {
	asked := request.TermsOf(ctx)
	terms := *asked
	terms.Key = ""
	ctx = request.WithTerms(ctx, &terms)
	defer func() { asked.Kept = terms.Kept }()
	text := newCode()
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*PersonAccess, error) {
		now := s.now()
		p, err := person.LockRecord(ctx, tx, actor.Person)
		if err != nil {
			return nil, err
		}
		until := now.Add(ownCodeLasts)
		made := code{Person: p.ID, Home: p.Home, How: ByPerson, ExpiresAt: until}
		if actor.Login != 0 {
			made.MadeLogin = &actor.Login
		}
		if _, err := insertCode(ctx, tx, text, made, actor.Person, now); err != nil {
			return nil, err
		}
		event := audit.Event{At: now, Actor: actor, Organisation: p.Home, Act: makeCode.ID, Object: p.Path() + "/logins"}
		if err := audit.Record(ctx, tx, event); err != nil {
			return nil, err
		}
		a, err := s.shownToThemselves(ctx, tx, p, actor)
		if err != nil {
			return nil, err
		}
		a.Code, a.CodeUntil = text, &until
		return a, nil
	})
}

// Redeem binds the subject of the token to the person of a code, once: whoever has
// both has proven to be that person.
func (s *Service) Redeem(ctx context.Context, actor authn.Actor, _ struct{}, in LoginCodeInput) (*PersonAccess, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*PersonAccess, error) {
		now := s.now()
		before, err := mustBeFree(ctx, tx, actor)
		if err != nil {
			return nil, err
		}
		seen, err := findCode(ctx, tx, in.Code, "")
		if err != nil {
			return nil, err
		}
		p, err := lockBoth(ctx, tx, seen.Person, before)
		if err != nil {
			return nil, err
		}
		open, err := findCode(ctx, tx, in.Code, " FOR UPDATE OF c")
		if err != nil {
			return nil, err
		}
		a, err := load(ctx, tx, p, now)
		if err != nil {
			return nil, err
		}
		if err := open.mustOpen(p, a, now); err != nil {
			return nil, err
		}
		c := &change{s: s, tx: tx, p: p, a: a, actor: authn.Actor{Person: p.ID}, now: now, act: redeemCode.ID, quiet: true}
		if err := c.giveWay(ctx, actor, before); err != nil {
			return nil, err
		}
		return c.comeIn(ctx, actor, open.How)
	})
}

// mustBeFree finds the binding of the token's subject, if it gives way, and refuses
// one that does not.
func mustBeFree(ctx context.Context, tx pgx.Tx, actor authn.Actor) (before *Login, err error) {
	if actor.Person != "" && actor.Login == 0 {
		return nil, ErrBound
	}
	before, err = findBound(ctx, tx, actor.Issuer, actor.Subject, "")
	if err == nil && before != nil && !before.yields() {
		err = ErrBound
	}
	return before, err
}

// lockBoth locks the record of a person, and that of whoever has the login now, in
// the order of their identifiers.
func lockBoth(ctx context.Context, tx pgx.Tx, id string, before *Login) (p *person.Person, err error) {
	ids := []string{id}
	if before != nil {
		ids = append(ids, before.Person)
	}
	slices.Sort(ids)
	for _, each := range slices.Compact(ids) {
		locked, err := person.LockRecord(ctx, tx, each)
		if err != nil {
			return nil, err
		}
		if each == id {
			p = locked
		}
	}
	return p, nil
}
