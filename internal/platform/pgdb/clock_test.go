package pgdb_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/pgtest"
)

func TestAClockThatDiffersFromTheDatabasesIsTold(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	for by, wrong := range map[time.Duration]string{
		0: "", time.Second: "", -time.Second: "", 5 * time.Second: "ahead of", -5 * time.Second: "behind", 24 * time.Hour: "ahead of",
	} {
		c := pgdb.NewClock(pool, func() time.Time { return time.Now().Add(by) })
		err := c.Check(t.Context())
		if e, ok := errors.AsType[*pgdb.ClockError](err); ok != (wrong != "") || ok && !strings.Contains(e.Error(), wrong) {
			t.Errorf("a clock that is off by %v: %v", by, err)
		}
		if got := c.Ahead() - by; got.Abs() > time.Second {
			t.Errorf("a clock that is off by %v is taken to be ahead by %v", by, c.Ahead())
		}
	}
}

// A slow answer makes no clock wrong: the database may have looked at its own at
// any moment between the question and the answer.
func TestASlowAnswerMakesNoClockWrong(t *testing.T) {
	t.Parallel()
	asked := 0
	c := pgdb.NewClock(pgtest.New(t), func() time.Time { asked++; return time.Now().Add(time.Duration(asked-1) * 8 * time.Second) })
	if err := c.Check(t.Context()); err != nil || c.Ahead() < 3*time.Second {
		t.Errorf("after an answer that took 8 s: %v, ahead by %v", err, c.Ahead())
	}
}

// While one caller's look takes long, the metrics do not wait for it, another
// caller only as long as it wants, and the look outlives whoever began it.
func TestNobodyWaitsForAnothersLookAtTheClock(t *testing.T) {
	t.Parallel()
	asked, answer := make(chan bool, 4), make(chan bool)
	c := pgdb.NewClock(pgtest.New(t), func() time.Time { asked <- true; <-answer; return time.Now().Add(time.Minute) })
	first, leave := context.WithCancel(t.Context())
	checked := make(chan error, 1)
	go func() { checked <- c.Check(first) }()
	<-asked
	others := make(chan error, 1)
	go func() {
		c.Ahead()
		impatient, gone := context.WithCancel(t.Context())
		gone()
		others <- c.Check(impatient)
	}()
	select {
	case err := <-others:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("whoever does not want to wait is told %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("they wait")
	}
	leave()
	if err := <-checked; !errors.Is(err, context.Canceled) {
		t.Errorf("whoever began the look and left is told %v", err)
	}
	close(answer)
	if _, wrong := errors.AsType[*pgdb.ClockError](c.Check(t.Context())); !wrong {
		t.Error("the look did not go on")
	}
}

func TestWithoutADatabaseNoClockIsWrong(t *testing.T) {
	t.Parallel()
	pool, err := pgxpool.New(t.Context(), "postgres://x@127.0.0.1:1/x")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	err = pgdb.NewClock(pool, time.Now).Check(t.Context())
	if _, wrong := errors.AsType[*pgdb.ClockError](err); err == nil || wrong {
		t.Errorf("got %v", err)
	}
}

// said gathers what is logged.
type said chan string

func (s said) Write(p []byte) (int, error) { s <- string(p); return len(p), nil }

func TestAWrongClockIsLoggedOnce(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	lines := make(said, 10)
	ended := make(chan struct{})
	c := pgdb.NewClock(pgtest.New(t), func() time.Time { return time.Now().Add(time.Minute) })
	go func() { defer close(ended); c.Keep(ctx, slog.New(slog.NewJSONHandler(lines, nil))) }()
	if line := <-lines; !strings.Contains(line, `"level":"ERROR"`) || !strings.Contains(line, "1m0s ahead of the database's") {
		t.Errorf("it logs %s", line)
	}
	stop()
	<-ended
	if len(lines) != 0 {
		t.Errorf("it logs besides: %s", <-lines)
	}
}
