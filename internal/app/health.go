package app

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/measure"
	"forankring.no/forankring/internal/platform/pgdb"
)

// hanging is how long a job may run before an operator is warned: longer than
// any is given (the longest is a letter: letterSteps times FORANKRING_SMTP_TIMEOUT,
// which has its limit for this), and than it takes until a killed instance's are
// given to another.
const hanging = 5 * time.Minute

// jobsOf is how many jobs of a queue are in a state.
type jobsOf struct {
	Queue   string  `db:"queue"`
	State   string  `db:"state"`
	Jobs    int64   `db:"jobs"`
	Waited  float64 `db:"waited"`
	Hanging int64   `db:"hanging"`
}

// queueHealth reads how many jobs wait and for how long, and which hang, by the
// queue's own clock, which is the database's.
func queueHealth(pool *pgxpool.Pool) func(context.Context) (measure.Health, error) {
	return func(ctx context.Context) (h measure.Health, err error) {
		found, err := pgdb.All[jobsOf](ctx, pool, "count jobs", `
			SELECT queue, state::text AS state, count(*) AS jobs, greatest(0, extract(epoch FROM now() - min(scheduled_at)))::float8 AS waited,
				count(*) FILTER (WHERE state = 'running' AND attempted_at < now() - $1::interval) AS hanging
			FROM river_job WHERE state IN ('available', 'running', 'retryable', 'scheduled') GROUP BY queue, state`, hanging)
		if err != nil {
			return h, err
		}
		for _, q := range found {
			h.Readings = append(h.Readings, measure.Reading{
				Name: "forankring_queue_jobs", Help: "Jobs that wait or run, by queue.", Labels: map[string]string{"queue": q.Queue, "state": q.State}, Value: float64(q.Jobs),
			})
			own := map[string]string{"queue": q.Queue}
			switch q.State {
			case "available":
				h.Readings = append(h.Readings, measure.Reading{
					Name: "forankring_queue_oldest_seconds", Help: "How long the oldest job has waited that could be worked.", Labels: own, Value: q.Waited,
				})
			case "running":
				h.Readings = append(h.Readings, measure.Reading{
					Name: "forankring_queue_hanging_jobs", Help: "Jobs that have run for more than five minutes.", Labels: own, Value: float64(q.Hanging),
				})
			}
			if q.Hanging > 0 {
				h.Warnings = append(h.Warnings, fmt.Sprintf("jobs hang: %d in the queue %s", q.Hanging, q.Queue))
			}
		}
		return h, nil
	}
}

// poolHealth reads how many of the instance's database connections are in use.
func poolHealth(pool *pgxpool.Pool) func(context.Context) (measure.Health, error) {
	return func(context.Context) (measure.Health, error) {
		s := pool.Stat()
		const help = "Connections to the database, by what they are."
		return measure.Health{Readings: []measure.Reading{
			{Name: "forankring_pool_connections", Help: help, Labels: map[string]string{"state": "in_use"}, Value: float64(s.AcquiredConns())},
			{Name: "forankring_pool_connections", Help: help, Labels: map[string]string{"state": "idle"}, Value: float64(s.IdleConns())},
			{Name: "forankring_pool_connections", Help: help, Labels: map[string]string{"state": "most"}, Value: float64(s.MaxConns())},
			{Name: "forankring_pool_waits_total", Help: "How often a connection had to be waited for.", Value: float64(s.EmptyAcquireCount()), Counter: true},
			{Name: "forankring_pool_wait_seconds_total", Help: "How long connections were waited for, all together.", Value: s.EmptyAcquireWaitTime().Seconds(), Counter: true},
		}}, nil
	}
}
