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
type Reader[S Setting] func(ctx context.Context, q pgdb.Querier, region string, now time.Time) (S, error)

// Service shows and changes one kind of setting.
type Service[S Setting] struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
	kind   Kind[S]
}

// New builds the service of a kind.
func New[S Setting](pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, kind Kind[S]) *Service[S] {
	return &Service[S]{pool: pool, policy: policy, now: now, kind: kind}
}

// Show reads the setting that stands in a region.
func (s *Service[S]) Show(ctx context.Context, actor authn.Actor, ref Ref) (S, error) {
	standing, err := s.kind.Read(ctx, s.pool, ref.Region, s.now())
	if err != nil {
		return standing, err
	}
	return s.shown(actor, ref, standing), nil
}

// Replace sets another in the place of the one that stands, which is kept. It
// waits for those who Hold it, and refuses a tag that is not that of the one
// that stands. Put judges the change by what stands, and writes the row.
func (s *Service[S]) Replace(ctx context.Context, actor authn.Actor, ref Ref, put func(tx pgx.Tx, before S, w Written) error) (S, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none S, err error) {
		if err := s.kind.lock(ctx, tx, "pg_advisory_xact_lock", ref.Region); err != nil {
			return none, err
		}
		now := s.now()
		before, err := s.kind.Read(ctx, tx, ref.Region, now)
		if err != nil {
			return none, err
		}
		if err := request.MustMatch(ctx, before.Common().Revision); err != nil {
			return none, err
		}
		if last := before.Common().SetAt; last != nil && now.Before(*last) {
			now = last.UTC() // set by an instance whose clock is ahead
		}
		if err := put(tx, before, Written{Region: ref.Region, By: actor.Person, At: now}); err != nil {
			return none, err
		}
		after, err := s.kind.Read(ctx, tx, ref.Region, now)
		if err != nil {
			return none, err
		}
		err = audit.Record(ctx, tx, audit.Event{
			At: now, Actor: actor, Act: s.kind.Set.ID, Object: s.kind.Set.Href(ref),
			Changes: audit.Changes{
				s.kind.Member: {Old: before.Text(), New: after.Text()}, "reason": {Old: before.Common().Reason, New: after.Common().Reason},
			},
		})
		return s.shown(actor, ref, after), err
	})
}

// Hold keeps the setting of a region as it is until the transaction ends, for
// acts that it decides: a change waits for them, and they for it. It is taken
// after the case's lock, and nothing is taken after it that a change would
// hold.
func (k Kind[S]) Hold(ctx context.Context, tx pgx.Tx, region string) error {
	return k.lock(ctx, tx, "pg_advisory_xact_lock_shared", region)
}

func (k Kind[S]) lock(ctx context.Context, tx pgx.Tx, function, region string) error {
	if _, err := tx.Exec(ctx, `SELECT `+function+`(hashtextextended($1 || ' ' || $2, 0))`, k.Name, region); err != nil {
		return fmt.Errorf("hold the %s of %s: %w", k.Name, region, err)
	}
	return nil
}

func (s *Service[S]) shown(actor authn.Actor, ref Ref, standing S) S {
	b := standing.Common()
	b.Self = s.kind.Set.Href(ref)
	b.Actions = []request.Action{s.kind.Set.Offer(s.policy, actor, ref, nil)}
	return standing
}
