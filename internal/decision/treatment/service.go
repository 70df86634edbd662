// Package treatment takes a case through the bodies that treat it: the plan of its
// treatment, whose turn it is, and what each body resolved (rules 2.2, 7.2-7.4, 7.8). The
// rules themselves are package chain's.
//
// It knows nothing of how a meeting is held. A body that meets in this service tells
// it what was resolved (Service.ResolveIn); of a body that meets elsewhere its clerk
// records it. Both give the same resolution.
package treatment

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases of treatments.
type Service struct {
	pool      *pgxpool.Pool
	policy    *authz.Policy
	now       func() time.Time
	notices   *notice.Service
	frame     casefile.Frame
	templates *setting.Service[KindRef, *TreatmentTemplate]
	follows   []Consequence
}

// Consequence is what follows from another resolution, or from a change of who treats a
// case, in the transaction of the change: the cause is the treatment that it was about, or
// nil where it was about several.
type Consequence func(ctx context.Context, ch *casefile.Change, m *chain.Matter, cause *chain.Treatment) error

// Follow adds what follows from every change of how far a case is in its treatment.
func (s *Service) Follow(next Consequence) { s.follows = append(s.follows, next) }

// consequences lets all that follows from a change happen.
func (s *Service) consequences(ctx context.Context, ch *casefile.Change, m *chain.Matter, cause *chain.Treatment) error {
	for _, next := range s.follows {
		if err := next(ctx, ch, m, cause); err != nil {
			return err
		}
	}
	return nil
}

// New builds the service, and brings to cases what it knows of them: where their
// treatment is found, and whether a body has decided them.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service, cases *casefile.Service) *Service {
	cases.Learn(decidedCases)
	cases.Offers.Relate("treatment", func(c *casefile.Case) string { return ShowCourse.Href(c.Ref()) })
	return &Service{
		pool: pool, policy: policy, now: now, notices: notices, frame: casefile.Frame{Pool: pool, Now: now},
		templates: setting.New(pool, policy, now, regionTemplate),
	}
}

// read reads a case's treatment with all that it is judged by: two statements.
func (*Service) read(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time) (*chain.Matter, error) {
	var m chain.Matter
	var p pgdb.Parts
	Part(&p, c, func(course *chain.Course) { m.Course = course })
	timeline.PartStates(&p, c, func(all []timeline.Milestone) { m.Milestones = all })
	if err := p.Read(ctx, q); err != nil {
		return nil, err
	}
	today := workday.Today(c.Then(now))
	m.Judge(m.Milestones, today)
	var err error
	if m.Bodies, err = body.OfOrganisations(ctx, q, c.Organisations()); err != nil {
		return nil, err
	}
	ids := make([]int64, len(m.Bodies))
	for i, b := range m.Bodies {
		ids[i] = b.ID
	}
	m.Statutes, err = body.StatutesAt(ctx, q, ids, today)
	return &m, err
}

// Matter reads a case's treatment with all that it is judged by, as its reader may know it:
// three statements.
func (s *Service) Matter(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time) (*chain.Matter, error) {
	return s.read(ctx, q, c, now)
}

// Show reads how far a case is in its treatment.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref casefile.Ref) (*TreatmentPlan, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*TreatmentPlan, error) {
		c, err := casefile.LoadParties(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		return s.show(ctx, q, actor, c)
	})
}

func (s *Service) show(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case) (*TreatmentPlan, error) {
	now := s.now()
	m, err := s.read(ctx, q, c, now)
	if err != nil {
		return nil, err
	}
	proposed, err := newest(ctx, q, c)
	if err != nil {
		return nil, err
	}
	shown := s.present(m, actor, proposed)
	return shown, s.name(ctx, q, m, now)
}

// ShowTreatment reads one body's treatment of a case.
func (s *Service) ShowTreatment(ctx context.Context, actor authn.Actor, ref chain.Ref) (*chain.Treatment, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*chain.Treatment, error) {
		c, err := casefile.LoadParties(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		return s.showOne(ctx, q, actor, c, ref)
	})
}

func (s *Service) showOne(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case, ref chain.Ref) (*chain.Treatment, error) {
	now := s.now()
	m, err := s.read(ctx, q, c, now)
	if err != nil {
		return nil, err
	}
	t, err := mustFind(m.Course, ref.Treatment)
	if err != nil {
		return nil, err
	}
	s.offer(m.Course, t, actor)
	return t, s.name(ctx, q, m, now)
}

// name says who can act in the treatments whose turn it is: one statement.
func (*Service) name(ctx context.Context, q pgdb.Querier, m *chain.Matter, now time.Time) error {
	var calls []authority.Call
	for _, t := range m.Treatments {
		t.Who = []chain.TreatmentDoer{}
		if t.State == chain.Open && m.Case.Past == nil {
			calls = append(calls, call(t))
		}
	}
	for _, t := range m.Taken {
		t.Who = []chain.TreatmentDoer{}
	}
	people, err := authority.Reach(ctx, q, now, calls)
	for _, t := range m.Treatments {
		if t.State == chain.Open && m.Case.Past == nil {
			t.Who = append(t.Who, chain.TreatmentDoer{Post: call(t).Post, People: people[call(t)]})
		}
	}
	return err
}

// onCourse runs an act on the treatment of a case as a whole, and answers with it.
func (s *Service) onCourse(ctx context.Context, actor authn.Actor, ref casefile.Ref, id string, act func(*casefile.Change, *chain.Matter) (audit.Changes, error)) (*TreatmentPlan, error) {
	return casefile.Do(ctx, s.frame, actor, ref, func(ch *casefile.Change) (*TreatmentPlan, error) {
		m, err := s.read(ctx, ch.Tx, ch.Case, ch.Now)
		if err != nil {
			return nil, err
		}
		changes, err := act(ch, m)
		if err != nil {
			return nil, err
		}
		ch.Record(audit.Event{Act: id, Object: ShowCourse.Href(ref), Changes: changes})
		if err := ch.Trace(ctx); err != nil {
			return nil, err
		}
		return s.show(ctx, ch.Tx, actor, ch.Case)
	})
}

// onTreatment runs an act on one treatment, and answers with it.
func (s *Service) onTreatment(ctx context.Context, actor authn.Actor, ref chain.Ref, id string, act func(*casefile.Change, *chain.Matter, *chain.Treatment) (audit.Changes, error)) (*chain.Treatment, error) {
	return casefile.Do(ctx, s.frame, actor, ref.Ref, func(ch *casefile.Change) (*chain.Treatment, error) {
		m, err := s.read(ctx, ch.Tx, ch.Case, ch.Now)
		if err != nil {
			return nil, err
		}
		t, err := mustFind(m.Course, ref.Treatment)
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, t.Revision); err != nil {
			return nil, err
		}
		changes, err := act(ch, m, t)
		if err != nil {
			return nil, err
		}
		ch.Record(audit.Event{Act: id, Object: showTreatment.Href(ref), Changes: changes})
		if err := ch.Trace(ctx); err != nil {
			return nil, err
		}
		return s.showOne(ctx, ch.Tx, actor, ch.Case, ref)
	})
}
