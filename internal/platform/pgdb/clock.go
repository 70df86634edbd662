package pgdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/singleflight"
)

// MaxDifference is how far a machine's clock may be from the database's.
const MaxDifference = 2 * time.Second

// lookAtClock is how often the two clocks are compared.
const lookAtClock = 10 * time.Second

// lookTime is what one comparison may take.
const lookTime = 5 * time.Second

// Clock compares the clock of this machine with the database's, which all
// instances share. It has nothing to do with the domain's clock, by which the
// demo and the tests tell their stories.
type Clock struct {
	pool    *pgxpool.Pool
	machine func() time.Time
	looking singleflight.Group

	mu   sync.Mutex
	last comparison
}

// comparison is what one look found: by how much the machine's clock is ahead,
// and by how much it certainly differs.
type comparison struct {
	at             time.Time
	ahead, certain time.Duration
}

func (c comparison) old() bool { return c.at.IsZero() || time.Since(c.at) >= lookAtClock }

func (c comparison) judge() error {
	if c.certain > MaxDifference {
		return &ClockError{Ahead: c.ahead}
	}
	return nil
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
// MaxDifference. It looks again when the last look is a while ago. Whoever asks
// meanwhile waits for the same look, each as long as they want; it is nobody's
// own, and goes on when one of them goes.
func (c *Clock) Check(ctx context.Context) error {
	if last := c.seen(); !last.old() {
		return last.judge()
	}
	looked := c.looking.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTime)
		defer cancel()
		return nil, c.look(ctx)
	})
	select {
	case <-ctx.Done():
		return fmt.Errorf("wait for the database's time: %w", ctx.Err())
	case r := <-looked:
		if r.Err != nil {
			return r.Err
		}
		return c.seen().judge()
	}
}

// Ahead is by how much the machine's clock was ahead of the database's at the
// last look.
func (c *Clock) Ahead() time.Duration { return c.seen().ahead }

func (c *Clock) seen() comparison {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
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
	ahead := asked.Add(took / 2).Sub(there)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = comparison{at: time.Now(), ahead: ahead, certain: ahead.Abs() - took.Abs()/2}
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
