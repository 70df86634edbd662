package assignment

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Work adds the workers.
func (s *Service) Work(w *river.Workers) {
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[approval.NamingReview]) error {
		return s.review(ctx, casefile.Ref{Region: job.Args.Region, Number: job.Args.Case})
	}))
}

// review stops the reminders to name people in the municipalities that have
// named enough already. Doing it again changes nothing.
func (s *Service) review(ctx context.Context, ref casefile.Ref) error {
	_, err := pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none struct{}, err error) {
		c, err := casefile.Lock(ctx, tx, ref)
		if err != nil {
			return none, err
		}
		now := c.Following(s.now())
		standings, err := staffing.Standings(ctx, tx, []*casefile.Case{c}, nil, now)
		if err != nil {
			return none, err
		}
		for _, st := range standings {
			if err := st.RemindToName(ctx, tx, st.Named, now); err != nil {
				return none, err
			}
		}
		return none, nil
	})
	return err
}
