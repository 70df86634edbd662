package condition

import (
	"context"
	"fmt"
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
	pool     *pgxpool.Pool
	policy   *authz.Policy
	now      func() time.Time
	mandates *mandate.Service
	notices  *notice.Service
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, mandates *mandate.Service, notices *notice.Service) *Service {
	return &Service{pool: pool, policy: policy, now: now, mandates: mandates, notices: notices}
}

// List shows the conditions of a municipality's standing answer, by number.
func (s *Service) List(ctx context.Context, actor authn.Actor, ref mandate.Ref, municipality string, p request.Page) (request.List[mandate.Condition], error) {
	after := 0
	if err := p.After(&after); err != nil {
		return request.List[mandate.Condition]{}, err
	}
	a, err := s.mandates.ShowApproval(ctx, actor, ref, municipality)
	if err != nil || a.Standing == nil {
		return request.List[mandate.Condition]{}, err
	}
	var rows []mandate.Condition
	for _, c := range a.Standing.Conditions {
		if c.Number > after {
			rows = append(rows, c)
		}
	}
	return request.Cut(rows, p, func(c mandate.Condition) any { return c.Number }), nil
}

// Show reads one condition.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*mandate.Condition, error) {
	a, err := s.mandates.ShowApproval(ctx, actor, ref.Ref, ref.Municipality)
	if err != nil {
		return nil, err
	}
	return found(a, ref)
}

func found(a *mandate.Approval, ref Ref) (*mandate.Condition, error) {
	if c := a.Condition(ref.Number); c != nil {
		return c, nil
	}
	return nil, httpapi.ErrNotFound
}

// Report says that a condition is fulfilled. It is the responsible office's act,
// and stops the reminders; the municipality that set the condition is told, and
// settles it (rule 3.5).
func (s *Service) Report(ctx context.Context, actor authn.Actor, ref Ref, in FulfilmentReportInput) (*mandate.Condition, error) {
	text, err := tidy("/report", in.Report)
	if err != nil {
		return nil, err
	}
	return s.act(ctx, actor, ref, func(tx pgx.Tx, m *matter, now time.Time) error {
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
		if err := s.tell(ctx, tx, m, notice.ConditionReported, post, confirm, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, m.event(by, "report-condition", before, "report", text, now))
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
func (s *Service) Confirm(ctx context.Context, actor authn.Actor, ref Ref, in ConfirmationInput) (*mandate.Condition, error) {
	note, err := canon.Text(in.Note)
	if err != nil {
		return nil, ErrText.At("/note", "%s", err)
	}
	return s.act(ctx, actor, ref, func(tx pgx.Tx, m *matter, now time.Time) error {
		before := m.State
		if err := m.settled(mandate.ConditionFulfilled, note, actor, now); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, m, notice.ConditionFulfilled, m.Responsible.Post(), report, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, m.event(actor, "confirm-condition", before, "note", note, now))
	})
}

// Return sends a report back with a reason: the condition is open again, and
// the responsible is told and reminded (rule 3.5).
func (s *Service) Return(ctx context.Context, actor authn.Actor, ref Ref, in SendBackInput) (*mandate.Condition, error) {
	reason, err := tidy("/reason", in.Reason)
	if err != nil {
		return nil, err
	}
	return s.act(ctx, actor, ref, func(tx pgx.Tx, m *matter, now time.Time) error {
		before := m.State
		if err := m.settled(mandate.ConditionOpen, reason, actor, now); err != nil {
			return err
		}
		if err := reminder.Plan(ctx, tx, now, m.deadline()); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, m, notice.ConditionSentBack, m.Responsible.Post(), report, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, m.event(actor, "return-condition", before, "reason", reason, now))
	})
}

// act runs an act on a condition: lock the case, act, save, and the condition
// after it. The version's own revision stays; the condition's is part of the
// approval's.
func (s *Service) act(ctx context.Context, actor authn.Actor, ref Ref, do func(tx pgx.Tx, m *matter, now time.Time) error) (*mandate.Condition, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*mandate.Condition, error) {
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
		if err := mandate.SaveFulfilment(ctx, tx, m.Condition); err != nil {
			return nil, err
		}
		if err := casefile.Touch(ctx, tx, m.in.ID, now); err != nil {
			return nil, err
		}
		a, err := s.mandates.Shown(ctx, tx, actor, m.in, ref.Ref, ref.Municipality)
		if err != nil {
			return nil, err
		}
		return found(a, ref)
	})
}

// lock finds a condition in a case that is locked and alive.
func lock(ctx context.Context, tx pgx.Tx, ref Ref) (*matter, error) {
	c, err := casefile.Lock(ctx, tx, ref.Ref.Ref)
	if err != nil {
		return nil, err
	}
	if err := c.Alive(); err != nil {
		return nil, err
	}
	if _, err := c.Party(ref.Municipality); err != nil {
		return nil, err
	}
	m := &matter{ref: ref, in: c}
	if m.version, err = mandate.Find(ctx, tx, c.ID, ref.Version); err != nil {
		return nil, err
	}
	if m.approval = m.version.Approval(ref.Municipality); m.approval == nil {
		return nil, mandate.ErrNoSlice
	}
	m.Condition, err = found(m.approval, ref)
	return m, err
}

func (m *matter) deadline() reminder.Deadline {
	return m.Deadline(m.in, m.version, m.ref.Municipality)
}

// tell posts a notice to a post, and its substitutes who may do the act that is
// waited for.
func (s *Service) tell(ctx context.Context, tx pgx.Tx, m *matter, kind string, post authority.Post, waited authz.Permission, now time.Time) error {
	return authority.Tell(ctx, tx, s.notices, now, authority.Letter{
		Calls: authority.Calls(m.in.ID, waited.String(), post),
		Notice: notice.Notice{
			Source: fmt.Sprintf("condition:%d:%s:%s:%d", m.in.ID, m.Key(m.ref.Ref), m.ref.Municipality, m.Revision), Kind: kind, Case: m.in.ID,
			Params: map[string]string{
				"case_number": m.in.Number, "case_title": m.in.Title, "region": m.in.Region, "version": strconv.Itoa(m.version.Number), "municipality": m.approval.Name,
				"title": m.Text, "due": m.Due.String(), "reason": m.Note, "path": m.ref.Path(),
			},
		},
	})
}
