package app

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"forankring.no/forankring/internal/platform/trace"
)

// lastSpans is how long the program waits at its end for the collector of traces.
const lastSpans = 3 * time.Second

// EndTraces sends the spans that are left, in bounded time, when all else has ended.
func (a *App) EndTraces(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastSpans)
	defer cancel()
	if err := a.traces.Close(ctx); err != nil {
		a.log.Warn("the last traces are lost", "error", err)
	}
}

// carrying lets a job go on with the trace of what queues it, in whose transaction
// it is.
func carrying() rivertype.JobInsertMiddleware {
	return river.JobInsertMiddlewareFunc(func(ctx context.Context, jobs []*rivertype.JobInsertParams, insert func(context.Context) ([]*rivertype.JobInsertResult, error)) ([]*rivertype.JobInsertResult, error) {
		for _, job := range jobs {
			var err error
			if job.Metadata, err = trace.Carry(ctx, job.Metadata); err != nil {
				return nil, err
			}
		}
		return insert(ctx)
	})
}

// traced makes a span of each attempt at a job. One that waits for another time
// has not failed.
func traced(traces *trace.Traces) rivertype.WorkerMiddleware {
	return river.WorkerMiddlewareFunc(func(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
		ctx, span := traces.Job(ctx, job.Kind, job.Metadata)
		defer span.End()
		span.Count("forankring.job", job.ID)
		span.Count("forankring.attempt", int64(job.Attempt))
		err := work(ctx)
		if later := (*rivertype.JobSnoozeError)(nil); err != nil && !errors.As(err, &later) {
			span.Fail()
		}
		return err
	})
}
