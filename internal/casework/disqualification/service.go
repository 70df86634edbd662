package disqualification

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

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
	named   FindNamed
	rests   []Rests
	frame   casefile.Frame
}

// New builds the service, and brings raising and declaring to cases.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service, cases *casefile.Service, named FindNamed) *Service {
	s := &Service{pool: pool, policy: policy, now: now, notices: notices, named: named, frame: casefile.Frame{Pool: pool, Now: now}}
	s.RestOn(answeredOn)
	s.RestOn(namedOn)
	cases.Offers.Add(func(actor authn.Actor, c *casefile.Case) []request.Action {
		raise := Ref{c.Ref(), cases.ActingAs(c, actor, raiseDisqualification.Decl)}
		declare := Ref{c.Ref(), cases.ActingAs(c, actor, declareDisqualification.Decl)}
		declaring := c.Alive()
		switch {
		case declaring != nil:
		case seatsAlone(actor, declare.Organisation):
			declaring = ErrBodyDecides
		case authz.Disqualified(actor.In(c.ID), declare.Organisation):
			declaring = ErrStandsAlready
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
		rows, err := page(ctx, q, c, ref, after, p.Limit+1)
		if err != nil {
			return request.List[*Disqualification]{}, err
		}
		return request.Cut(rows, p, func(d *Disqualification) any { return d.Number }), s.present(ctx, q, c, actor, now, rows...)
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
		d, err := find(ctx, q, c, ref)
		if err != nil {
			return nil, err
		}
		return d, s.present(ctx, q, c, actor, now, d)
	})
}

// Raise raises the question of a person's disqualification, and tells them and
// those who record decisions there. It refuses people whom the organisation
// does not know.
func (s *Service) Raise(ctx context.Context, actor authn.Actor, ref Ref, in RaiseDisqualificationInput) (*Disqualification, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.act(ctx, actor, ref, raiseDisqualification.ID, func(ch *casefile.Change) (*Disqualification, audit.Changes, error) {
		d := &Disqualification{
			Organisation: ref.Organisation, Person: strings.ToLower(in.Person), Reason: in.Ground, Basis: in.Basis, State: Raised, RaisedBy: actor.Person, RaisedAt: ch.Now,
		}
		if err := s.judge(ctx, ch.Tx, ch.Case, actor, ch.Now, d); err != nil {
			return nil, nil, err
		}
		known, err := authority.Known(ctx, ch.Tx, in.Person, []string{ref.Organisation}, ch.Now)
		if err != nil {
			return nil, nil, err
		}
		if !known && !d.Position.Substitute {
			return nil, nil, person.ErrUnknownPerson.On("/person", person.MsgNotKnownTo)
		}
		return d, d.opened(nil), insert(ctx, ch.Tx, ch.Case, d)
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
	return s.act(ctx, actor, ref, declareDisqualification.ID, func(ch *casefile.Change) (*Disqualification, audit.Changes, error) {
		before, err := raised(ctx, ch.Tx, ch.Case, ref.Organisation, actor.Person)
		if err != nil {
			return nil, nil, err
		}
		d := &Disqualification{Organisation: ref.Organisation, Person: actor.Person, RaisedBy: actor.Person, RaisedAt: ch.Now}
		if before != nil {
			was := *before
			d, before = before, &was
		}
		if err := d.Declare(in, actor, ch.Case.CreatedAt, ch.Now); err != nil {
			return nil, nil, err
		}
		store := insert
		if before != nil {
			store = func(ctx context.Context, tx pgx.Tx, _ *casefile.Case, d *Disqualification) error {
				return save(ctx, tx, d)
			}
		}
		return d, d.opened(before), store(ctx, ch.Tx, ch.Case, d)
	})
}

// Decide decides a question that was raised, as a superior or as a body whose
// decision is recorded (FVL § 8).
func (s *Service) Decide(ctx context.Context, actor authn.Actor, ref EachRef, in DecideDisqualificationInput) (*Disqualification, error) {
	return s.onKnown(ctx, actor, ref, decideDisqualification.ID, func(ch *casefile.Change, d *Disqualification) (audit.Changes, error) {
		if err := d.Decide(in, actor, ch.Case.CreatedAt, ch.Now); err != nil {
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
	return s.onKnown(ctx, actor, ref, endDisqualification.ID, func(ch *casefile.Change, d *Disqualification) (audit.Changes, error) {
		before := d.To
		if err := d.End(in, actor, ch.Now); err != nil {
			return nil, err
		}
		changes := audit.Changes{"to": {Old: before, New: d.To}, "reason": {New: in.Reason}}
		in.note(changes)
		return changes, has(ctx, ch.Tx, d.Organisation, in.Body)
	})
}

// onKnown runs an act on a disqualification that exists, and honours If-Match.
func (s *Service) onKnown(ctx context.Context, actor authn.Actor, ref EachRef, id string,
	act func(ch *casefile.Change, d *Disqualification) (audit.Changes, error),
) (*Disqualification, error) {
	return s.act(ctx, actor, ref.Ref, id, func(ch *casefile.Change) (*Disqualification, audit.Changes, error) {
		d, err := find(ctx, ch.Tx, ch.Case, ref)
		if err != nil {
			return nil, nil, err
		}
		if err := request.Match(ctx, d.Revision); err != nil {
			return nil, nil, err
		}
		if err := s.judge(ctx, ch.Tx, ch.Case, actor, ch.Now, d); err != nil {
			return nil, nil, err
		}
		changes, err := act(ch, d)
		if err != nil {
			return nil, nil, err
		}
		return d, changes, save(ctx, ch.Tx, d)
	})
}

// act runs an act of an organisation in the case, and what follows from it: an
// answer to an open mandate that does not count any more is asked for anew.
func (s *Service) act(ctx context.Context, actor authn.Actor, ref Ref, id string,
	act func(*casefile.Change) (*Disqualification, audit.Changes, error),
) (*Disqualification, error) {
	return casefile.Do(ctx, s.frame, actor, ref.Ref, func(ch *casefile.Change) (*Disqualification, error) {
		if err := mustTakeActs(ch.Case, ref.Organisation); err != nil {
			return nil, err
		}
		d, changes, err := act(ch)
		if err != nil {
			return nil, err
		}
		if d, err = find(ctx, ch.Tx, ch.Case, d.ref(ref.Ref)); err != nil {
			return nil, err
		}
		after, err := authority.Again(ctx, ch.Tx, actor, ch.Now)
		if err != nil {
			return nil, err
		}
		if err := s.present(ctx, ch.Tx, ch.Case, after, ch.Now, d); err != nil {
			return nil, err
		}
		ch.Record(audit.Event{Act: id, Object: d.Self, Changes: changes})
		if _, moved := changes["state"]; moved {
			if err := s.tell(ctx, ch, d); err != nil {
				return nil, err
			}
		}
		return d, s.reask(ctx, ch, id)
	})
}
