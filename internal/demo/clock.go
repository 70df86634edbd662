package demo

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// clock is the domain's time in the demo. It begins where the record ends, so
// that a demo that is started again goes on from there, runs on with real
// time, and leaps only by moveTo: an act of the story, never a hidden wait.
type clock struct {
	mu   sync.Mutex
	from time.Time
	real time.Time
}

// resume makes the clock: at the last thing recorded, or at the start.
func resume(ctx context.Context, pool *pgxpool.Pool, start time.Time) (*clock, error) {
	last, err := lastMoment(ctx, pool)
	if err != nil {
		return nil, err
	}
	if last != nil && last.After(start) {
		start = *last
	}
	return &clock{from: start, real: time.Now()}, nil
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
	return c.now, nil
}

// now is the domain's time.
func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.from.Add(time.Since(c.real))
}

// moveTo moves the domain's time forward; it never goes back.
func (c *clock) moveTo(at time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !at.After(c.from.Add(time.Since(c.real))) {
		return false
	}
	c.from, c.real = at, time.Now()
	return true
}
