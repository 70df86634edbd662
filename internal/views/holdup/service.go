package holdup

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/views/stand"
)

// Service lists what holds cases up.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
}

// New builds the service, and says at cases where the list is.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, cases *casefile.Service) *Service {
	cases.Offers.Relate("hold_ups", func(c *casefile.Case) string { return showHoldUps.Href(c.Ref()) })
	return &Service{pool: pool, policy: policy, now: now}
}

// HoldUps is what holds a case up.
type HoldUps struct {
	Self  string         `json:"self" example:"/v1/regions/kongsvingerregionen/cases/2024-1/hold-ups"`
	Case  string         `json:"case" example:"2024-1" doc:"The number of the case"`
	State casefile.State `json:"case_state" example:"in_treatment" doc:"The state of the case"`
	Items []HoldUp       `json:"items" doc:"What it waits for, what blocks most first; empty where it waits for nothing"`
}

// Show lists what holds a case up. The number of statements is fixed, however many
// municipalities take part and bodies treat it.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref casefile.Ref) (*HoldUps, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*HoldUps, error) {
		now := s.now()
		c, err := casefile.LoadParties(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		f, err := gather(ctx, q, c, now)
		if err != nil {
			return nil, err
		}
		shown := &HoldUps{Self: showHoldUps.Href(ref), Case: c.Number, State: c.State, Items: f.holdUps()}
		return shown, s.complete(ctx, q, actor.In(c.ID), c.ID, now, shown.Items)
	})
}

// gather reads all that the list looks at.
func gather(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time) (*facts, error) {
	f := &facts{c: c, today: workday.Today(c.Then(now))}
	known, gate, err := stand.Known(ctx, q, c, now)
	if err != nil {
		return nil, err
	}
	f.lacks, f.gate, f.course = lacksOf(known, gate), gate, known.Course
	if f.standing, err = effect.StandingOf(ctx, q, c, f.course); err != nil {
		return nil, err
	}
	var meetings []int64
	for _, t := range f.course.Treatments {
		if t.Meeting != nil && t.EndedAt == nil {
			meetings = append(meetings, *t.Meeting)
		}
	}
	if len(meetings) == 0 {
		return f, nil
	}
	uncalled, err := meeting.Uncalled(ctx, q, meetings)
	if err != nil {
		return nil, err
	}
	f.uncalled, err = meetingcalendar.ByID(ctx, q, uncalled)
	return f, err
}

// complete says who can act, and whether the caller can: one statement.
func (s *Service) complete(ctx context.Context, q pgdb.Querier, actor authn.Actor, caseID int64, now time.Time, all []HoldUp) error {
	calls := make([]authority.Call, len(all))
	for i := range all {
		calls[i] = all[i].call(caseID)
	}
	people, err := authority.Reach(ctx, q, now, calls)
	for i := range all {
		h := &all[i]
		h.Who = []stand.Doer{{Post: h.post, People: people[calls[i]]}}
		h.Act, h.Method, h.Address = h.target.ID, h.target.Method, h.target.Href
		_, h.Yours = s.policy.Allows(actor, h.post.Organisation, h.target.Permission)
	}
	return err
}
