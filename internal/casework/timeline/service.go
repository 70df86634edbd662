package timeline

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/responsible"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the use cases of timelines.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
	frame  casefile.Frame
}

// New builds the service, and brings its acts to cases.
// Approvals learn from it on which day people are to be named, and releases
// complete the milestone of the naming (rules 2.3, 6.2).
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, cases *casefile.Service, approvals *approval.Service, resources *assignment.Service) *Service {
	s := &Service{pool: pool, policy: policy, now: now, frame: casefile.Frame{Pool: pool, Now: now}}
	cases.Offers.Add(func(actor authn.Actor, c *casefile.Case) []request.Action {
		return []request.Action{PlanMilestone.Offer(policy, actor, c.Ref(), c.Prepared())}
	})
	approvals.NamingMilestone = namingDay
	resources.FollowedBy(settleNaming)
	cases.Offers.Relate("milestones", func(c *casefile.Case) string { return ListMilestones.Href(ListQuery{Ref: c.Ref()}) })
	return s
}

// Show reads one milestone.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Milestone, error) {
	now := s.now()
	var m *Milestone
	v, err := s.view(ctx, ref.Ref, actor, now, func(all []Milestone, _ time.Time) (_ []Milestone, err error) {
		if m, err = known(all, ref.Key); err != nil {
			return nil, err
		}
		return []Milestone{*m}, nil
	})
	if err != nil {
		return nil, err
	}
	return s.present(v.Line, m, actor, v.Case.Then(now), v.surroundings), nil
}

// cursor is a place in the order of the list: by the last day, then the key.
type cursor struct {
	Day string
	Key string
}

func (c cursor) compare(o cursor) int {
	return cmp.Or(cmp.Compare(c.Day, o.Day), cmp.Compare(c.Key, o.Key))
}

func (m *Milestone) cursor() cursor { return cursor{m.last().String(), m.Key} }

// List lists the milestones of a case, by their days. A timeline is short and
// is read whole; what is open and overdue is asked of the rules, which are
// written once.
func (s *Service) List(ctx context.Context, actor authn.Actor, q ListQuery, p request.Page) (request.List[Milestone], error) {
	var after cursor
	if err := p.After(&after); err != nil {
		return request.List[Milestone]{}, err
	}
	now := s.now()
	var page request.List[Milestone]
	v, err := s.view(ctx, q.Ref, actor, now, func(all []Milestone, now time.Time) ([]Milestone, error) {
		var found []Milestone
		for i := range all {
			if m := &all[i]; q.passes(m, now) && m.cursor().compare(after) > 0 {
				found = append(found, *m)
			}
		}
		slices.SortFunc(found, func(a, b Milestone) int { return a.cursor().compare(b.cursor()) })
		page = request.Cut(found, p, func(m Milestone) any { return m.cursor() })
		return page.Items, nil
	})
	if err != nil {
		return page, err
	}
	for i := range page.Items {
		s.present(v.Line, &page.Items[i], actor, v.Case.Then(now), v.surroundings)
	}
	return page, nil
}

// view is a case with its timeline, as they are at one moment, and what those
// milestones are shown with that are picked.
type view struct {
	Line
	surroundings
}

func (s *Service) view(ctx context.Context, ref casefile.Ref, actor authn.Actor, now time.Time, pick func(all []Milestone, now time.Time) ([]Milestone, error)) (view, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (v view, err error) {
		if v.Case, err = casefile.Load(ctx, q, ref); err != nil {
			return v, err
		}
		if v.Line, err = Load(ctx, q, v.Case); err != nil {
			return v, err
		}
		shown, err := pick(v.All, v.Case.Then(now))
		if err != nil {
			return v, err
		}
		v.surroundings, err = s.surround(ctx, q, v.Case, shown, actor, now)
		return v, err
	})
}

// Milestone is a copy of the milestone with a key, to act on.
func (l Line) Milestone(key string) (*Milestone, error) { return known(l.All, key) }

// Has says whether there is a milestone with a key.
func (l Line) Has(key string) bool { return find(l.All, key) != nil }

// Changed says whether an act has changed a milestone.
func (l Line) Changed(after *Milestone) bool { return len(changes(find(l.All, after.Key), after)) > 0 }

// known is a copy of the milestone with a key, to act on.
func known(all []Milestone, key string) (*Milestone, error) {
	m := find(all, key)
	if m == nil {
		return nil, httpapi.ErrNotFound
	}
	found := *m
	return &found, nil
}

// Plan makes a milestone. It refuses a key that is taken (rule 5.4).
func (s *Service) Plan(ctx context.Context, actor authn.Actor, in casefile.Ref, planned MilestonePlanInput) (*Milestone, error) {
	ref := Ref{in, planned.Key}
	if err := planned.Check(ref.Key); err != nil {
		return nil, err
	}
	return s.OnMilestone(ctx, actor, ref, PlanMilestone.ID, func(ch *casefile.Change, l Line) (*Milestone, error) {
		if err := ch.Case.Prepared(); err != nil {
			return nil, err
		}
		if find(l.All, ref.Key) != nil {
			return nil, ErrKey.On("/key", msgKeyTaken)
		}
		m := NewMilestone(ref)
		err := m.take(ctx, ch, l, planned.MilestoneInput)
		m.FirstDue, m.FirstMonth = m.Due, m.Month
		return m, err
	})
}

// NewMilestone is one that nobody has planned yet.
func NewMilestone(ref Ref) *Milestone {
	m := &Milestone{Key: ref.Key, Moves: []MilestoneMove{}, Lags: []MilestoneLag{}}
	m.Self = ref.Path()
	return m
}

// Edit changes everything of a milestone but its day, which is moved with a
// reason (rule 5.4).
func (s *Service) Edit(ctx context.Context, actor authn.Actor, ref Ref, in MilestoneInput) (*Milestone, error) {
	if err := in.Check(ref.Key); err != nil {
		return nil, err
	}
	return s.OnMilestone(ctx, actor, ref, EditMilestone.ID, func(ch *casefile.Change, l Line) (*Milestone, error) {
		m, err := known(l.All, ref.Key)
		if err != nil {
			return nil, err
		}
		if err := cmp.Or(request.MustMatch(ctx, m.Revision), ch.Case.Prepared()); err != nil {
			return nil, err
		}
		return m, m.take(ctx, ch, l, in)
	})
}

// take puts what is planned into the milestone, for somebody who is there.
func (m *Milestone) take(ctx context.Context, ch *casefile.Change, l Line, in MilestoneInput) error {
	if err := m.Plan(l, in); err != nil {
		return err
	}
	if in.Responsible != nil {
		if err := responsible.Known(ctx, ch.Tx, ch.Case, map[string]authority.Post{"/responsible": *in.Responsible}); err != nil {
			return err
		}
	}
	return m.CompleteReleased(ctx, ch)
}

// OnMilestone runs an act on a milestone: save, reminders, and the state after
// it. An act that changed nothing leaves no trace.
func (s *Service) OnMilestone(ctx context.Context, actor authn.Actor, ref Ref, id string,
	act func(ch *casefile.Change, l Line) (*Milestone, error),
) (*Milestone, error) {
	return casefile.Do(ctx, s.frame, actor, ref.Ref, func(ch *casefile.Change) (*Milestone, error) {
		l, err := Load(ctx, ch.Tx, ch.Case)
		if err != nil {
			return nil, err
		}
		after, err := act(ch, l)
		if err != nil {
			return nil, err
		}
		changed, err := Save(ctx, ch, l, id, after)
		if err != nil {
			return nil, err
		}
		if before := find(l.All, ref.Key); len(changed) == 0 {
			return s.Shown(ctx, ch, l, before)
		}
		return s.Shown(ctx, ch, l.With(after), after)
	})
}

// Save writes milestones of a timeline as they are after an act, with their
// reminders and what is recorded of the act, and gives the keys of those that it
// changed; what is not on the timeline yet is Created. The number of statements is
// the same however many.
func Save(ctx context.Context, ch *casefile.Change, l Line, act string, after ...*Milestone) (changed []string, err error) {
	var all []change
	for _, m := range after {
		before := find(l.All, m.Key)
		if m.Created = before == nil; m.Created {
			before = &Milestone{DependsOn: []string{}, Lags: []MilestoneLag{}}
		}
		if len(changes(before, m)) > 0 {
			all, changed = append(all, change{before, m}), append(changed, m.Key)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	if err := save(ctx, ch.Tx, ch.Case, ch.Now, all); err != nil {
		return nil, err
	}
	for _, c := range all {
		ch.Record(audit.Event{Act: act, Object: c.after.Self, Changes: changes(c.before, c.after)})
	}
	return changed, remind(ctx, ch.Tx, ch.Now, ch.Case, all)
}
