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
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases of timelines.
type Service struct {
	pool     *pgxpool.Pool
	policy   *authz.Policy
	now      func() time.Time
	calendar *workday.Calendar
	frame    casefile.Frame
}

// New builds the service, and brings its acts to cases.
// Approvals learn from it on which day people are to be named, and releases
// complete the milestone of the naming (rules 2.3, 6.2).
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, cases *casefile.Service, approvals *approval.Service, resources *assignment.Service) *Service {
	s := &Service{pool: pool, policy: policy, now: now, calendar: workday.Norway(), frame: casefile.Frame{Pool: pool, Now: now}}
	cases.Offers.Add(func(actor authn.Actor, c *casefile.Case) []request.Action {
		return []request.Action{planMilestone.Offer(policy, actor, c.Ref(), c.Prepared())}
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
	return s.present(v.Case, v.all, m, actor, v.Then(now), v.surroundings), nil
}

// Filter narrows a list of milestones. Zero members filter nothing.
type Filter struct {
	Open, Overdue *bool
	From, To      workday.Date
}

func (f Filter) passes(m *Milestone, now time.Time) bool {
	return (f.Open == nil || *f.Open != m.Done()) &&
		(f.Overdue == nil || *f.Overdue == m.Overdue(now)) &&
		(f.From.IsZero() || !m.last().Before(f.From)) &&
		(f.To.IsZero() || !m.first().After(f.To))
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
	f, now := q.filter(), s.now()
	var page request.List[Milestone]
	v, err := s.view(ctx, q.Ref, actor, now, func(all []Milestone, now time.Time) ([]Milestone, error) {
		var found []Milestone
		for i := range all {
			if m := &all[i]; f.passes(m, now) && m.cursor().compare(after) > 0 {
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
		s.present(v.Case, v.all, &page.Items[i], actor, v.Then(now), v.surroundings)
	}
	return page, nil
}

// view is a case with its timeline, as they are at one moment, and what those
// milestones are shown with that are picked.
type view struct {
	*casefile.Case
	all []Milestone
	surroundings
}

func (s *Service) view(ctx context.Context, ref casefile.Ref, actor authn.Actor, now time.Time, pick func(all []Milestone, now time.Time) ([]Milestone, error)) (view, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (v view, err error) {
		if v.Case, err = casefile.Load(ctx, q, ref); err != nil {
			return v, err
		}
		if v.all, err = Milestones(ctx, q, v.Case); err != nil {
			return v, err
		}
		shown, err := pick(v.all, v.Then(now))
		if err != nil {
			return v, err
		}
		v.surroundings, err = s.surround(ctx, q, v.Case, shown, actor, now)
		return v, err
	})
}

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
	return s.onMilestone(ctx, actor, ref, planMilestone.ID, func(ch *casefile.Change, all []Milestone) (*Milestone, error) {
		if err := ch.Case.Prepared(); err != nil {
			return nil, err
		}
		if find(all, ref.Key) != nil {
			return nil, ErrKey.On("/key", msgKeyTaken)
		}
		m := &Milestone{Key: ref.Key, Moves: []MilestoneMove{}}
		m.Self, m.FirstDue, m.FirstMonth = ref.Path(), planned.Due, planned.Month
		return m, m.take(ctx, ch, all, planned.MilestoneInput)
	})
}

// Edit changes everything of a milestone but its day, which is moved with a
// reason (rule 5.4).
func (s *Service) Edit(ctx context.Context, actor authn.Actor, ref Ref, in MilestoneInput) (*Milestone, error) {
	if err := in.Check(ref.Key); err != nil {
		return nil, err
	}
	return s.onMilestone(ctx, actor, ref, editMilestone.ID, func(ch *casefile.Change, all []Milestone) (*Milestone, error) {
		m, err := known(all, ref.Key)
		if err != nil {
			return nil, err
		}
		if err := request.MustMatch(ctx, m.Revision); err != nil {
			return nil, err
		}
		if err := ch.Case.Prepared(); err != nil {
			return nil, err
		}
		return m, m.take(ctx, ch, all, in)
	})
}

// take puts what is planned into the milestone, for somebody who is there.
func (m *Milestone) take(ctx context.Context, ch *casefile.Change, all []Milestone, in MilestoneInput) error {
	if err := m.Plan(ch.Case, all, in); err != nil {
		return err
	}
	if in.Responsible != nil {
		if err := checkKnown(ctx, ch.Tx, ch.Case, *in.Responsible); err != nil {
			return err
		}
	}
	return m.completeReleased(ctx, ch)
}

// Move gives a milestone another day or month, with a reason (rule 5.4).
func (s *Service) Move(ctx context.Context, actor authn.Actor, ref Ref, in MilestoneMoveInput) (*Milestone, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onMilestone(ctx, actor, ref, moveMilestone.ID, func(ch *casefile.Change, all []Milestone) (*Milestone, error) {
		m, err := known(all, ref.Key)
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, m.Revision); err != nil {
			return nil, err
		}
		if err := ch.Case.Prepared(); err != nil {
			return nil, err
		}
		return m, m.Move(When{in.Due, in.Month}, in.Reason, actor.Person, ch.Now)
	})
}

// Complete records that a milestone of the whole case is done (rule 5.4).
// Repeating it changes nothing, whatever the tag.
func (s *Service) Complete(ctx context.Context, actor authn.Actor, ref Ref, in *MilestoneDoneInput) (*Milestone, error) {
	return s.complete(ctx, actor, ref, completeMilestone.ID, in, func(_ *casefile.Case, m *Milestone, done Completion) error {
		return m.Complete(done)
	})
}

// CompletePart records that a municipality has done its part (rule 5.4).
// Repeating it changes nothing, whatever the tag.
func (s *Service) CompletePart(ctx context.Context, actor authn.Actor, at PartRef, in *MilestoneDoneInput) (*Milestone, error) {
	return s.complete(ctx, actor, at.Ref, completePart.ID, in, func(c *casefile.Case, m *Milestone, done Completion) error {
		if _, err := c.Party(at.Municipality); err != nil {
			return err
		}
		return m.CompletePart(at.Municipality, done)
	})
}

func (s *Service) complete(ctx context.Context, actor authn.Actor, ref Ref, id string, in *MilestoneDoneInput,
	do func(c *casefile.Case, m *Milestone, done Completion) error,
) (*Milestone, error) {
	note := value(in).Note
	var checks fault.Checks
	canon.TidyText(&checks, "/note", &note)
	if err := checks.Err(ErrContent); err != nil {
		return nil, err
	}
	return s.onMilestone(ctx, actor, ref, id, func(ch *casefile.Change, all []Milestone) (*Milestone, error) {
		m, err := known(all, ref.Key)
		if err != nil {
			return nil, err
		}
		if err := mustTakeCompletions(ch.Case); err != nil {
			return nil, err
		}
		done, err := completed(ch.Case, value(in).On, note, actor.Person, ch.Now)
		if err != nil {
			return nil, err
		}
		if err := do(ch.Case, m, done); err != nil {
			return nil, err
		}
		if len(changes(find(all, ref.Key), m)) == 0 {
			return m, nil
		}
		return m, request.Match(ctx, m.Revision)
	})
}

// onMilestone runs an act on a milestone: save, reminders, and the state after
// it. An act that changed nothing leaves no trace.
func (s *Service) onMilestone(ctx context.Context, actor authn.Actor, ref Ref, id string,
	act func(ch *casefile.Change, all []Milestone) (*Milestone, error),
) (*Milestone, error) {
	return casefile.Do(ctx, s.frame, actor, ref.Ref, func(ch *casefile.Change) (*Milestone, error) {
		all, err := Milestones(ctx, ch.Tx, ch.Case)
		if err != nil {
			return nil, err
		}
		after, err := act(ch, all)
		if err != nil {
			return nil, err
		}
		before := find(all, ref.Key)
		created := before == nil
		if created {
			before = &Milestone{DependsOn: []string{}}
		}
		changed := changes(before, after)
		if len(changed) == 0 {
			return s.answer(ctx, ch, all, before)
		}
		if err := save(ctx, ch.Tx, ch.Case, before, after, ch.Now); err != nil {
			return nil, err
		}
		if err := remind(ctx, ch.Tx, ch.Now, ch.Case, before, after); err != nil {
			return nil, err
		}
		ch.Record(audit.Event{Act: id, Object: after.Self, Changes: changed})
		after.Created = created
		return s.answer(ctx, ch, with(all, after), after)
	})
}

// with is the timeline with a milestone as it is after an act.
func with(all []Milestone, after *Milestone) []Milestone {
	others := slices.DeleteFunc(slices.Clone(all), func(m Milestone) bool { return m.Key == after.Key })
	return append(others, *after)
}

// answer presents a milestone in the transaction of an act.
func (s *Service) answer(ctx context.Context, ch *casefile.Change, all []Milestone, m *Milestone) (*Milestone, error) {
	by, err := s.surround(ctx, ch.Tx, ch.Case, []Milestone{*m}, ch.Actor, ch.Now)
	if err != nil {
		return nil, err
	}
	return s.present(ch.Case, all, m, ch.Actor, ch.Now, by), nil
}
