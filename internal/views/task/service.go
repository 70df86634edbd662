package task

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/waiting"
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
	kinds     []waiting.Kinds
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
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, authorities *authority.Service, approvals *approval.Service, kinds ...waiting.Kinds) *Service {
	authorities.Offers.Add(func(actor authn.Actor, _ *authority.Me) []request.Action {
		return []request.Action{answerTasks.Offer(policy, actor, struct{}{}, nil)}
	})
	return &Service{pool: pool, policy: policy, now: now, approvals: approvals, kinds: kinds}
}

// ErrKind refuses to look for tasks of an unknown kind.
var ErrKind = fault.New(fault.Invalid, "task.kind_unknown", "There is no such kind of task",
	"The kinds of tasks are named in the detail.")

// List lists what waits for the actor, the earliest day first. Where something may
// wait is found for all cases, and read as far as the page needs it: then for the rest
// too, where less waits than it seemed. The number of statements is bounded however
// many cases there are, and no case is read in which nothing waits for the actor's
// organisations.
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
		asked := s.ask(actor)
		first, rest, err := find(ctx, q, kinds, asked, f, func(found []candidate) int { return enough(found, after, p.Limit) })
		if err != nil {
			return request.List[Task]{}, err
		}
		var found []Task
		for _, b := range beside {
			more, err := b.Waits(ctx, q, actor)
			if err != nil {
				return request.List[Task]{}, err
			}
			found = append(found, more...)
		}
		for {
			more, err := s.tasks(ctx, q, asked, kinds, first)
			if err != nil {
				return request.List[Task]{}, err
			}
			found = append(found, more...)
			found = slices.DeleteFunc(found, func(t Task) bool { return !f.passes(t) || t.place().compare(after) <= 0 })
			slices.SortFunc(found, func(a, b Task) int { return a.place().compare(b.place()) })
			if len(rest) == 0 || len(found) > p.Limit && found[p.Limit].place().compare(rest[0].at) < 0 {
				break
			}
			first, rest = rest, nil
		}
		page := request.Cut(found, p, func(t Task) any { return t.place() })
		for i := range page.Items {
			if t := &page.Items[i]; t.detail != nil {
				t.Mandate, _ = t.detail().(*approval.Asking)
			}
		}
		return page, name(ctx, q, page.Items)
	})
}

// ask says whose tasks are looked for.
func (s *Service) ask(actor authn.Actor) waiting.Asked {
	asked := waiting.Asked{Actor: actor, Policy: s.policy, Organisations: []string{}, Now: s.now()}
	for _, r := range actor.Roles {
		if !slices.Contains(asked.Organisations, r.Organisation) {
			asked.Organisations = append(asked.Organisations, r.Organisation)
		}
	}
	return asked
}

// asked are the kinds to look in for tasks of one kind, or of any.
func (s *Service) asked(kind string) ([]waiting.Kinds, []Beside, error) {
	var all []string
	for _, k := range s.kinds {
		if slices.Contains(k.Names, kind) {
			return []waiting.Kinds{k}, nil, nil
		}
		all = append(all, k.Names...)
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

// tasks are what waits for the actor at some places.
func (s *Service) tasks(ctx context.Context, q pgdb.Querier, asked waiting.Asked, kinds []waiting.Kinds, in []candidate) ([]Task, error) {
	waits, err := s.waits(ctx, q, asked, kinds, in)
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
		inCase := asked.Actor.In(w.Case.ID)
		if how, ok := concerns(s.policy, inCase, w, reached); ok {
			t := shown(s.policy, inCase, w, how)
			if w.Case.Exempt(workday.Today(asked.Now)) {
				t.Shielded = w.Case.ShieldedTitle
			}
			found = append(found, t)
		}
	}
	return found, nil
}

// waits are what waits at some places in the cases that the actor may read, for anyone
// of their organisations, and what is asked of them themselves in others (rule 2.5):
// one statement reads the cases, one what waits in them, and one what that rests on.
func (s *Service) waits(ctx context.Context, q pgdb.Querier, asked waiting.Asked, kinds []waiting.Kinds, in []candidate) ([]waiting.Wait, error) {
	if len(in) == 0 {
		return nil, nil
	}
	ids := map[int64]bool{}
	for _, c := range in {
		ids[c.caseID] = true
	}
	cases, err := casefile.SeveralInWork(ctx, q, slices.Sorted(maps.Keys(ids)))
	if err != nil {
		return nil, err
	}
	today := workday.Today(asked.Now)
	unread := map[int64]bool{}
	for id, c := range cases {
		unread[id] = !Reads(s.policy, asked.Actor, c, today)
	}
	var waits []waiting.Wait
	add := func(w waiting.Wait) {
		if !unread[w.Case.ID] || w.Answered {
			waits = append(waits, w)
		}
	}
	var p pgdb.Parts
	for i, k := range kinds {
		var of []*casefile.Case
		for _, c := range in {
			if c.kinds == i && cases[c.caseID] != nil {
				of = append(of, cases[c.caseID])
			}
		}
		if len(of) > 0 {
			k.Waits(&p, of, asked, add)
		}
	}
	err = p.Read(ctx, q)
	return waits, err
}
