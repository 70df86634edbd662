package organisation

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Within runs an act in an organisation, with the organisation's row locked:
// appointments, bodies and memberships of one organisation are made one after
// the other. The act is given the moment from which the lock is held, or that of
// the last act where another instance's clock is a little ahead. It refuses a
// municipality that is no more.
func Within[T any](ctx context.Context, s *Service, organisation string, act func(tx pgx.Tx, o *Organisation, now time.Time) (T, error)) (T, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none T, err error) {
		o, now, err := s.hold(ctx, tx, organisation)
		if err != nil {
			return none, err
		}
		return act(tx, o, now)
	})
}

// hold locks the row of an organisation that is going on, and says from when.
func (s *Service) hold(ctx context.Context, tx pgx.Tx, organisation string) (*Organisation, time.Time, error) {
	o, err := lockOrganisation(ctx, tx, organisation)
	if err != nil {
		return nil, time.Time{}, err
	}
	if err := o.mustBeGoingOn(); err != nil {
		return nil, time.Time{}, err
	}
	now, err := audit.Following(ctx, tx, o.Key, s.now())
	return o, now, err
}

// Hold begins in a transaction what Do runs in one of its own: for a list of many
// acts.
func (s *Service) Hold(ctx context.Context, tx pgx.Tx, a act.Decl, actor authn.Actor, organisation string) (*Change, error) {
	o, now, err := s.hold(ctx, tx, organisation)
	return &Change{Tx: tx, In: o, Actor: actor, Now: now, act: a.ID}, err
}

// Change is what a use case has in hand while it changes something in an
// organisation.
type Change struct {
	// Tx is the transaction, in which the row of the organisation In is locked.
	Tx    pgx.Tx
	In    *Organisation
	Actor authn.Actor
	// Now is the moment from which the lock is held.
	Now time.Time
	act string
}

// Do runs an act that changes something in an organisation, as Within does.
func Do[T any](ctx context.Context, s *Service, a act.Decl, actor authn.Actor, organisation string, do func(*Change) (T, error)) (T, error) {
	return Within(ctx, s, organisation, func(tx pgx.Tx, o *Organisation, now time.Time) (T, error) {
		return do(&Change{Tx: tx, In: o, Actor: actor, Now: now, act: a.ID})
	})
}

// onMembership runs an act of either side on the membership of a municipality in a
// region, with both locked: the municipality first, as do all who lock both.
func (s *Service) onMembership(ctx context.Context, a act.Decl, actor authn.Actor, ref MembershipRef, do func(c *Change, municipality *Organisation) (*Membership, error)) (*Membership, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Membership, error) {
		municipality, err := lockOrganisation(ctx, tx, ref.Municipality)
		if err != nil {
			return nil, err
		}
		region, err := lockOrganisation(ctx, tx, ref.Region)
		if err != nil {
			return nil, err
		}
		now := s.now()
		for _, o := range []*Organisation{municipality, region} {
			if now, err = audit.Following(ctx, tx, o.Key, now); err != nil {
				return nil, err
			}
		}
		return do(&Change{Tx: tx, In: region, Actor: actor, Now: now, act: a.ID}, municipality)
	})
}

// ReadIn is an event as it is read in the lists of several organisations: once in
// each, in the first as what it is and in the others as its copy (rules 1.5, 9.1).
func ReadIn(event audit.Event, organisations ...string) (all []audit.Event) {
	for i, key := range organisations {
		if slices.Contains(organisations[:i], key) {
			continue
		}
		event.Organisation, event.Copied = key, i > 0
		all = append(all, event)
	}
	return all
}

// Event is the act's event, about an object.
func (c *Change) Event(object string, changes audit.Changes) audit.Event {
	return audit.Event{At: c.Now, Actor: c.Actor, Act: c.act, Object: object, Changes: changes}
}

// Record leaves the act's event in the audit.
func (c *Change) Record(ctx context.Context, object string, changes audit.Changes) error {
	return audit.Record(ctx, c.Tx, c.Event(object, changes))
}
