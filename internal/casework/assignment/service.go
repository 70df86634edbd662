package assignment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
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
// 4.1, 6.5). More than the person can give is no hindrance yet: it is told of
// (rule 4.2).
func (s *Service) Nominate(ctx context.Context, actor authn.Actor, ref Ref, in NominationInput) (*Assignment, error) {
	return s.act(ctx, actor, ref, func(tx pgx.Tx, d *deed) (int, error) {
		a, err := d.nominate(ctx, tx, in)
		if err != nil {
			return 0, err
		}
		return a.Number, nil
	})
}

// deed is an act of a municipality on its assignments in a case, and what it
// rests on: the case, its mandate, and the assignments as they were.
type deed struct {
	versions
	actor   authn.Actor
	now     time.Time
	c       *casefile.Case
	party   *casefile.Participant
	inForce *Asked
	before  []Assignment
}

// act runs an act of a municipality: lock, act, whatever follows, and the
// assignment that it answers with, as it is then.
func (s *Service) act(ctx context.Context, actor authn.Actor, ref Ref, do func(tx pgx.Tx, d *deed) (number int, err error)) (*Assignment, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Assignment, error) {
		c, party, err := enter(ctx, tx, ref)
		if err != nil {
			return nil, err
		}
		v, err := current(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		d := &deed{versions: v, actor: actor, now: s.now(), c: c, party: party, inForce: asked(v.inForce, party)}
		if d.before, err = assignments(ctx, tx, c, party.Number); err != nil {
			return nil, err
		}
		number, err := do(tx, d)
		if err != nil {
			return nil, err
		}
		after, err := v.follow(ctx, tx, c, party, d.before, d.now)
		if err != nil {
			return nil, err
		}
		a, err := find(after, number)
		if err != nil {
			return nil, err
		}
		seen := sight{inForce: d.inForce, open: asked(v.open, party), all: after, before: d.before, today: workday.Today(d.now)}
		seen.inForce.mark(after, seen.today)
		if seen.loads, err = loads(ctx, tx, []Assignment{*a}); err != nil {
			return nil, err
		}
		return s.shown(c, a, seen, actor), nil
	})
}

// nomination is one that was checked, as it is kept.
type nomination struct {
	NominationInput
	function       string
	person, deputy *Employment
	by             string
	at             time.Time
}

// nominate holds a nomination against the mandate and the municipality's
// employees, and keeps it.
func (d *deed) nominate(ctx context.Context, tx pgx.Tx, in NominationInput) (*Assignment, error) {
	today := workday.Today(d.now)
	n := nomination{NominationInput: in, by: d.actor.Person, at: d.now}
	var err error
	if n.function, err = in.Check(d.inForce, asked(d.open, d.party), today); err != nil {
		return nil, err
	}
	if err := in.Replaced(d.before, today); err != nil {
		return nil, err
	}
	employed, err := employments(ctx, tx, d.party.ID, in.StaffKey, in.DeputyStaffKey)
	if err != nil {
		return nil, err
	}
	if n.person, n.deputy, err = in.Staff(employed); err != nil {
		return nil, err
	}
	number, err := insert(ctx, tx, d.c, d.party, n)
	if err != nil {
		return nil, err
	}
	list, err := assignments(ctx, tx, d.c, d.party.Number)
	if err != nil {
		return nil, err
	}
	a, err := find(list, number)
	if err != nil {
		return nil, err
	}
	return a, record(ctx, tx, a.event(d.c, d.actor, "nominate-person", d.now, a.named()))
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

// announce tells the person of a release, and of its end.
func (s *Service) announce(ctx context.Context, tx pgx.Tx, c *casefile.Case, p *casefile.Participant, a *Assignment) error {
	switch a.State {
	case Released:
		return s.tell(ctx, tx, c, p, a, notice.AssignmentReleased)
	case Recalled:
		return s.tell(ctx, tx, c, p, a, notice.AssignmentRecalled)
	case Replaced:
		return s.tell(ctx, tx, c, p, a, notice.AssignmentReplaced)
	default:
		return nil
	}
}

// tell tells the person concerned. The letter leads to their own assignments:
// they need hold no office that reads the case.
func (s *Service) tell(ctx context.Context, tx pgx.Tx, c *casefile.Case, p *casefile.Participant, a *Assignment, kind string) error {
	source := fmt.Sprintf("assignment:%d:%s", a.ID, a.State)
	if a.EndedOn != nil {
		source += ":" + a.EndedOn.String() // the day can be moved
	}
	return s.notices.Post(ctx, tx, []notice.Notice{{
		Source: source, Person: a.Person, Kind: kind, Case: c.ID,
		Params: map[string]string{
			"case_number": c.Number, "case_title": c.Title, "region": c.Region, "municipality": p.Name, "title": a.Function,
			"share": fmt.Sprint(a.Share), "from": a.From.String(), "to": a.Ends.AddDays(-1).String(), "path": request.Path("me/assignments"),
		},
	}})
}
