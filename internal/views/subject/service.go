package subject

import (
	"context"
	"math"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service shows what is held of a person.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
	people *person.Service
}

// New builds the service, and relates what a person was reminded of to their record.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, people *person.Service) *Service {
	people.Offers.Relate("reminders", func(p *person.Person) string { return listTheirReminders.Href(p.Ref()) })
	return &Service{pool: pool, policy: policy, now: now, people: people}
}

// ShowRecord reads everything that is held of the caller, in one batch.
func (s *Service) ShowRecord(ctx context.Context, actor authn.Actor, _ struct{}) (*Record, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Record, error) {
		r := &Record{Resource: request.Resource{Self: showRecord.Href(struct{}{}), Actions: []request.Action{}}}
		err := r.fill(ctx, q, actor.Person)
		r.Notices.About = request.Path("me/notice-preferences")
		r.Letters.About, r.Letters.Reminded, r.Events.List = request.Path("me/notices"), listReminders.Href(struct{}{}), listEvents.Href(struct{}{})
		return r, err
	})
}

// Events lists the events that concern the caller, the newest first, each found
// by an index however long the record of changes is (rules 4.6, 9.1).
func (s *Service) Events(ctx context.Context, actor authn.Actor, _ struct{}, p request.Page) (request.List[RecordEvent], error) {
	before := int64(math.MaxInt64)
	if err := p.After(&before); err != nil {
		return request.List[RecordEvent]{}, err
	}
	events, err := eventsOf(ctx, s.pool, actor.Person, before, p.Limit+1)
	return request.Cut(events, p, func(e RecordEvent) any { return e.ID }), err
}
