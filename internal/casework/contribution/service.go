package contribution

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service keeps contributions and the regions' keys, and shows balances.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
	keys   *setting.Service[setting.Ref, *ContributionKey]
	frame  casefile.Frame
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time) *Service {
	return &Service{pool: pool, policy: policy, now: now, keys: setting.New(pool, policy, now, agreedKey), frame: casefile.Frame{Pool: pool, Now: now}}
}

// Show computes the balance of a case by the key that stands now. The number of
// statements is fixed, however many municipalities take part.
func (s *Service) Show(ctx context.Context, _ authn.Actor, ref casefile.Ref) (Balance, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (Balance, error) {
		c, err := casefile.Load(ctx, q, ref)
		if err != nil {
			return Balance{}, err
		}
		now := c.Then(s.now())
		standings, err := staffing.Standings(ctx, q, []*casefile.Case{c}, nil, now)
		if err != nil {
			return Balance{}, err
		}
		var p pgdb.Parts
		recorded := map[string]*Contribution{}
		Part(&p, c, func(b *Contribution) { recorded[b.Municipality] = b })
		region := calendar.Part(&p, []string{c.Region})
		if err := p.Read(ctx, q); err != nil {
			return Balance{}, err
		}
		calendars, err := region()
		if err != nil {
			return Balance{}, err
		}
		key, err := keyOf(ctx, q, setting.Ref{Region: c.Region}, now)
		if err != nil {
			return Balance{}, err
		}
		counted := calendars.For(c.Region) // one measure for all that take part
		b := Balance{Self: showBalance.Href(ref), Case: c.Number, Before: workday.Today(now), Calendar: counted.Version()}
		for _, st := range standings {
			if st.InForce != nil {
				b.Version = &st.InForce.Version
			}
		}
		b.Rows, b.Total, b.Key = weigh(contributed(standings, recorded, counted, b.Before), *key)
		return b, nil
	})
}

// contributed is what each participant of a case contributes.
func contributed(standings []*staffing.Standing, recorded map[string]*Contribution, calendar *workday.Calendar, today workday.Date) []given {
	dates := []workday.Date{today}
	for _, st := range standings {
		if binding := st.Binding(); binding != nil {
			for _, r := range binding.Requirements {
				dates = append(dates, r.From, r.To)
			}
		}
		for _, a := range st.Named {
			dates = append(dates, a.From, a.Ends)
		}
	}
	days := countDays(calendar, dates)
	all := make([]given, len(standings))
	for i, st := range standings {
		all[i] = count(st, days, today)
		if r := recorded[st.Party.Number]; r != nil {
			all[i].recorded = r.Money
		}
	}
	return all
}

// SetKey sets a region's key in the place of the one before, which is kept. It
// refuses figures that are not those of the municipalities that the region has
// today, and of others in its cases.
func (s *Service) SetKey(ctx context.Context, actor authn.Actor, ref setting.Ref, in ContributionKeyInput) (*ContributionKey, error) {
	return s.keys.Replace(ctx, actor, ref, func(tx pgx.Tx, before *ContributionKey, w setting.Written) error {
		parties, err := partiesAmong(ctx, tx, ref.Region, in.municipalities())
		if err != nil {
			return err
		}
		if err := in.check(before.Members, parties); err != nil {
			return err
		}
		return insertKey(ctx, tx, in, w)
	})
}

// ShowContribution reads what a municipality contributes besides people. It
// refuses one that never took part.
func (s *Service) ShowContribution(ctx context.Context, actor authn.Actor, ref staffing.Ref) (*Contribution, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Contribution, error) {
		c, err := casefile.Load(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		if !c.TookPart(ref.Municipality) {
			return nil, casefile.ErrNotParty
		}
		recorded, err := Of(ctx, q, c)
		if err != nil {
			return nil, err
		}
		b := recorded[ref.Municipality]
		if b == nil {
			return nil, ErrNoContribution
		}
		return b.Show(s.policy, actor, c), nil
	})
}

// RecordContribution records what the municipality contributes besides people,
// in the place of what was recorded before (rule 2.3d).
func (s *Service) RecordContribution(ctx context.Context, actor authn.Actor, ref staffing.Ref, in ContributionInput) (*Contribution, error) {
	in, err := in.Clean()
	if err != nil {
		return nil, err
	}
	at := casefile.PartyRef{Ref: ref.Ref, Municipality: ref.Municipality}
	return casefile.DoPart(ctx, s.frame, actor, at, func(ch *casefile.Change) (*Contribution, error) {
		recorded, err := Of(ctx, ch.Tx, ch.Case)
		if err != nil {
			return nil, err
		}
		before := recorded[ref.Municipality]
		if err := before.match(ctx); err != nil {
			return nil, err
		}
		changes := before.difference(in)
		if before != nil && len(changes) == 0 {
			return before.Show(s.policy, actor, ch.Case), nil
		}
		after, err := save(ctx, ch.Tx, ch.Case, ref.Municipality, in, actor.Person, ch.Now)
		if err != nil {
			return nil, err
		}
		after.Created = before == nil
		ch.Record(audit.Event{Act: RecordContribution.ID, Object: after.Self, Changes: changes})
		return after.Show(s.policy, actor, ch.Case), nil
	})
}

// match compares the request's If-Match with what is recorded, if anything.
func (b *Contribution) match(ctx context.Context) error {
	if b == nil {
		return request.MatchNothing(ctx)
	}
	return request.MustMatch(ctx, b.Revision)
}

// mustTakeContributions refuses them in a case that is over, and of a municipality
// that has no part in it.
func mustTakeContributions(c *casefile.Case, municipality string) error {
	if err := c.Alive(); err != nil {
		return err
	}
	_, err := c.Party(municipality)
	return err
}

// Show completes a contribution for a caller.
func (b *Contribution) Show(policy *authz.Policy, actor authn.Actor, c *casefile.Case) *Contribution {
	b.Actions = []request.Action{OfferRecording(policy, actor, c, b.Municipality)}
	return b
}

// OfferRecording tells a caller whether they may record what a municipality
// contributes.
func OfferRecording(policy *authz.Policy, actor authn.Actor, c *casefile.Case, municipality string) request.Action {
	return RecordContribution.OfferIn(policy, actor.In(c.ID), municipality, staffing.Ref{Ref: c.Ref(), Municipality: municipality}, mustTakeContributions(c, municipality))
}
