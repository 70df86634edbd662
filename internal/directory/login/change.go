package login

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// change is what a use case has in hand while it changes a person's logins, with
// their record locked.
type change struct {
	s     *Service
	tx    pgx.Tx
	p     *person.Person
	a     *PersonAccess
	actor authn.Actor
	now   time.Time
	act   string
	// quiet changes are told to the person too, though they made them: somebody
	// else may have used their login.
	quiet bool
}

// change runs a change by the home.
func (s *Service) change(ctx context.Context, d act.Decl, actor authn.Actor, ref person.Ref, do func(*change) error) (*PersonAccess, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*PersonAccess, error) {
		now := s.now()
		p, err := s.people.FindKept(ctx, tx, ref, now, " FOR NO KEY UPDATE OF p")
		if err != nil {
			return nil, err
		}
		if err := mustNotBeOwn(p.ID, actor); err != nil {
			return nil, err
		}
		if err := request.Match(ctx, p.Revision); err != nil {
			return nil, err
		}
		a, err := load(ctx, tx, p, now)
		if err != nil {
			return nil, err
		}
		if err := do(&change{s: s, tx: tx, p: p, a: a, actor: actor, now: now, act: d.ID}); err != nil {
			return nil, err
		}
		if p, err = person.Find(ctx, tx, p.ID); err != nil {
			return nil, err
		}
		return s.shown(ctx, tx, p, actor)
	})
}

// changeOwn runs a change by the person.
func (s *Service) changeOwn(ctx context.Context, d act.Decl, actor authn.Actor, do func(*change) error) (*PersonAccess, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*PersonAccess, error) {
		now := s.now()
		p, err := person.LockRecord(ctx, tx, actor.Person)
		if err != nil {
			return nil, err
		}
		a, err := load(ctx, tx, p, now)
		if err != nil {
			return nil, err
		}
		if err := do(&change{s: s, tx: tx, p: p, a: a, actor: actor, now: now, act: d.ID, quiet: true}); err != nil {
			return nil, err
		}
		if p, err = person.Find(ctx, tx, p.ID); err != nil {
			return nil, err
		}
		return s.shownToThemselves(ctx, tx, p, actor)
	})
}

// event is the change's event. A subject stays out of it: it may be an address.
func (c *change) event(object string) audit.Event {
	return audit.Event{At: c.now, Actor: c.actor, Organisation: c.p.Home, Act: c.act, Object: object}
}

// tell tells of the change: the person, an address that they had until lately, and
// whoever answers for the home (rule 1.5).
func (c *change) tell(ctx context.Context) error {
	home, err := organisation.Find(ctx, c.tx, c.p.Home)
	if err != nil {
		return err
	}
	by := c.actor.Person
	if c.quiet {
		by = ""
	}
	return c.s.organisations.Announce(ctx, c.tx, organisation.Announcement{
		In: home, Act: c.act, Object: c.p.Path(), Own: ownLoginsPath, About: c.p.Name, Concerned: []string{c.p.ID}, Before: c.p.AddressBefore(c.now), By: by, At: c.now,
	})
}

// undo undoes a login of the person, with its trace.
func (c *change) undo(ctx context.Context, id int64, must func(*Login) error) error {
	i := slices.IndexFunc(c.a.Logins, func(l *Login) bool { return l.ID == id })
	if i < 0 {
		return httpapi.ErrNotFound
	}
	l := c.a.Logins[i]
	if err := must(l); err != nil {
		return err
	}
	if err := keepUnbound(ctx, c.tx, l, c.actor.Person, c.now); err != nil {
		return err
	}
	if err := person.Touch(ctx, c.tx, c.p.ID); err != nil {
		return err
	}
	event := c.event(fmt.Sprintf("%s/logins/%d", c.p.Path(), l.ID))
	event.Changes = audit.Changes{"issuer": {Old: l.Issuer}}
	if err := audit.Record(ctx, c.tx, event); err != nil {
		return err
	}
	return c.tell(ctx)
}

// giveWay undoes a binding that somebody else entered for another person and that
// was never used, and tells that person and their home. It refuses another than the
// one that was seen, whose person's record is locked.
func (c *change) giveWay(ctx context.Context, token authn.Actor, seen *Login) error {
	before, err := findBound(ctx, c.tx, token.Issuer, token.Subject, " FOR NO KEY UPDATE")
	if err != nil || before == nil {
		return err
	}
	if seen == nil || before.ID != seen.ID || !before.yields() || before.Person == c.p.ID {
		return ErrBound
	}
	other, err := person.Find(ctx, c.tx, before.Person)
	if err != nil {
		return err
	}
	a, err := load(ctx, c.tx, other, c.now)
	if err != nil {
		return err
	}
	theirs := &change{s: c.s, tx: c.tx, p: other, a: a, actor: c.actor, now: c.now, act: unbindLogin.ID, quiet: true}
	return theirs.undo(ctx, before.ID, (*Login).mustStand)
}

// comeIn binds the subject of the token to the person.
func (c *change) comeIn(ctx context.Context, token authn.Actor, how string) (*PersonAccess, error) {
	id, err := insert(ctx, c.tx, c.p.ID, LoginInput{token.Issuer, token.Subject}, how, c.p.ID, c.now)
	if err != nil {
		return nil, err
	}
	if err := dropCodes(ctx, c.tx, c.p.ID, ""); err != nil {
		return nil, err
	}
	if err := person.Touch(ctx, c.tx, c.p.ID); err != nil {
		return nil, err
	}
	c.actor.Login = id
	event := c.event(fmt.Sprintf("%s/logins/%d", c.p.Path(), id))
	event.Changes = audit.Changes{"issuer": {New: token.Issuer}, "how": {New: how}}
	if err := audit.Record(ctx, c.tx, event); err != nil {
		return nil, err
	}
	if err := c.tell(ctx); err != nil {
		return nil, err
	}
	p, err := person.Find(ctx, c.tx, c.p.ID)
	if err != nil {
		return nil, err
	}
	return c.s.shownToThemselves(ctx, c.tx, p, c.actor)
}

// First binds a person's first login, with its trace; the event says who does it,
// and when. It is not fresh where it stands already. It refuses an issuer that the
// service is not set up for, somebody who has a login, and a subject that speaks
// for somebody else.
func First(ctx context.Context, tx pgx.Tx, issuers []string, p *person.Person, in LoginInput, how string, event audit.Event) (fresh bool, err error) {
	if err := in.check(issuers); err != nil {
		return false, err
	}
	a, err := load(ctx, tx, p, event.At)
	if err != nil {
		return false, err
	}
	if slices.ContainsFunc(a.standing(), func(l *Login) bool { return l.Issuer == in.Issuer && l.Subject == in.Subject }) {
		return false, nil
	}
	if err := a.mustHaveNone(); err != nil {
		return false, err
	}
	id, err := insert(ctx, tx, p.ID, in, how, event.Actor.Person, event.At)
	if err != nil {
		return false, err
	}
	if err := dropCodes(ctx, tx, p.ID, ""); err != nil {
		return false, err
	}
	if err := person.Touch(ctx, tx, p.ID); err != nil {
		return false, err
	}
	event.Act, event.Object, event.Changes = bindLogin.ID, fmt.Sprintf("%s/logins/%d", p.Path(), id), audit.Changes{"issuer": {New: in.Issuer}, "how": {New: how}}
	return true, audit.Record(ctx, tx, event)
}

// load reads by what a person comes to act.
func load(ctx context.Context, q pgdb.Querier, p *person.Person, now time.Time) (*PersonAccess, error) {
	a := &PersonAccess{Resource: request.Resource{Revision: p.Revision}, Person: p.ID}
	var err error
	if a.Logins, err = loginsOf(ctx, q, p.ID); err != nil {
		return nil, err
	}
	a.InvitedUntil, err = invitedUntil(ctx, q, p.ID, now)
	return a, err
}

// shown is a person's access as the home sees it.
func (s *Service) shown(ctx context.Context, q pgdb.Querier, p *person.Person, actor authn.Actor) (*PersonAccess, error) {
	a, err := load(ctx, q, p, s.now())
	if err != nil {
		return nil, err
	}
	own := mustNotBeOwn(p.ID, s.policy.Acting(actor, p.Home, bindLogin.Permission()))
	a.Self = showLogins.Href(p.Ref())
	a.Actions = []request.Action{
		bindLogin.Offer(s.policy, actor, p.Ref(), cmp.Or(own, a.mustHaveNone())),
		invitePerson.Offer(s.policy, actor, p.Ref(), cmp.Or(own, a.mustHaveNone(), mustBeReachable(p))),
	}
	for _, l := range a.Logins {
		l.Actions = []request.Action{unbindLogin.Offer(s.policy, actor, Ref{p.Ref(), l.ID}, cmp.Or(own, l.mustStand()))}
	}
	return a, nil
}

// shownToThemselves is a person's access as they see it.
func (s *Service) shownToThemselves(ctx context.Context, q pgdb.Querier, p *person.Person, actor authn.Actor) (*PersonAccess, error) {
	a, err := load(ctx, q, p, s.now())
	if err != nil {
		return nil, err
	}
	bound := error(ErrBound)
	for _, l := range a.Logins {
		l.Actions = []request.Action{unbindOwnLogin.Offer(s.policy, actor, OwnRef{l.ID}, l.mustNotBeUsedBy(actor.Login))}
		if l.ID == actor.Login && l.yields() {
			bound = nil
		}
	}
	a.Self = showOwnLogins.Href(struct{}{})
	a.Actions = []request.Action{
		makeCode.Offer(s.policy, actor, struct{}{}, nil),
		redeemCode.Offer(s.policy, actor, struct{}{}, bound),
	}
	return a, nil
}
