package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/demo/story"
)

// resume makes the clock: at the last thing recorded, or at the start.
func resume(ctx context.Context, pool *pgxpool.Pool, start time.Time) (*story.Clock, error) {
	last, err := lastMoment(ctx, pool)
	if err != nil {
		return nil, err
	}
	if last != nil && last.After(start) {
		start = *last
	}
	return story.StartAt(start), nil
}

// lastMoment is that of the last thing recorded, nil where nothing is.
func lastMoment(ctx context.Context, pool *pgxpool.Pool) (last *time.Time, err error) {
	err = pool.QueryRow(ctx, `SELECT greatest((SELECT max(at) FROM audit_event), (SELECT max(sent_at) FROM reminder))`).Scan(&last)
	if err != nil {
		return nil, fmt.Errorf("find the demo's last moment: %w", err)
	}
	return last, nil
}

// Now is the time in which an operator acts on a database: the real one or, on
// a demo's, that of the last thing recorded, so that what is entered beside a
// running demo holds in its story too.
func Now(ctx context.Context, pool *pgxpool.Pool) (func() time.Time, error) {
	ours, _, err := claimed(ctx, pool)
	if err != nil || !ours {
		return time.Now, err
	}
	c, err := resume(ctx, pool, time.Time{})
	if err != nil {
		return nil, err
	}
	return c.Now, nil
}
