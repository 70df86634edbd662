package task

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/disqualification"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/views/alarm"
)

// Service holds the use cases of tasks.
type Service struct {
	pool     *pgxpool.Pool
	policy   *authz.Policy
	now      func() time.Time
	mandates *mandate.Service
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, mandates *mandate.Service) *Service {
	return &Service{pool: pool, policy: policy, now: now, mandates: mandates}
}

// List lists what waits for the actor, the earliest day first. All of it is
// read and sorted for each page: what waits for one person is not long. The
// number of statements is the same however many cases there are.
func (s *Service) List(ctx context.Context, actor authn.Actor, f Filter, p request.Page) (request.List[Task], error) {
	var after place
	if err := p.After(&after); err != nil {
		return request.List[Task]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[Task], error) {
		found, err := s.tasks(ctx, q, actor)
		if err != nil {
			return request.List[Task]{}, err
		}
		found = slices.DeleteFunc(found, func(t Task) bool { return !f.passes(t) || t.place().compare(after) <= 0 })
		slices.SortFunc(found, func(a, b Task) int { return a.place().compare(b.place()) })
		page := request.Cut(found, p, func(t Task) any { return t.place() })
		return page, name(ctx, q, page.Items)
	})
}

// tasks are all that waits for the actor.
func (s *Service) tasks(ctx context.Context, q pgdb.Querier, actor authn.Actor) ([]Task, error) {
	var organisations []string
	for _, r := range actor.Roles {
		if !slices.Contains(organisations, r.Organisation) {
			organisations = append(organisations, r.Organisation)
		}
	}
	if len(organisations) == 0 {
		return nil, nil
	}
	now := s.now()
	waits, err := s.waits(ctx, q, actor, organisations, now)
	if err != nil {
		return nil, err
	}
	var asked []authority.Call
	for _, w := range waits {
		asked = append(asked, calls(w)...)
	}
	reached, err := authority.Reach(ctx, q, now, asked)
	if err != nil {
		return nil, err
	}
	var found []Task
	for _, w := range waits {
		inCase := actor.In(w.Case.ID)
		if how, ok := concerns(s.policy, inCase, w, reached); ok {
			found = append(found, shown(s.policy, inCase, w, how))
		}
	}
	return found, nil
}

// waits are what waits in the cases that the actor may read, for anyone of
// the organisations.
func (s *Service) waits(ctx context.Context, q pgdb.Querier, actor authn.Actor, organisations []string, now time.Time) ([]mandate.Wait, error) {
	cases, err := casefile.Going(ctx, q, organisations)
	if err != nil {
		return nil, err
	}
	today := workday.Today(now)
	cases = slices.DeleteFunc(cases, func(c *casefile.Case) bool { return !reads(s.policy, actor, c, today) })
	waits, err := mandate.Waits(ctx, q, cases, organisations, now)
	if err != nil {
		return nil, err
	}
	benefits, err := casefile.Waits(ctx, q, cases, organisations)
	if err != nil {
		return nil, err
	}
	resources, err := assignment.Waits(ctx, q, cases, organisations, now)
	if err != nil {
		return nil, err
	}
	milestones, err := timeline.Waits(ctx, q, cases, now)
	if err != nil {
		return nil, err
	}
	alarms, err := alarm.Waits(ctx, q, cases, organisations, now)
	if err != nil {
		return nil, err
	}
	questions, err := disqualification.Waits(ctx, q, cases, organisations, actor, now)
	if err != nil {
		return nil, err
	}
	for _, w := range slices.Concat(benefits, resources, milestones, questions, alarms) {
		waits = append(waits, mandate.Wait{Wait: w})
	}
	return waits, nil
}
