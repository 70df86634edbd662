package assignment

import (
	"context"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// ShowContribution reads what a municipality contributes besides people.
func (s *Service) ShowContribution(ctx context.Context, actor authn.Actor, ref Ref) (*Contribution, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Contribution, error) {
		c, _, err := look(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		b, err := contributionOf(ctx, q, c, ref.Municipality)
		if err != nil {
			return nil, err
		}
		if b == nil {
			return nil, ErrNoContribution
		}
		return s.showContribution(c, b, actor), nil
	})
}

// RecordContribution records what the municipality contributes besides people,
// in the place of what was recorded before (rule 2.3d).
func (s *Service) RecordContribution(ctx context.Context, actor authn.Actor, ref Ref, in ContributionInput) (*Contribution, error) {
	in, err := in.Clean()
	if err != nil {
		return nil, err
	}
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Contribution, error) {
		c, party, err := enter(ctx, tx, ref)
		if err != nil {
			return nil, err
		}
		before, err := contributionOf(ctx, tx, c, ref.Municipality)
		if err != nil {
			return nil, err
		}
		if err := before.match(ctx); err != nil {
			return nil, err
		}
		now := s.now()
		if err := saveContribution(ctx, tx, c, party, in, actor.Person, now); err != nil {
			return nil, err
		}
		after, err := contributionOf(ctx, tx, c, ref.Municipality)
		if err != nil {
			return nil, err
		}
		after.Created = before == nil
		err = record(ctx, tx, audit.Event{
			At: now, Actor: actor, Case: c.ID, Act: "record-contribution", Object: after.Self, Changes: before.changes(in),
		})
		return s.showContribution(c, after, actor), err
	})
}

// match holds the request's If-Match against what is recorded, if anything.
func (b *Contribution) match(ctx context.Context) error {
	if b == nil {
		return request.MatchNothing(ctx)
	}
	return request.MustMatch(ctx, b.Revision)
}

// changes lists what the recording changes.
func (b *Contribution) changes(in ContributionInput) audit.Changes {
	if b == nil {
		return audit.Changes{"description": {New: in.Description}, "money": {New: in.Money}}
	}
	return audit.Changes{"description": {Old: b.Description, New: in.Description}, "money": {Old: b.Money, New: in.Money}}
}
