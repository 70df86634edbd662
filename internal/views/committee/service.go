package committee

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service shows the committee's table.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time) *Service {
	return &Service{pool: pool, policy: policy, now: now}
}

// Table lists the open versions of a region's cases that the caller may read
// (rule 2.5), ordered by the day by which they are to be answered. The number of
// statements is the same however many there are.
func (s *Service) Table(ctx context.Context, actor authn.Actor, ref TableRef, p request.Page) (request.List[TableRow], error) {
	now := s.now()
	today := workday.Today(now)
	asked := mandate.OpenFilter{
		Region: ref.Region, Reading: reading.Of(s.policy, actor, ref.Region, today), Municipality: ref.Municipality, Overdue: ref.Overdue == "true",
		Today: today, After: mandate.OpenKey{AnswerBy: workday.MustDate("1900-01-01")}, Limit: p.Limit + 1,
	}
	if err := p.After(&asked.After); err != nil {
		return request.List[TableRow]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (request.List[TableRow], error) {
		found, err := approval.OpenIn(ctx, q, asked)
		if err != nil {
			return request.List[TableRow]{}, err
		}
		page := request.Cut(found, p, func(v *approval.Version) any { return mandate.OpenKey{AnswerBy: *v.AnswerBy, Case: v.CaseID} })
		calendars, err := calendar.Of(ctx, q, []string{ref.Region})
		if err != nil {
			return request.List[TableRow]{}, err
		}
		rows, err := lay(ctx, q, page.Items, calendars, now)
		return request.List[TableRow]{Items: rows, Next: page.Next}, err
	})
}

// lay puts versions on the table.
func lay(ctx context.Context, q pgdb.Querier, found []*approval.Version, calendars calendar.Set, now time.Time) ([]TableRow, error) {
	ids := make([]int64, len(found))
	for i, v := range found {
		ids[i] = v.CaseID
	}
	cases, err := casefile.Several(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]TableRow, len(found))
	var calls []authority.Call
	for i, v := range found {
		c := cases[v.CaseID]
		if rows[i], err = row(v, c, calendars.For(c.Region), now); err != nil {
			return nil, err
		}
		for _, t := range rows[i].Cells {
			calls = append(calls, call(c, t.Municipality))
		}
	}
	people, err := authority.Reach(ctx, q, now, calls)
	if err != nil {
		return nil, err
	}
	for i, v := range found {
		for n := range rows[i].Cells {
			if t := &rows[i].Cells[n]; t.State != string(approval.NotApplicable) {
				t.Who = people[call(cases[v.CaseID], t.Municipality)]
			}
		}
	}
	align(rows)
	return rows, nil
}
