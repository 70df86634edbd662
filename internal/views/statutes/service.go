package statutes

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service shows statutes.
type Service struct {
	pool    *pgxpool.Pool
	now     func() time.Time
	notices *notice.Service
}

// New builds the service. An organisation leads to its statutes, and those whom it
// concerns are told when they are revised.
func New(pool *pgxpool.Pool, now func() time.Time, organisations *organisation.Service, bodies *body.Service, notices *notice.Service) *Service {
	organisations.Offers.Relate("statutes", func(o *organisation.Organisation) string { return showStatutes.Href(filter{Ref: o.Ref()}) })
	s := &Service{pool: pool, now: now, notices: notices}
	bodies.TellOfRevisionsBy(s.tell)
	return s
}

// Show reads what the bodies of an organisation go by on a day: in the same number of
// statements, however many they are.
func (s *Service) Show(ctx context.Context, _ authn.Actor, f filter) (*StatutesPage, error) {
	at := s.now()
	if f.At.IsZero() {
		f.At = workday.Today(at)
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*StatutesPage, error) {
		o, err := organisation.Find(ctx, q, f.Organisation)
		if err != nil {
			return nil, err
		}
		at = body.MomentOf(f.At, at)
		bodies, err := body.AllAt(ctx, q, o.Key, at)
		if err != nil {
			return nil, err
		}
		ids := make([]int64, len(bodies))
		for i, b := range bodies {
			ids[i] = b.ID
		}
		settings, err := body.SettingsOf(ctx, q, ids)
		if err != nil {
			return nil, err
		}
		shown := &StatutesPage{Organisation: o.Key, Name: o.Name, At: f.At, Bodies: lay(bodies, settings, at)}
		shown.Self, shown.Actions = showStatutes.Href(filter{Ref: o.Ref()}), []request.Action{}
		return shown, nil
	})
}
