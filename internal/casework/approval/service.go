package approval

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases of mandates.
type Service struct {
	pool    *pgxpool.Pool
	policy  *authz.Policy
	now     func() time.Time
	jobs    *river.Client[pgx.Tx]
	notices *notice.Service
	frame   casefile.Frame
	// NamingMilestone finds the day of the milestone of the naming in a case, nil
	// where there is none; the timeline above knows it.
	NamingMilestone func(ctx context.Context, q pgdb.Querier, caseID int64) (*workday.Date, error)
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, jobs *river.Client[pgx.Tx], notices *notice.Service, cases *casefile.Service) *Service {
	cases.Offers.Relate("mandates", func(c *casefile.Case) string { return listMandates.Href(ListRef{Ref: c.Ref()}) })
	return &Service{pool: pool, policy: policy, now: now, jobs: jobs, notices: notices, frame: casefile.Frame{Pool: pool, Now: now, Hold: mandate.GateRule.Hold}}
}

// Show reads one version.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref mandate.Ref) (*Version, error) {
	return read(ctx, s.pool, ref, func(q pgdb.Querier, c *casefile.Case, v *Version) (*Version, error) {
		return v, s.present(ctx, q, actor, c, v)
	})
}

// read reads a version in its case, and shows something of it.
func read[T any](ctx context.Context, pool *pgxpool.Pool, ref mandate.Ref, show func(pgdb.Querier, *casefile.Case, *Version) (*T, error)) (*T, error) {
	return pgdb.Read(ctx, pool, func(q pgdb.Querier) (*T, error) {
		c, err := casefile.Load(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		v, err := findIn(ctx, q, c, ref.Version)
		if err != nil {
			return nil, err
		}
		return show(q, c, v)
	})
}

// List shows a case's versions, the newest first.
func (s *Service) List(ctx context.Context, actor authn.Actor, ref ListRef, p request.Page) (request.List[*Version], error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[*Version], error) {
		c, err := casefile.Load(ctx, q, ref.Ref)
		if err != nil {
			return request.List[*Version]{}, err
		}
		documents, err := mandate.PageIn(ctx, q, c, ref.State, p)
		if err != nil {
			return request.List[*Version]{}, err
		}
		found, err := load(ctx, q, documents.Items)
		if err != nil {
			return request.List[*Version]{}, err
		}
		for _, v := range found {
			v.turn(c)
		}
		return request.List[*Version]{Items: found, Next: documents.Next}, s.present(ctx, q, actor, c, found...)
	})
}

// Draft makes the next version of a case's mandate (rule 3.1).
func (s *Service) Draft(ctx context.Context, actor authn.Actor, ref casefile.Ref, in mandate.ContentInput) (*Version, error) {
	if err := in.Normalise(); err != nil {
		return nil, err
	}
	return s.onMandate(ctx, actor, ref, func(ch *casefile.Change) (int, error) {
		return mandate.Draft(ctx, ch, in)
	})
}

// Edit replaces the content of a draft (rule 3.2).
func (s *Service) Edit(ctx context.Context, actor authn.Actor, ref mandate.Ref, in mandate.ContentInput) (*Version, error) {
	if err := in.Normalise(); err != nil {
		return nil, err
	}
	return s.onMandate(ctx, actor, ref.Ref, func(ch *casefile.Change) (int, error) {
		return ref.Version, mandate.Edit(ctx, ch, ref.Version, in)
	})
}

// Discard gives up a draft, with a reason (rule 3.3).
func (s *Service) Discard(ctx context.Context, actor authn.Actor, ref mandate.Ref, in mandate.ReasonInput) (*Version, error) {
	if err := in.Normalise(); err != nil {
		return nil, err
	}
	return s.onMandate(ctx, actor, ref.Ref, func(ch *casefile.Change) (int, error) {
		return ref.Version, mandate.Discard(ctx, ch, ref.Version, in.Reason)
	})
}

// Submit opens a draft for answers. The version that was open until then is
// withdrawn in the same transaction (rule 3.3); approvals of earlier versions
// carry over where nothing that they approve was changed, and may bring this
// one into force at once (rule 3.6). Reminders are planned for the others, and
// every chief executive is told how the municipality stands.
func (s *Service) Submit(ctx context.Context, actor authn.Actor, ref mandate.Ref, in SubmitInput) (*Version, error) {
	return s.onVersion(ctx, actor, ref, func(ch *casefile.Change, v *Version) error {
		rule, err := mandate.GateRule.Read(ctx, ch.Tx, setting.Ref{Region: ch.Case.Region}, ch.Now)
		if err != nil {
			return err
		}
		if err := v.Submit(ch.Case, in, rule, actor.Person, ch.Now); err != nil {
			return err
		}
		earlier, err := carry(ctx, ch, v)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(earlier, func(e *Version) bool { return e.State == mandate.StateOpen }); i >= 0 {
			if err := withdraw(ctx, ch, earlier[i], msgReplaced.With(v.Number)); err != nil {
				return err
			}
		}
		if err := mandate.SaveSubmitted(ctx, ch.Tx, &v.Document); err != nil {
			return err
		}
		if err := v.keepCarried(ctx, ch.Tx); err != nil {
			return err
		}
		ch.Record(v.Event(submitMandate.ID, v.submitted()))
		if err := v.plan(ctx, ch); err != nil {
			return err
		}
		if err := s.review(ctx, ch); err != nil {
			return err
		}
		if err := s.tellSubmitted(ctx, ch, v); err != nil {
			return err
		}
		if v.comeIntoForce(ch.Case, ch.Now) {
			return s.enter(ctx, ch, v, submitMandate.ID)
		}
		return nil
	})
}

// Withdraw closes an open version for a reason (rule 3.3).
func (s *Service) Withdraw(ctx context.Context, actor authn.Actor, ref mandate.Ref, in mandate.ReasonInput) (*Version, error) {
	return s.end(ctx, actor, ref, in, (*Version).Withdraw, withdrawMandate.ID, NoticeWithdrawn)
}

// Reject closes an open version whose standing answers cannot meet the rule
// (rule 3.3).
func (s *Service) Reject(ctx context.Context, actor authn.Actor, ref mandate.Ref, in mandate.ReasonInput) (*Version, error) {
	return s.end(ctx, actor, ref, in, (*Version).Reject, rejectMandate.ID, noticeRejected)
}

// end closes an open version by a rule, and tells of it.
func (s *Service) end(ctx context.Context, actor authn.Actor, ref mandate.Ref, in mandate.ReasonInput,
	rule func(*Version, *casefile.Case, message.Text, time.Time) error, act string, kind notice.Kind,
) (*Version, error) {
	if err := in.Normalise(); err != nil {
		return nil, err
	}
	return s.onVersion(ctx, actor, ref, func(ch *casefile.Change, v *Version) error {
		before := v.State
		if err := rule(v, ch.Case, message.Verbatim(in.Reason), ch.Now); err != nil {
			return err
		}
		if err := closed(ctx, ch, v, before, act); err != nil {
			return err
		}
		return s.tell(ctx, ch, v, kind)
	})
}

// onVersion runs an act on a version that exists, and honours If-Match.
func (s *Service) onVersion(ctx context.Context, actor authn.Actor, ref mandate.Ref, act func(ch *casefile.Change, v *Version) error) (*Version, error) {
	return s.onMandate(ctx, actor, ref.Ref, func(ch *casefile.Change) (int, error) {
		v, err := Find(ctx, ch.Tx, ch.Case.ID, ref.Version)
		if err != nil {
			return 0, err
		}
		if err := request.Match(ctx, v.Revision); err != nil {
			return 0, err
		}
		return v.Number, act(ch, v)
	})
}

// onMandate runs an act on the mandate of a case, and answers with the version
// whose number it says, as it is then.
func (s *Service) onMandate(ctx context.Context, actor authn.Actor, ref casefile.Ref, act func(*casefile.Change) (number int, err error)) (*Version, error) {
	return casefile.Do(ctx, s.frame, actor, ref, func(ch *casefile.Change) (*Version, error) {
		if err := ch.Case.Prepared(); err != nil {
			return nil, err
		}
		number, err := act(ch)
		if err != nil {
			return nil, err
		}
		v, err := Find(ctx, ch.Tx, ch.Case.ID, number)
		if err != nil {
			return nil, err
		}
		if v.namingDay, err = s.NamingMilestone(ctx, ch.Tx, ch.Case.ID); err != nil {
			return nil, err
		}
		return v, s.present(ctx, ch.Tx, actor, ch.Case, v)
	})
}

// ShowGate explains a version's gate, with answers supposed as the text says
// (rule 3.8).
func (s *Service) ShowGate(ctx context.Context, _ authn.Actor, ref GateRef) (*Gate, error) {
	suppose, err := suppositions(ref.WhatIf)
	if err != nil {
		return nil, err
	}
	return read(ctx, s.pool, ref.Ref, func(q pgdb.Querier, c *casefile.Case, v *Version) (*Gate, error) {
		now := c.Then(s.now())
		rule, err := regionRule(ctx, q, c, now, v)
		if err != nil {
			return nil, err
		}
		v.follow(rule)
		g, err := v.Gate(c, suppose, now)
		if err != nil {
			return nil, err
		}
		g.Self, g.Revision, g.Actions = showMandateGate.Href(ref), v.Revision, []request.Action{}
		people, err := answerers(ctx, q, c, now, v)
		if err != nil {
			return nil, err
		}
		for i := range g.Entries {
			e := &g.Entries[i]
			if e.State != NotApplicable && c.Past == nil && c.Prepared() == nil && v.Takes(e.Municipality) {
				e.Who = people[Answering(c, e.Municipality)]
				if len(e.Who.Instead) > 0 && e.State != Satisfied {
					e.Reason = message.Sentences(e.Reason, msgCouncilAnswers)
				}
			}
		}
		return &g, nil
	})
}

// Takes says whether the version takes an answer of the municipality now.
func (v *Version) Takes(municipality string) bool {
	return v.State == mandate.StateOpen || v.State == mandate.StateInForce && !v.Approved(municipality)
}
