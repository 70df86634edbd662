package resource

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/audit"
	"forankring.no/forankring/internal/authn"
	"forankring.no/forankring/internal/authz"
	"forankring.no/forankring/internal/casefile"
	"forankring.no/forankring/internal/notice"
	"forankring.no/forankring/internal/pgdb"
	"forankring.no/forankring/internal/rest"
	"forankring.no/forankring/internal/workday"
)

// Service holds the use cases of named resources.
type Service struct {
	pool    *pgxpool.Pool
	policy  *authz.Policy
	now     func() time.Time
	notices *notice.Service
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service) *Service {
	return &Service{pool: pool, policy: policy, now: now, notices: notices}
}

// Nominate names an own employee for a requirement of the mandate. When nobody
// is lacking then, the municipality is no longer reminded to name people (rules
// 4.1, 6.5).
func (s *Service) Nominate(ctx context.Context, actor authn.Actor, ref Ref, in NominationInput) (*Assignment, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Assignment, error) {
		c, party, err := enter(ctx, tx, ref)
		if err != nil {
			return nil, err
		}
		now := s.now()
		n, err := nominate(ctx, tx, c, party, in, workday.Today(now))
		if err != nil {
			return nil, err
		}
		n.by, n.at = actor.Person, now
		number, err := insert(ctx, tx, c, party, n)
		if err != nil {
			return nil, err
		}
		a, err := find(ctx, tx, c, AssignmentRef{ref, number})
		if err != nil {
			return nil, err
		}
		if err := record(ctx, tx, a.event(c, actor, "nominate-person", now, a.named())); err != nil {
			return nil, err
		}
		if err := n.follow(ctx, tx, c, party, nil, now); err != nil {
			return nil, err
		}
		return s.shown(c, a, asked(n.inForce, party), actor, workday.Today(now)), nil
	})
}

// nomination is one that was checked, as it is kept.
type nomination struct {
	NominationInput
	versions
	function       string
	person, deputy *Employment
	by             string
	at             time.Time
}

// nominate holds a nomination against the mandate and the municipality's
// employees.
func nominate(ctx context.Context, tx pgx.Tx, c *casefile.Case, p *casefile.Participant, in NominationInput, today workday.Date) (n nomination, err error) {
	v, err := current(ctx, tx, c)
	if err != nil {
		return n, err
	}
	n = nomination{NominationInput: in, versions: v}
	if n.function, err = in.Check(asked(v.inForce, p), asked(v.open, p), today); err != nil {
		return n, err
	}
	employed, err := employments(ctx, tx, p.ID, in.StaffKey, in.DeputyStaffKey)
	if err != nil {
		return n, err
	}
	n.person, n.deputy, err = in.Staff(employed)
	return n, err
}

// Release gives a nominated person to the work, and tells them (rule 4.1).
func (s *Service) Release(ctx context.Context, actor authn.Actor, ref AssignmentRef) (*Assignment, error) {
	return s.decide(ctx, actor, ref, "release-assignment", func(a *Assignment, inForce *Asked, now time.Time) error {
		return a.Release(inForce, actor, now)
	})
}

// Decline refuses a nomination (rule 4.1).
func (s *Service) Decline(ctx context.Context, actor authn.Actor, ref AssignmentRef, why Reason) (*Assignment, error) {
	return s.decide(ctx, actor, ref, "decline-assignment", func(a *Assignment, _ *Asked, now time.Time) error {
		return a.Decline(why, actor, now)
	})
}

// Retract takes a nomination back (rule 4.1).
func (s *Service) Retract(ctx context.Context, actor authn.Actor, ref AssignmentRef) (*Assignment, error) {
	return s.decide(ctx, actor, ref, "retract-assignment", func(a *Assignment, _ *Asked, now time.Time) error {
		return a.Retract(actor, now)
	})
}

// Recall takes a released person back from a day on, and tells them (rule 4.1).
func (s *Service) Recall(ctx context.Context, actor authn.Actor, ref AssignmentRef, in RecallInput) (*Assignment, error) {
	return s.decide(ctx, actor, ref, "recall-assignment", func(a *Assignment, _ *Asked, now time.Time) error {
		return a.Recall(in.On, in.ReasonCode, actor, now)
	})
}

// decide runs an act on an assignment: lock, act, trace, whatever follows, and
// the state after it.
func (s *Service) decide(ctx context.Context, actor authn.Actor, ref AssignmentRef, act string,
	do func(a *Assignment, inForce *Asked, now time.Time) error,
) (*Assignment, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Assignment, error) {
		c, party, err := enter(ctx, tx, ref.Ref)
		if err != nil {
			return nil, err
		}
		a, err := find(ctx, tx, c, ref)
		if err != nil {
			return nil, err
		}
		if err := rest.Match(ctx, a.Revision); err != nil {
			return nil, err
		}
		v, err := current(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		before, inForce, now := *a, asked(v.inForce, party), s.now()
		if err := do(a, inForce, now); err != nil {
			return nil, err
		}
		if err := save(ctx, tx, a); err != nil {
			return nil, err
		}
		if err := record(ctx, tx, a.event(c, actor, act, now, before.moved(a))); err != nil {
			return nil, err
		}
		if err := s.announce(ctx, tx, c, party, a); err != nil {
			return nil, err
		}
		if err := v.follow(ctx, tx, c, party, &before, now); err != nil {
			return nil, err
		}
		if a, err = find(ctx, tx, c, ref); err != nil {
			return nil, err
		}
		return s.shown(c, a, inForce, actor, workday.Today(now)), nil
	})
}

// enter begins an act of a municipality: it locks the case, and refuses one
// that is over or in which the municipality has no part.
func enter(ctx context.Context, tx pgx.Tx, ref Ref) (*casefile.Case, *casefile.Participant, error) {
	c, err := casefile.Lock(ctx, tx, ref.Ref)
	if err != nil {
		return nil, nil, err
	}
	if err := c.Alive(); err != nil {
		return nil, nil, err
	}
	party, err := c.Party(ref.Municipality)
	return c, party, err
}

// record writes the event, and notes in the case that something changed.
func record(ctx context.Context, tx pgx.Tx, e audit.Event) error {
	if err := audit.Record(ctx, tx, e); err != nil {
		return err
	}
	return casefile.Touch(ctx, tx, e.Case, e.At)
}

// announce tells the person of a release or a recall.
func (s *Service) announce(ctx context.Context, tx pgx.Tx, c *casefile.Case, p *casefile.Participant, a *Assignment) error {
	switch a.State {
	case Released:
		return s.tell(ctx, tx, c, p, a, notice.AssignmentReleased)
	case Recalled:
		return s.tell(ctx, tx, c, p, a, notice.AssignmentRecalled)
	default:
		return nil
	}
}

// tell tells the person concerned. The letter leads to their own assignments:
// they need hold no office that reads the case.
func (s *Service) tell(ctx context.Context, tx pgx.Tx, c *casefile.Case, p *casefile.Participant, a *Assignment, kind string) error {
	return s.notices.Post(ctx, tx, []notice.Notice{{
		Source: fmt.Sprintf("assignment:%d:%s", a.ID, a.State), Person: a.Person, Kind: kind, Case: c.ID,
		Params: map[string]string{
			"case_number": c.Number, "case_title": c.Title, "region": c.Region, "municipality": p.Name, "title": a.Function,
			"due": a.Ends.String(), "path": rest.Path("me/assignments"),
		},
	}})
}
