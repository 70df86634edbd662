package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"forankring.no/forankring/internal/platform/pgdb"
)

// The pauses of a job that the database could not carry: they grow with the
// job's age, from the one to the other.
const (
	shortestPause = 2 * time.Second
	longestPause  = 5 * time.Minute
)

// outlast puts off a job that met a trouble of the database: it costs none of the
// job's attempts, of which an outage would else use up the last.
func outlast(log *slog.Logger) rivertype.WorkerMiddleware {
	return river.WorkerMiddlewareFunc(func(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
		err := work(ctx)
		if err == nil || !pgdb.Troubled(err) {
			return err
		}
		pause := min(max(time.Since(job.CreatedAt)/10, shortestPause), longestPause)
		log.WarnContext(ctx, "a job waits until the database can carry it", "kind", job.Kind, "job", job.ID, "pause", pause, "error", err)
		return river.JobSnooze(pause)
	})
}
