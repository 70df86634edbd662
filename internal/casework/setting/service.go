package setting

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Reader finds a region's setting at a moment, within the region.
type Reader[R Place, S Setting] func(ctx context.Context, q pgdb.Querier, ref R, now time.Time) (S, error)

// Service shows and changes one kind of setting.
type Service[R Place, S Setting] struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
	kind   Kind[R, S]
}

// New builds the service of a kind.
func New[R Place, S Setting](pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, kind Kind[R, S]) *Service[R, S] {
	return &Service[R, S]{pool: pool, policy: policy, now: now, kind: kind}
}

// Show reads the setting that stands in a region.
func (s *Service[R, S]) Show(ctx context.Context, actor authn.Actor, ref R) (S, error) {
	standing, err := s.kind.Read(ctx, s.pool, ref, s.now())
	if err != nil {
		return standing, err
	}
	return s.Shown(actor, ref, standing), nil
}

// Replace sets another in the place of the one that stands, which is kept. It
// waits for those who Hold it, and refuses a tag that is not that of the one
// that stands. Put judges the change by what stands, and writes the row.
func (s *Service[R, S]) Replace(ctx context.Context, actor authn.Actor, ref R, put func(tx pgx.Tx, before S, w Written) error) (S, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none S, err error) {
		if err := s.kind.lock(ctx, tx, "pg_advisory_xact_lock", ref.Key()); err != nil {
			return none, err
		}
		now := s.now()
		before, err := s.kind.Read(ctx, tx, ref, now)
		if err != nil {
			return none, err
		}
		if err := request.MustMatch(ctx, before.Common().Revision); err != nil {
			return none, err
		}
		if last := before.Common().SetAt; last != nil && now.Before(*last) {
			now = last.UTC() // set by an instance whose clock is ahead
		}
		if err := put(tx, before, Written{Region: ref.Of(), By: actor.Person, At: now}); err != nil {
			return none, err
		}
		after, err := s.kind.Read(ctx, tx, ref, now)
		if err != nil {
			return none, err
		}
		err = audit.Record(ctx, tx, audit.Event{
			At: now, Actor: actor, Act: s.kind.Set.ID, Object: s.kind.Set.Href(ref),
			Changes: audit.Changes{
				s.kind.Member: {Old: before.Text(), New: after.Text()}, "reason": {Old: before.Common().Reason, New: after.Common().Reason},
			},
		})
		return s.Shown(actor, ref, after), err
	})
}

// Hold keeps the setting of a region as it is until the transaction ends, for
// acts that it decides, where a region has one of the kind: a change waits for them, and they for it. It is taken
// after the case's lock, and nothing is taken after it that a change would
// hold.
func (k Kind[R, S]) Hold(ctx context.Context, tx pgx.Tx, region string) error {
	return k.lock(ctx, tx, "pg_advisory_xact_lock_shared", region)
}

func (k Kind[R, S]) lock(ctx context.Context, tx pgx.Tx, function, key string) error {
	if _, err := tx.Exec(ctx, `SELECT `+function+`(hashtextextended($1 || ' ' || $2, 0))`, k.Name, key); err != nil {
		return fmt.Errorf("hold the %s of %s: %w", k.Name, key, err)
	}
	return nil
}

// Shown is a setting as it is shown to an actor.
func (s *Service[R, S]) Shown(actor authn.Actor, ref R, standing S) S {
	b := standing.Common()
	b.Self = s.kind.Set.Href(ref)
	b.Actions = []request.Action{s.kind.Set.Offer(s.policy, actor, ref, nil)}
	return standing
}
