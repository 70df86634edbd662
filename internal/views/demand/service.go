package demand

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service shows the ledger.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time) *Service {
	return &Service{pool: pool, policy: policy, now: now}
}

// Demands lists what is asked of a municipality in all the cases that it takes
// part in, in whatever region, the earliest naming due date first (rules 3.7, 4.3).
// All of it is read and sorted for each page; the number of statements is the
// same however many cases.
func (s *Service) Demands(ctx context.Context, _ authn.Actor, asked DemandQuery, p request.Page) (request.List[Demand], error) {
	var after demandPlace
	if err := p.After(&after); err != nil {
		return request.List[Demand]{}, err
	}
	now, only := s.now(), []string{asked.Organisation}
	if asked.From.IsZero() {
		asked.From = workday.Today(now)
	}
	if !asked.To.IsZero() && !asked.From.Before(asked.To) {
		return request.List[Demand]{}, ErrPeriod.On("query/to", organisation.MsgNotLater.With(asked.From))
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[Demand], error) {
		cases, err := casefile.Going(ctx, q, only)
		if err != nil {
			return request.List[Demand]{}, err
		}
		standings, err := staffing.Standings(ctx, q, cases, only, now)
		if err != nil {
			return request.List[Demand]{}, err
		}
		var all []Demand
		for _, st := range standings {
			for _, d := range demandsOf(st, workday.Today(now)) {
				if asked.passes(d) && (p.First() || d.place().compare(after) > 0) {
					all = append(all, d)
				}
			}
		}
		slices.SortFunc(all, func(a, b Demand) int { return a.place().compare(b.place()) })
		return request.Cut(all, p, func(d Demand) any { return d.place() }), nil
	})
}
