package condition

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the use cases of conditions.
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

// List shows the conditions of a municipality's standing answer, by number.
func (s *Service) List(ctx context.Context, actor authn.Actor, ref mandate.PartRef, p request.Page) (request.List[*Condition], error) {
	after := 0
	if err := p.After(&after); err != nil {
		return request.List[*Condition]{}, err
	}
	list, err := s.read(ctx, actor, ref)
	if err != nil {
		return request.List[*Condition]{}, err
	}
	list = slices.DeleteFunc(list, func(c *Condition) bool { return c.Number <= after })
	return request.Cut(list, p, func(c *Condition) any { return c.Number }), nil
}

// Show reads one condition.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Condition, error) {
	list, err := s.read(ctx, actor, ref.PartRef)
	if err != nil {
		return nil, err
	}
	return numbered(list, ref.Number)
}

// read shows the conditions of a municipality's standing answer.
func (s *Service) read(ctx context.Context, actor authn.Actor, ref mandate.PartRef) ([]*Condition, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) ([]*Condition, error) {
		c, err := casefile.Load(ctx, q, ref.Ref.Ref)
		if err != nil {
			return nil, err
		}
		v, err := mandate.Find(ctx, q, c.ID, ref.Version)
		if err != nil {
			return nil, err
		}
		if v.Slice(ref.Municipality) == nil {
			return nil, mandate.ErrNoSlice
		}
		list, err := standing(ctx, q, v, ref.Municipality)
		if err != nil {
			return nil, err
		}
		now := s.now()
		for _, one := range list {
			one.Show(s.policy, actor, c, v, ref.Municipality, now)
		}
		return list, nil
	})
}

// numbered is the condition of a number. It refuses one that there is not.
func numbered(list []*Condition, number int) (*Condition, error) {
	i := slices.IndexFunc(list, func(c *Condition) bool { return c.Number == number })
	if i < 0 {
		return nil, httpapi.ErrNotFound
	}
	return list[i], nil
}

// Report says that a condition is fulfilled. It is the responsible office's act,
// and stops the reminders; the municipality that set the condition is told, and
// settles it (rule 3.5).
func (s *Service) Report(ctx context.Context, actor authn.Actor, ref Ref, in FulfilmentReportInput) (*Condition, error) {
	text, err := tidy("/report", in.Report)
	if err != nil {
		return nil, err
	}
	return s.onCondition(ctx, actor, ref, func(tx pgx.Tx, m *matter, now time.Time) error {
		held, err := again(ctx, tx, actor, now)
		if err != nil {
			return err
		}
		by, err := m.responsible(s.policy, held)
		if err != nil {
			return err
		}
		before := m.State
		if err := m.reported(text, by, now); err != nil {
			return err
		}
		if err := reminder.Stop(ctx, tx, now, m.deadline().Ref, "reported fulfilled"); err != nil {
			return err
		}
		post := authority.Post{Organisation: ref.Municipality, Office: office.ChiefExecutive}
		if err := s.tell(ctx, tx, m, notice.ConditionReported, post, confirmCondition.Decl, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, m.event(by, reportCondition.ID, before, "report", text, now))
	})
}

// again reads what the actor holds once the case is locked: the door asked for
// any office that reports conditions, and the responsible one may have ended
// while the act waited (rule 1.3).
func again(ctx context.Context, tx pgx.Tx, actor authn.Actor, now time.Time) (authn.Actor, error) {
	b := &pgx.Batch{}
	held := authn.Actor{Person: actor.Person, Case: actor.Case}
	authority.Roles(b, now, &held)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return held, fmt.Errorf("read the offices again: %w", err)
	}
	return held, nil
}

// Confirm ends a condition as fulfilled; the responsible is told (rule 3.5).
func (s *Service) Confirm(ctx context.Context, actor authn.Actor, ref Ref, in ConfirmationInput) (*Condition, error) {
	note, err := canon.Text(in.Note)
	if err != nil {
		return nil, ErrText.At("/note", "%s", err)
	}
	return s.onCondition(ctx, actor, ref, func(tx pgx.Tx, m *matter, now time.Time) error {
		before := m.State
		if err := m.settled(Fulfilled, note, actor, now); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, m, notice.ConditionFulfilled, m.Responsible.Post(), reportCondition.Decl, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, m.event(actor, confirmCondition.ID, before, "note", note, now))
	})
}

// Return sends a report back with a reason: the condition is open again, and
// the responsible is told and reminded (rule 3.5).
func (s *Service) Return(ctx context.Context, actor authn.Actor, ref Ref, in SendBackInput) (*Condition, error) {
	reason, err := tidy("/reason", in.Reason)
	if err != nil {
		return nil, err
	}
	return s.onCondition(ctx, actor, ref, func(tx pgx.Tx, m *matter, now time.Time) error {
		before := m.State
		if err := m.settled(Open, reason, actor, now); err != nil {
			return err
		}
		if err := reminder.Plan(ctx, tx, now, m.deadline()); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, m, notice.ConditionSentBack, m.Responsible.Post(), reportCondition.Decl, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, m.event(actor, returnCondition.ID, before, "reason", reason, now))
	})
}

// onCondition runs an act on a condition: lock the case, act, save, and the condition
// after it. The version's own revision stays; the condition's is part of the
// approval's.
func (s *Service) onCondition(ctx context.Context, actor authn.Actor, ref Ref, do func(tx pgx.Tx, m *matter, now time.Time) error) (*Condition, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Condition, error) {
		m, err := lock(ctx, tx, ref)
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, m.Revision); err != nil {
			return nil, err
		}
		now := s.now()
		if err := do(tx, m, now); err != nil {
			return nil, err
		}
		if err := saveFulfilment(ctx, tx, m.version, m.Condition); err != nil {
			return nil, err
		}
		if err := casefile.Touch(ctx, tx, m.in.ID, now); err != nil {
			return nil, err
		}
		m.Show(s.policy, actor, m.in, m.version, ref.Municipality, now)
		return m.Condition, nil
	})
}

// lock finds a condition in a case that is locked and alive.
func lock(ctx context.Context, tx pgx.Tx, ref Ref) (*matter, error) {
	c, err := casefile.LockParties(ctx, tx, ref.Ref.Ref)
	if err != nil {
		return nil, err
	}
	if err := c.Alive(); err != nil {
		return nil, err
	}
	m := &matter{ref: ref, in: c}
	if m.party, err = c.Party(ref.Municipality); err != nil {
		return nil, err
	}
	if m.version, err = mandate.Find(ctx, tx, c.ID, ref.Version); err != nil {
		return nil, err
	}
	if m.version.Slice(ref.Municipality) == nil {
		return nil, mandate.ErrNoSlice
	}
	list, err := standing(ctx, tx, m.version, ref.Municipality)
	if err != nil {
		return nil, err
	}
	m.Condition, err = numbered(list, ref.Number)
	return m, err
}

func (m *matter) deadline() reminder.Deadline {
	return m.Condition.deadline(m.in, m.version, m.ref.Municipality)
}

// tell posts a notice to a post, and its substitutes who may do the act that is
// waited for.
func (s *Service) tell(ctx context.Context, tx pgx.Tx, m *matter, kind string, post authority.Post, waited act.Decl, now time.Time) error {
	return authority.Tell(ctx, tx, s.notices, now, authority.Letter{
		Calls: authority.Calls(m.in.ID, waited.Call(), post),
		Notice: notice.Notice{
			Source: fmt.Sprintf("condition:%d:%s:%s:%d", m.in.ID, m.deadline().Key, m.ref.Municipality, m.Revision), Kind: kind, Case: m.in.ID,
			Params: map[string]string{
				"case_number": m.in.Number, "case_title": m.in.Title, "region": m.in.Region, "version": strconv.Itoa(m.version.Number), "municipality": m.party.Name,
				"title": m.Text, "due": m.Due.String(), "reason": m.Note, "path": showCondition.Href(m.ref),
			},
		},
	})
}
