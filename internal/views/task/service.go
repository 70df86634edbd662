package task

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases of tasks.
type Service struct {
	pool      *pgxpool.Pool
	policy    *authz.Policy
	now       func() time.Time
	approvals *approval.Service
	kinds     []casefile.TaskKinds
	beside    []Beside
}

// Beside is a kind of task that waits in no case.
type Beside struct {
	Kind  string
	Waits func(ctx context.Context, q pgdb.Querier, actor authn.Actor) ([]Task, error)
}

// Bring adds kinds of tasks that wait in no case.
func (s *Service) Bring(kinds ...Beside) *Service {
	s.beside = append(s.beside, kinds...)
	return s
}

// New builds the service, and brings answering to whoever looks at themselves; the kinds of tasks are brought by the features in
// which they wait.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, authorities *authority.Service, approvals *approval.Service, kinds ...casefile.TaskKinds) *Service {
	authorities.Offers.Add(func(actor authn.Actor, _ *authority.Me) []request.Action {
		return []request.Action{answerTasks.Offer(policy, actor, struct{}{}, nil)}
	})
	return &Service{pool: pool, policy: policy, now: now, approvals: approvals, kinds: kinds}
}

// ErrKind refuses to look for tasks of an unknown kind.
var ErrKind = fault.New(fault.Invalid, "task.kind_unknown", "There is no such kind of task",
	"The kinds of tasks are named in the detail.")

// List lists what waits for the actor, the earliest day first. All of it is
// read and sorted for each page: what waits for one person is not long. The
// number of statements is the same however many cases there are, and no case is
// read in which nothing waits for the actor's organisations.
func (s *Service) List(ctx context.Context, actor authn.Actor, f ListRef, p request.Page) (request.List[Task], error) {
	var after place
	if err := p.After(&after); err != nil {
		return request.List[Task]{}, err
	}
	kinds, beside, err := s.asked(f.Kind)
	if err != nil {
		return request.List[Task]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[Task], error) {
		found, err := s.tasks(ctx, q, actor, kinds)
		if err != nil {
			return request.List[Task]{}, err
		}
		for _, b := range beside {
			more, err := b.Waits(ctx, q, actor)
			if err != nil {
				return request.List[Task]{}, err
			}
			found = append(found, more...)
		}
		found = slices.DeleteFunc(found, func(t Task) bool { return !f.passes(t) || t.place().compare(after) <= 0 })
		slices.SortFunc(found, func(a, b Task) int { return a.place().compare(b.place()) })
		page := request.Cut(found, p, func(t Task) any { return t.place() })
		return page, name(ctx, q, page.Items)
	})
}

// asked are the kinds to look in for tasks of one kind, or of any.
func (s *Service) asked(kind string) ([]casefile.TaskKinds, []Beside, error) {
	var all []string
	for _, k := range s.kinds {
		if slices.Contains(k.Kinds, kind) {
			return []casefile.TaskKinds{k}, nil, nil
		}
		all = append(all, k.Kinds...)
	}
	for _, b := range s.beside {
		if b.Kind == kind {
			return nil, []Beside{b}, nil
		}
		all = append(all, b.Kind)
	}
	if kind != "" {
		return nil, nil, ErrKind.With(msgKindsAre.With(all))
	}
	return s.kinds, s.beside, nil
}

// tasks are all that waits for the actor.
func (s *Service) tasks(ctx context.Context, q pgdb.Querier, actor authn.Actor, kinds []casefile.TaskKinds) ([]Task, error) {
	asked := casefile.Asked{Actor: actor, Organisations: []string{}, Now: s.now()}
	for _, r := range actor.Roles {
		if !slices.Contains(asked.Organisations, r.Organisation) {
			asked.Organisations = append(asked.Organisations, r.Organisation)
		}
	}
	waits, err := s.waits(ctx, q, asked, kinds)
	if err != nil {
		return nil, err
	}
	var upon []authority.Call
	for _, w := range waits {
		upon = append(upon, calls(w)...)
	}
	reached, err := authority.Reach(ctx, q, asked.Now, upon)
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
// their organisations, and what is asked of them themselves in others (rule
// 2.5): one statement finds the cases of each kind, one reads
// them, and each kind says what waits in its own.
func (s *Service) waits(ctx context.Context, q pgdb.Querier, asked casefile.Asked, kinds []casefile.TaskKinds) ([]casefile.Wait, error) {
	found, ids := make([]map[int64]bool, len(kinds)), map[int64]bool{}
	b := &pgx.Batch{}
	for i, k := range kinds {
		found[i] = map[int64]bool{}
		k.Find(b, asked, func(id int64) { found[i][id], ids[id] = true, true })
	}
	if err := q.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("find where something waits: %w", err)
	}
	cases, err := casefile.SeveralParties(ctx, q, slices.Sorted(maps.Keys(ids)))
	if err != nil {
		return nil, err
	}
	today := workday.Today(asked.Now)
	unread := map[int64]bool{}
	for id, c := range cases {
		unread[id] = !reads(s.policy, asked.Actor, c, today)
	}
	var waits []casefile.Wait
	for i, k := range kinds {
		var in []*casefile.Case
		for _, id := range slices.Sorted(maps.Keys(found[i])) {
			if c := cases[id]; c != nil {
				in = append(in, c)
			}
		}
		more, err := k.Waits(ctx, q, in, asked)
		if err != nil {
			return nil, err
		}
		waits = append(waits, more...)
	}
	return slices.DeleteFunc(waits, func(w casefile.Wait) bool { return unread[w.Case.ID] && !w.Answered }), nil
}
