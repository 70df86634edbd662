package condition

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
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
	frame   casefile.Frame
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service) *Service {
	return &Service{pool: pool, policy: policy, now: now, notices: notices, frame: casefile.Frame{Pool: pool, Now: now}}
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
		v, err := mandate.FindIn(ctx, q, c, ref.Version)
		if err != nil {
			return nil, err
		}
		if v.Slice(ref.Municipality) == nil {
			return nil, mandate.ErrNoSlice
		}
		list, err := standing(ctx, q, v, ref.Municipality, c.Past)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			if err := mandate.CountIn(ctx, q, c, v); err != nil {
				return nil, err
			}
		}
		now := c.Then(s.now())
		for _, one := range list {
			one.Show(s.policy, actor, c, v, ref.Municipality, now)
		}
		return list, nil
	})
}

// numbered is the condition of a number. It refuses a number that none has.
func numbered(list []*Condition, number int) (*Condition, error) {
	i := slices.IndexFunc(list, func(c *Condition) bool { return c.Number == number })
	if i < 0 {
		return nil, httpapi.ErrNotFound
	}
	return list[i], nil
}

// Report says that a condition is fulfilled. It is the responsible office's act,
// and stops the reminders; the municipality that set the condition is told, and
// confirms it or sends it back (rule 3.5).
func (s *Service) Report(ctx context.Context, actor authn.Actor, ref Ref, in FulfilmentReportInput) (*Condition, error) {
	text, err := tidy("/report", in.Report)
	if err != nil {
		return nil, err
	}
	return s.onCondition(ctx, actor, ref, func(m *matter) error {
		held, err := authority.Again(ctx, m.Tx, authn.Actor{Person: m.Actor.Person, Case: m.Actor.Case}, m.Now)
		if err != nil {
			return err
		}
		by, err := m.responsible(s.policy, held)
		if err != nil {
			return err
		}
		before := m.State
		if err := m.fileReport(text, by); err != nil {
			return err
		}
		if err := reminder.Stop(ctx, m.Tx, m.Now, m.deadline().Ref, msgReportedFulfilled); err != nil {
			return err
		}
		post := authority.Post{Organisation: ref.Municipality, Office: office.ChiefExecutive}
		if err := s.tell(ctx, m, noticeReported, post, ConfirmCondition.Decl); err != nil {
			return err
		}
		m.Record(m.event(by, ReportCondition.ID, before, "report", text))
		return nil
	})
}

// Confirm ends a condition as fulfilled; the responsible is told (rule 3.5).
func (s *Service) Confirm(ctx context.Context, actor authn.Actor, ref Ref, in ConfirmationInput) (*Condition, error) {
	var c fault.Checks
	canon.TidyText(&c, "/note", &in.Note)
	if err := c.Err(ErrText); err != nil {
		return nil, err
	}
	return s.onCondition(ctx, actor, ref, func(m *matter) error {
		before := m.State
		if err := m.fileReply(Fulfilled, in.Note); err != nil {
			return err
		}
		if err := s.tell(ctx, m, noticeFulfilled, m.Responsible.Post(), ReportCondition.Decl); err != nil {
			return err
		}
		m.Record(m.event(actor, ConfirmCondition.ID, before, "note", in.Note))
		return nil
	})
}

// Return sends a report back with a reason: the condition is open again, and
// the responsible is told and reminded (rule 3.5).
func (s *Service) Return(ctx context.Context, actor authn.Actor, ref Ref, in SendBackInput) (*Condition, error) {
	reason, err := tidy("/reason", in.Reason)
	if err != nil {
		return nil, err
	}
	return s.onCondition(ctx, actor, ref, func(m *matter) error {
		before := m.State
		if err := m.fileReply(Open, reason); err != nil {
			return err
		}
		if err := reminder.Plan(ctx, m.Tx, m.Now, m.deadline()); err != nil {
			return err
		}
		if err := s.tell(ctx, m, noticeSentBack, m.Responsible.Post(), ReportCondition.Decl); err != nil {
			return err
		}
		m.Record(m.event(actor, returnCondition.ID, before, "reason", reason))
		return nil
	})
}

// onCondition runs an act on a condition, saves it, and answers with it. The
// version's own revision stays; the condition's is part of the approval's.
func (s *Service) onCondition(ctx context.Context, actor authn.Actor, ref Ref, act func(*matter) error) (*Condition, error) {
	at := casefile.PartyRef{Ref: ref.Ref.Ref, Municipality: ref.Municipality}
	return casefile.DoPart(ctx, s.frame, actor, at, func(ch *casefile.Change) (*Condition, error) {
		m, err := find(ctx, ch, ref)
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, m.Revision); err != nil {
			return nil, err
		}
		if err := act(m); err != nil {
			return nil, err
		}
		if err := saveFulfilment(ctx, ch.Tx, m.version, m.Condition); err != nil {
			return nil, err
		}
		if err := mandate.CountIn(ctx, ch.Tx, ch.Case, m.version); err != nil {
			return nil, err
		}
		m.Show(s.policy, actor, ch.Case, m.version, ref.Municipality, ch.Now)
		return m.Condition, nil
	})
}

// find finds a condition of a municipality's standing answer.
func find(ctx context.Context, ch *casefile.Change, ref Ref) (*matter, error) {
	v, err := mandate.Find(ctx, ch.Tx, ch.Case.ID, ref.Version)
	if err != nil {
		return nil, err
	}
	if v.Slice(ref.Municipality) == nil {
		return nil, mandate.ErrNoSlice
	}
	list, err := standing(ctx, ch.Tx, v, ref.Municipality, nil)
	if err != nil {
		return nil, err
	}
	c, err := numbered(list, ref.Number)
	return &matter{ch, ref, v, c}, err
}

func (m *matter) deadline() reminder.Deadline {
	return m.Condition.deadline(m.Case, m.version, m.ref.Municipality)
}

// tell posts a notice to a post, and its substitutes who may do the act that is
// waited for.
func (s *Service) tell(ctx context.Context, m *matter, kind notice.Kind, post authority.Post, waited act.Decl) error {
	return authority.Tell(ctx, m.Tx, s.notices, m.Now, authority.Letter{
		Calls: authority.Calls(m.Case.ID, waited.Call(), post),
		Notice: notice.Notice{
			Source: fmt.Sprintf("condition:%d:%s:%s:%d", m.Case.ID, m.deadline().Key, m.ref.Municipality, m.Revision), Kind: kind, Case: m.Case.ID,
			Params: map[string]string{
				"case_number": m.Case.Number, "case_title": m.Case.Title, "region": m.Case.Region, "version": strconv.Itoa(m.version.Number), "municipality": m.Party.Name,
				"title": m.Text, "due": m.Due.String(), "reason": m.Note, "path": showCondition.Href(m.ref),
			},
		},
	})
}
