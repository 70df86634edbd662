package alarm

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service shows alarms, and tells of new ones once a day.
type Service struct {
	log     *slog.Logger
	pool    *pgxpool.Pool
	policy  *authz.Policy
	now     func() time.Time
	jobs    *river.Client[pgx.Tx]
	notices *notice.Service
}

// New builds the service.
func New(log *slog.Logger, pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, jobs *river.Client[pgx.Tx], notices *notice.Service) *Service {
	return &Service{log: log, pool: pool, policy: policy, now: now, jobs: jobs, notices: notices}
}

// Filter narrows a list of alarms. Zero members filter nothing.
type Filter struct {
	Kind         Kind
	Municipality string
}

// Raised are the alarms of municipalities of a list in some cases, with what is
// for the municipality's own offices alone. Five statements, however many
// cases; in a case that is a draft or over there are none.
func Raised(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, municipalities []string, now time.Time) ([]Alarm, error) {
	cases = slices.DeleteFunc(slices.Clone(cases), func(c *casefile.Case) bool { return c.State == casefile.Draft || c.Alive() != nil })
	all, err := gather(ctx, q, cases, municipalities, now)
	if err != nil {
		return nil, err
	}
	var raised []Alarm
	for _, f := range all {
		raised = append(raised, f.alarms()...)
	}
	return raised, nil
}

// InCase are the alarms of a case as all who read it see them: without the
// employments of the people named, and what they do elsewhere (rules 2.5, 4.6).
func InCase(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time) ([]Alarm, error) {
	var parties []string
	for _, p := range c.Parties() {
		parties = append(parties, p.Number)
	}
	raised, err := Raised(ctx, q, []*casefile.Case{c}, parties, now)
	for i, a := range raised {
		raised[i] = a.outside()
	}
	return raised, err
}

// ListOfCase lists the alarms of a case.
func (s *Service) ListOfCase(ctx context.Context, actor authn.Actor, ref casefile.Ref, f Filter, p request.Page) (request.List[Alarm], error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[Alarm], error) {
		c, err := casefile.Load(ctx, q, ref)
		if err != nil {
			return request.List[Alarm]{}, err
		}
		now := s.now()
		raised, err := InCase(ctx, q, c, now)
		if err != nil {
			return request.List[Alarm]{}, err
		}
		return s.list(ctx, q, actor, raised, f, p, now)
	})
}

// ListOfMunicipality lists a municipality's alarms in every case, of whatever
// region, that the actor may read.
func (s *Service) ListOfMunicipality(ctx context.Context, actor authn.Actor, municipality string, f Filter, p request.Page) (request.List[Alarm], error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[Alarm], error) {
		only := []string{municipality}
		cases, err := casefile.Going(ctx, q, only)
		if err != nil {
			return request.List[Alarm]{}, err
		}
		now := s.now()
		cases = slices.DeleteFunc(cases, func(c *casefile.Case) bool { return !s.reads(actor, municipality, c, now) })
		raised, err := Raised(ctx, q, cases, only, now)
		if err != nil {
			return request.List[Alarm]{}, err
		}
		return s.list(ctx, q, actor, raised, f, p, now)
	})
}

func (s *Service) reads(actor authn.Actor, municipality string, c *casefile.Case, now time.Time) bool {
	perm := casefile.Read
	if c.Exempt(workday.Today(now)) {
		perm = casefile.ReadExempt
	}
	_, ok := s.policy.Allows(actor.In(c.ID), municipality, perm)
	return ok
}

// list is a page of alarms, by their names, each with who can act.
func (s *Service) list(ctx context.Context, q pgdb.Querier, actor authn.Actor, raised []Alarm, f Filter, p request.Page, now time.Time) (request.List[Alarm], error) {
	var after string
	if err := p.After(&after); err != nil {
		return request.List[Alarm]{}, err
	}
	raised = slices.DeleteFunc(raised, func(a Alarm) bool {
		return a.ID <= after || f.Kind != "" && f.Kind != a.Kind || f.Municipality != "" && f.Municipality != a.Municipality
	})
	slices.SortFunc(raised, Alarm.compare)
	page := request.Cut(raised, p, func(a Alarm) any { return a.ID })
	var calls []authority.Call
	for _, a := range page.Items {
		calls = append(calls, a.calls()...)
	}
	people, err := authority.Reach(ctx, q, now, calls)
	if err != nil {
		return request.List[Alarm]{}, err
	}
	for i := range page.Items {
		a := &page.Items[i]
		for _, c := range a.calls() {
			a.Who = append(a.Who, AlarmDoer{Post: c.Post, People: people[c]})
		}
		a.Action = a.offer(s.policy, actor.In(a.in.ID))
	}
	return page, nil
}
