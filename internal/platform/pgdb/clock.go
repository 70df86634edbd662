package pgdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// MaxDifference is how far a machine's clock may be from the database's.
const MaxDifference = 2 * time.Second

// lookAtClock is how often the two clocks are compared.
const lookAtClock = 10 * time.Second

// Clock compares the clock of this machine with the database's, which all
// instances share. It has nothing to do with the domain's clock, by which the
// demo and the tests tell their stories.
type Clock struct {
	pool    *pgxpool.Pool
	machine func() time.Time

	mu      sync.Mutex
	looked  time.Time
	ahead   time.Duration
	certain time.Duration
}

// NewClock is a clock that has not been looked at.
func NewClock(pool *pgxpool.Pool, machine func() time.Time) *Clock {
	return &Clock{pool: pool, machine: machine}
}

// ClockError says that the two clocks differ by more than they may.
type ClockError struct{ Ahead time.Duration }

// Error says by how much, and which way.
func (e *ClockError) Error() string {
	way := "ahead of"
	if e.Ahead < 0 {
		way = "behind"
	}
	return fmt.Sprintf("this machine's clock is %v %s the database's, and may be %v: set it right, and keep it so (NTP)",
		e.Ahead.Abs().Round(100*time.Millisecond), way, MaxDifference)
}

// Check refuses where the machine's clock certainly differs by more than
// MaxDifference. It looks again when the last look is a while ago.
func (c *Clock) Check(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.looked.IsZero() || time.Since(c.looked) >= lookAtClock {
		if err := c.look(ctx); err != nil {
			return err
		}
	}
	if c.certain > MaxDifference {
		return &ClockError{Ahead: c.ahead}
	}
	return nil
}

// Ahead is by how much the machine's clock was ahead of the database's at the
// last look.
func (c *Clock) Ahead() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ahead
}

// look compares the clocks. The database looked at its own somewhere between the
// question and the answer.
func (c *Clock) look(ctx context.Context) error {
	conn, err := c.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("ask the database for the time: %w", err)
	}
	defer conn.Release()
	var there time.Time
	asked := c.machine()
	if err := conn.QueryRow(ctx, `SELECT clock_timestamp()`).Scan(&there); err != nil {
		return fmt.Errorf("ask the database for the time: %w", err)
	}
	took := c.machine().Sub(asked)
	c.looked, c.ahead = time.Now(), asked.Add(took/2).Sub(there)
	c.certain = c.ahead.Abs() - took.Abs()/2
	return nil
}

// Keep compares the clocks until ctx ends, and says in the log when they begin
// to differ and when they agree again.
func (c *Clock) Keep(ctx context.Context, log *slog.Logger) {
	again := time.NewTicker(lookAtClock)
	defer again.Stop()
	off := false
	for {
		err := c.Check(ctx)
		wrong, differs := errors.AsType[*ClockError](err)
		switch {
		case differs && !off:
			log.Error("the clock is wrong: no reminders are dispatched from here", "error", err, "ahead", wrong.Ahead)
		case err == nil && off:
			log.Info("the clock is right again")
		}
		off = differs || off && err != nil
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}
