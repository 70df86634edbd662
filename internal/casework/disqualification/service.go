package disqualification

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the use cases of disqualification.
type Service struct {
	pool    *pgxpool.Pool
	policy  *authz.Policy
	now     func() time.Time
	notices *notice.Service
}

// New builds the service, and brings raising and declaring to cases.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service, cases *casefile.Service) *Service {
	s := &Service{pool: pool, policy: policy, now: now, notices: notices}
	cases.Offers.Add(func(actor authn.Actor, c *casefile.Case) []request.Action {
		raise := Ref{c.Ref(), cases.ActingAs(c, actor, raiseDisqualification.Decl)}
		declare := Ref{c.Ref(), cases.ActingAs(c, actor, declareDisqualification.Decl)}
		declaring := c.Alive()
		if declaring == nil && seatsAlone(actor, declare.Organisation) {
			declaring = ErrBodyDecides
		}
		return []request.Action{
			raiseDisqualification.Offer(policy, actor, raise, c.Alive()),
			declareDisqualification.Offer(policy, actor, declare, declaring),
		}
	})
	cases.Offers.Relate("disqualifications", func(c *casefile.Case) string { return listDisqualifications.Href(ListRef{Ref: c.Ref()}) })
	return s
}

// List lists a case's disqualifications in the order of their numbers.
func (s *Service) List(ctx context.Context, actor authn.Actor, ref ListRef, p request.Page) (request.List[*Disqualification], error) {
	after := 0
	if err := p.After(&after); err != nil {
		return request.List[*Disqualification]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[*Disqualification], error) {
		c, err := casefile.Load(ctx, q, ref.Ref)
		if err != nil {
			return request.List[*Disqualification]{}, err
		}
		now := s.now()
		rows, err := page(ctx, q, c, ref, after, p.Limit+1, now)
		if err != nil {
			return request.List[*Disqualification]{}, err
		}
		for _, d := range rows {
			s.shown(c, d, actor, now)
		}
		return request.Cut(rows, p, func(d *Disqualification) any { return d.Number }), nil
	})
}

// Show reads one disqualification.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref EachRef) (*Disqualification, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Disqualification, error) {
		c, err := casefile.Load(ctx, q, ref.Ref.Ref)
		if err != nil {
			return nil, err
		}
		now := s.now()
		d, err := find(ctx, q, c, ref, now)
		if err != nil {
			return nil, err
		}
		return s.shown(c, d, actor, now), nil
	})
}

// Raise raises the question of a person's disqualification, and tells them and
// those who record decisions there. It refuses people whom the organisation
// does not know, and the officers of another.
func (s *Service) Raise(ctx context.Context, actor authn.Actor, ref Ref, in RaiseDisqualificationInput) (*Disqualification, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.act(ctx, actor, ref, func(tx pgx.Tx, c *casefile.Case, now time.Time) (*Disqualification, audit.Event, error) {
		p, err := position(ctx, tx, c, ref.Organisation, in.Person, actor, now)
		if err != nil {
			return nil, audit.Event{}, err
		}
		known, err := authority.Known(ctx, tx, in.Person, []string{ref.Organisation}, now)
		if err != nil {
			return nil, audit.Event{}, err
		}
		if !known && !p.Substitute {
			return nil, audit.Event{}, person.ErrUnknownPerson.At("/person", "is not known to the organisation")
		}
		if err := p.Judged(); err != nil {
			return nil, audit.Event{}, err
		}
		d := &Disqualification{
			Organisation: ref.Organisation, Person: strings.ToLower(in.Person), Reason: in.Ground, Basis: in.Basis, State: Raised, RaisedBy: actor.Person, RaisedAt: now,
		}
		return d, d.event(c, actor, raiseDisqualification.ID, now, d.opened()), insert(ctx, tx, c, d)
	})
}

// Declare is what people decide about themselves, at once; a question that was
// raised about them is thereby decided. It refuses whoever holds seats alone:
// about elected members the body decides.
func (s *Service) Declare(ctx context.Context, actor authn.Actor, ref Ref, in DeclareDisqualificationInput) (*Disqualification, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	actor.OnBehalfOf = "" // nobody declares for others
	return s.act(ctx, actor, ref, func(tx pgx.Tx, c *casefile.Case, now time.Time) (*Disqualification, audit.Event, error) {
		before, err := raised(ctx, tx, c, actor.Person, now)
		if err != nil {
			return nil, audit.Event{}, err
		}
		d := &Disqualification{Organisation: ref.Organisation, Person: actor.Person, RaisedBy: actor.Person, RaisedAt: now}
		if before != nil {
			d = before
		}
		if err := d.Declare(in, actor, c.CreatedAt, now); err != nil {
			return nil, audit.Event{}, err
		}
		store := insert
		if before != nil {
			store = func(ctx context.Context, tx pgx.Tx, _ *casefile.Case, d *Disqualification) error {
				return save(ctx, tx, d)
			}
		}
		return d, d.event(c, actor, declareDisqualification.ID, now, d.opened()), store(ctx, tx, c, d)
	})
}

// Decide settles a question that was raised, as a superior or as a body whose
// decision is recorded (FVL § 8).
func (s *Service) Decide(ctx context.Context, actor authn.Actor, ref EachRef, in DecideDisqualificationInput) (*Disqualification, error) {
	return s.change(ctx, actor, ref, decideDisqualification.ID, func(_ pgx.Tx, c *casefile.Case, d *Disqualification, p Position, now time.Time) (audit.Changes, error) {
		if err := p.Judged(); err != nil {
			return nil, err
		}
		if err := d.Decide(in, actor, p, c.CreatedAt, now); err != nil {
			return nil, err
		}
		return d.decided(), nil
	})
}

// End lets the person act again, now or from a later moment. What was done in
// the period stays as it is (rule 1.7). The body that ends it stands in the
// record: the disqualification keeps the one that decided it.
func (s *Service) End(ctx context.Context, actor authn.Actor, ref EachRef, in EndDisqualificationInput) (*Disqualification, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.change(ctx, actor, ref, endDisqualification.ID, func(tx pgx.Tx, _ *casefile.Case, d *Disqualification, p Position, now time.Time) (audit.Changes, error) {
		before := d.To
		if err := d.End(in, actor, p, now); err != nil {
			return nil, err
		}
		changes := audit.Changes{"to": {Old: before, New: d.To}, "reason": {New: in.Reason}}
		in.note(changes)
		return changes, has(ctx, tx, d.Organisation, in.Body)
	})
}

// change runs an act on a disqualification that exists, and honours If-Match.
func (s *Service) change(ctx context.Context, actor authn.Actor, ref EachRef, act string,
	do func(tx pgx.Tx, c *casefile.Case, d *Disqualification, p Position, now time.Time) (audit.Changes, error),
) (*Disqualification, error) {
	return s.act(ctx, actor, ref.Ref, func(tx pgx.Tx, c *casefile.Case, now time.Time) (*Disqualification, audit.Event, error) {
		d, err := find(ctx, tx, c, ref, now)
		if err != nil {
			return nil, audit.Event{}, err
		}
		if err := request.Match(ctx, d.Revision); err != nil {
			return nil, audit.Event{}, err
		}
		p, err := position(ctx, tx, c, d.Organisation, d.Person, actor, now)
		if err != nil {
			return nil, audit.Event{}, err
		}
		changes, err := do(tx, c, d, p, now)
		if err != nil {
			return nil, audit.Event{}, err
		}
		return d, d.event(c, actor, act, now, changes), save(ctx, tx, d)
	})
}

// act runs an act: lock, act, trace, what follows, and the state after it. An
// answer to an open mandate that does not count any more is asked for anew.
func (s *Service) act(ctx context.Context, actor authn.Actor, ref Ref,
	do func(tx pgx.Tx, c *casefile.Case, now time.Time) (*Disqualification, audit.Event, error),
) (*Disqualification, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Disqualification, error) {
		c, err := casefile.Lock(ctx, tx, ref.Ref)
		if err != nil {
			return nil, err
		}
		if err := acting(c, ref.Organisation); err != nil {
			return nil, err
		}
		now := s.now()
		d, event, err := do(tx, c, now)
		if err != nil {
			return nil, err
		}
		if d, err = find(ctx, tx, c, d.ref(ref.Ref), now); err != nil {
			return nil, err
		}
		event.Object = d.Self
		if err := audit.Record(ctx, tx, event); err != nil {
			return nil, err
		}
		if err := casefile.Touch(ctx, tx, c.ID, now); err != nil {
			return nil, err
		}
		if _, moved := event.Changes["state"]; moved {
			if err := s.tell(ctx, tx, c, d, now); err != nil {
				return nil, err
			}
		}
		if err := approval.Reask(ctx, tx, c, s.notices, event); err != nil {
			return nil, err
		}
		return s.shown(c, d, actor, now), nil
	})
}
