package timeline

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
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
}

// New builds the service, and brings its acts to cases.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, cases *casefile.Service) *Service {
	s := &Service{pool: pool, policy: policy, now: now, calendar: workday.Norway()}
	cases.Offers.Add(func(actor authn.Actor, c *casefile.Case) []request.Action {
		return []request.Action{planMilestone.Offer(policy, actor, c.Ref(), c.Prepared())}
	})
	cases.Offers.Relate("milestones", func(c *casefile.Case) string { return listMilestones.Href(ListQuery{Ref: c.Ref()}) })
	return s
}

// Holidays are the public holidays of a year (rule 5.2).
func (s *Service) Holidays(_ context.Context, _ authn.Actor, at YearRef) (*HolidayCalendar, error) {
	return holidays(s.calendar, at.Year), nil
}

// Show reads one milestone.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Milestone, error) {
	v, err := s.view(ctx, ref.Ref)
	if err != nil {
		return nil, err
	}
	m, err := known(v.all, ref.Key)
	if err != nil {
		return nil, err
	}
	return s.shown(v.Case, v.all, m, actor, s.now()), nil
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
	v, err := s.view(ctx, q.Ref)
	if err != nil {
		return request.List[Milestone]{}, err
	}
	f, now := q.filter(), s.now()
	var found []Milestone
	for i := range v.all {
		if m := &v.all[i]; f.passes(m, now) && m.cursor().compare(after) > 0 {
			found = append(found, *m)
		}
	}
	slices.SortFunc(found, func(a, b Milestone) int { return a.cursor().compare(b.cursor()) })
	page := request.Cut(found, p, func(m Milestone) any { return m.cursor() })
	for i := range page.Items {
		s.shown(v.Case, v.all, &page.Items[i], actor, now)
	}
	return page, nil
}

// view is a case with its timeline, as they are at one moment.
type view struct {
	*casefile.Case
	all []Milestone
}

func (s *Service) view(ctx context.Context, ref casefile.Ref) (view, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (view, error) {
		c, err := casefile.Load(ctx, q, ref)
		if err != nil {
			return view{}, err
		}
		all, err := Milestones(ctx, q, c)
		return view{c, all}, err
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
	return s.change(ctx, actor, ref, planMilestone.ID, func(tx pgx.Tx, c *casefile.Case, all []Milestone, _ time.Time) (*Milestone, error) {
		if err := c.Prepared(); err != nil {
			return nil, err
		}
		if find(all, ref.Key) != nil {
			return nil, ErrKey.At("/key", "names another milestone of the case")
		}
		m := &Milestone{Key: ref.Key}
		m.Self = ref.Path()
		return m, m.take(ctx, tx, c, all, planned.MilestoneInput)
	})
}

// Edit changes everything of a milestone but its day, which is moved with a
// reason (rule 5.4).
func (s *Service) Edit(ctx context.Context, actor authn.Actor, ref Ref, in MilestoneInput) (*Milestone, error) {
	if err := in.Check(ref.Key); err != nil {
		return nil, err
	}
	return s.change(ctx, actor, ref, editMilestone.ID, func(tx pgx.Tx, c *casefile.Case, all []Milestone, _ time.Time) (*Milestone, error) {
		m, err := known(all, ref.Key)
		if err != nil {
			return nil, err
		}
		if err := request.MustMatch(ctx, m.Revision); err != nil {
			return nil, err
		}
		if err := c.Prepared(); err != nil {
			return nil, err
		}
		return m, m.take(ctx, tx, c, all, in)
	})
}

// take puts what is planned into the milestone, for somebody who is there.
func (m *Milestone) take(ctx context.Context, tx pgx.Tx, c *casefile.Case, all []Milestone, in MilestoneInput) error {
	if err := m.Plan(c, all, in); err != nil || in.Responsible == nil {
		return err
	}
	return checkKnown(ctx, tx, c, *in.Responsible)
}

// Move gives a milestone another day or month, with a reason (rule 5.4).
func (s *Service) Move(ctx context.Context, actor authn.Actor, ref Ref, in MilestoneMoveInput) (*Milestone, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.change(ctx, actor, ref, moveMilestone.ID, func(_ pgx.Tx, c *casefile.Case, all []Milestone, now time.Time) (*Milestone, error) {
		m, err := known(all, ref.Key)
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, m.Revision); err != nil {
			return nil, err
		}
		if err := c.Prepared(); err != nil {
			return nil, err
		}
		return m, m.Move(When{in.Due, in.Month}, in.Reason, actor.Person, now)
	})
}

// Complete records that a milestone of the whole case is done (rule 5.4).
// Repeating it changes nothing, whatever the tag.
func (s *Service) Complete(ctx context.Context, actor authn.Actor, ref Ref, in *MilestoneDoneInput) (*Milestone, error) {
	return s.complete(ctx, actor, ref, completeMilestone.ID, in, func(_ *casefile.Case, m *Milestone, note string, now time.Time) error {
		return m.Complete(note, actor.Person, now)
	})
}

// CompletePart records that a municipality has done its part (rule 5.4).
// Repeating it changes nothing, whatever the tag.
func (s *Service) CompletePart(ctx context.Context, actor authn.Actor, at PartRef, in *MilestoneDoneInput) (*Milestone, error) {
	return s.complete(ctx, actor, at.Ref, completePart.ID, in, func(c *casefile.Case, m *Milestone, note string, now time.Time) error {
		if _, err := c.Party(at.Municipality); err != nil {
			return err
		}
		return m.CompletePart(at.Municipality, note, actor.Person, now)
	})
}

func (s *Service) complete(ctx context.Context, actor authn.Actor, ref Ref, id string, in *MilestoneDoneInput,
	do func(c *casefile.Case, m *Milestone, note string, now time.Time) error,
) (*Milestone, error) {
	note, err := canon.Text(value(in).Note)
	if err != nil {
		return nil, ErrContent.At("/note", "holds characters that cannot be stored")
	}
	return s.change(ctx, actor, ref, id, func(_ pgx.Tx, c *casefile.Case, all []Milestone, now time.Time) (*Milestone, error) {
		m, err := known(all, ref.Key)
		if err != nil {
			return nil, err
		}
		if err := completable(c); err != nil {
			return nil, err
		}
		if err := do(c, m, note, now); err != nil {
			return nil, err
		}
		if len(changes(find(all, ref.Key), m)) == 0 {
			return m, nil
		}
		return m, request.Match(ctx, m.Revision)
	})
}

// change runs an act on a milestone: lock, act, save, reminders, trace, and the
// state after it. An act that changed nothing leaves no trace.
func (s *Service) change(ctx context.Context, actor authn.Actor, ref Ref, id string,
	do func(tx pgx.Tx, c *casefile.Case, all []Milestone, now time.Time) (*Milestone, error),
) (*Milestone, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Milestone, error) {
		c, err := casefile.Lock(ctx, tx, ref.Ref)
		if err != nil {
			return nil, err
		}
		all, err := Milestones(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		now := s.now()
		after, err := do(tx, c, all, now)
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
			return s.shown(c, all, before, actor, now), nil
		}
		if err := save(ctx, tx, c, before, after, now); err != nil {
			return nil, err
		}
		if err := remind(ctx, tx, now, c, before, after); err != nil {
			return nil, err
		}
		if err := audit.Record(ctx, tx, audit.Event{At: now, Actor: actor, Case: c.ID, Act: id, Object: after.Self, Changes: changed}); err != nil {
			return nil, err
		}
		if err := casefile.Touch(ctx, tx, c.ID, now); err != nil {
			return nil, err
		}
		if all, err = Milestones(ctx, tx, c); err != nil {
			return nil, err
		}
		m, err := known(all, ref.Key)
		if err != nil {
			return nil, err
		}
		m.Created = created
		return s.shown(c, all, m, actor, now), nil
	})
}
