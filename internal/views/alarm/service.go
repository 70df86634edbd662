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
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/casework/staffing"
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

// Raised are the alarms of municipalities that stand so in their cases, with what
// is for the municipality's own offices alone. One statement, however many;
// in a case that is a draft or over there are none, nor of who has left, nor for
// those who read it as it stood then.
func Raised(ctx context.Context, q pgdb.Querier, standings []*staffing.Standing, now time.Time) ([]Alarm, error) {
	var raised []Alarm
	var p pgdb.Parts
	part(&p, raising(standings), now, func(f facts) { raised = append(raised, f.alarms()...) })
	return raised, p.Read(ctx, q)
}

// raising are the standings of which there can be alarms.
func raising(standings []*staffing.Standing) []*staffing.Standing {
	return slices.DeleteFunc(slices.Clone(standings), func(s *staffing.Standing) bool {
		return s.Case.Past != nil || s.Case.State == casefile.Draft || s.MustTakeActs() != nil
	})
}

// Outside are the alarms of municipalities as all who read their cases see them:
// without the employments of the people named, and what they do elsewhere (rules
// 2.5, 4.6).
func Outside(ctx context.Context, q pgdb.Querier, standings []*staffing.Standing, now time.Time) ([]Alarm, error) {
	raised, err := Raised(ctx, q, standings, now)
	for i, a := range raised {
		raised[i] = a.outside()
	}
	return raised, err
}

// ListOfCase lists the alarms of a case.
func (s *Service) ListOfCase(ctx context.Context, actor authn.Actor, asked CaseQuery, p request.Page) (request.List[Alarm], error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[Alarm], error) {
		c, err := casefile.Load(ctx, q, asked.Ref)
		if err != nil {
			return request.List[Alarm]{}, err
		}
		now := s.now()
		standings, err := staffing.Standings(ctx, q, []*casefile.Case{c}, nil, now)
		if err != nil {
			return request.List[Alarm]{}, err
		}
		raised, err := Outside(ctx, q, standings, now)
		if err != nil {
			return request.List[Alarm]{}, err
		}
		return s.list(ctx, q, actor, raised, asked, p, now)
	})
}

// ListOfMunicipality lists a municipality's alarms in every case, of whatever
// region, that the actor may read.
func (s *Service) ListOfMunicipality(ctx context.Context, actor authn.Actor, asked MunicipalityQuery, p request.Page) (request.List[Alarm], error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[Alarm], error) {
		only := []string{asked.Organisation}
		cases, err := casefile.Going(ctx, q, only)
		if err != nil {
			return request.List[Alarm]{}, err
		}
		now := s.now()
		cases = slices.DeleteFunc(cases, func(c *casefile.Case) bool { return !s.reads(actor, asked.Organisation, c, now) })
		standings, err := staffing.Standings(ctx, q, cases, only, now)
		if err != nil {
			return request.List[Alarm]{}, err
		}
		raised, err := Raised(ctx, q, standings, now)
		if err != nil {
			return request.List[Alarm]{}, err
		}
		return s.list(ctx, q, actor, raised, CaseQuery{Kind: asked.Kind}, p, now)
	})
}

func (s *Service) reads(actor authn.Actor, municipality string, c *casefile.Case, now time.Time) bool {
	perm := reading.Read
	if c.Exempt(workday.Today(now)) {
		perm = reading.ReadExempt
	}
	_, ok := s.policy.Allows(actor.In(c.ID), municipality, perm)
	return ok
}

// list is a page of alarms, by their names, each with who can act.
func (s *Service) list(ctx context.Context, q pgdb.Querier, actor authn.Actor, raised []Alarm, asked CaseQuery, p request.Page, now time.Time) (request.List[Alarm], error) {
	var after string
	if err := p.After(&after); err != nil {
		return request.List[Alarm]{}, err
	}
	raised = slices.DeleteFunc(raised, func(a Alarm) bool {
		return a.ID <= after || asked.Kind != "" && asked.Kind != a.Kind || asked.Municipality != "" && asked.Municipality != a.Municipality
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
