package assignment

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Work adds the workers.
func (s *Service) Work(w *river.Workers) {
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[mandate.NamingReview]) error {
		return s.review(ctx, casefile.Ref{Region: job.Args.Region, Number: job.Args.Case})
	}))
}

// reviewing stands in the record where the service reviews the naming by itself:
// nobody acts then.
const reviewing = "service: review of the naming"

// review stops the reminders to name people in the municipalities that have
// named enough already, and does what follows where they are released. Doing it
// again changes nothing.
func (s *Service) review(ctx context.Context, ref casefile.Ref) error {
	_, err := pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none struct{}, err error) {
		c, err := casefile.Lock(ctx, tx, ref)
		if err != nil {
			return none, err
		}
		ch := &casefile.Change{Tx: tx, Case: c, Operator: reviewing, Now: c.Following(s.now())}
		standings, err := staffing.Standings(ctx, tx, []*casefile.Case{c}, nil, ch.Now)
		if err != nil {
			return none, err
		}
		if err := staffing.StopNaming(ctx, tx, ch.Now, standings); err != nil {
			return none, err
		}
		for _, f := range s.follow {
			if err := f(ctx, ch, standings); err != nil {
				return none, err
			}
		}
		return none, ch.Trace(ctx)
	})
	return err
}
