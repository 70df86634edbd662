// Package throttle holds callers to a rate, and what they ask for to so much at a time.
package throttle

import (
	"context"
	"errors"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// Limiter holds every caller to a rate. The callers seen last are remembered;
// one that is forgotten begins anew.
type Limiter struct {
	rate    rate.Limit
	burst   int
	callers *lru.Cache[string, *rate.Limiter]
}

const rememberedCallers = 10_000

// NewLimiter lets each caller do so much in a second, and so much at once.
func NewLimiter(perSecond float64, burst int) *Limiter {
	callers, err := lru.New[string, *rate.Limiter](rememberedCallers)
	if err != nil {
		panic(err) // only for a size below one
	}
	return &Limiter{rate: rate.Limit(perSecond), burst: burst, callers: callers}
}

// Wait is how long a caller has to wait before this request; 0 lets it in.
func (l *Limiter) Wait(caller string) time.Duration {
	own, ok := l.callers.Get(caller)
	if !ok {
		own = rate.NewLimiter(l.rate, l.burst)
		if before, had, _ := l.callers.PeekOrAdd(caller, own); had {
			own = before
		}
	}
	r := own.Reserve()
	if d := r.Delay(); d > 0 {
		r.Cancel()
		return d
	}
	return 0
}

// Turns let so many in at a time, and others wait for a while.
type Turns struct {
	taken    chan struct{}
	patience time.Duration
}

// ErrNoTurn is that nobody went in time.
var ErrNoTurn = errors.New("no turn has come")

// NewTurns lets so many in at a time; another waits for as long.
func NewTurns(atOnce int, patience time.Duration) *Turns {
	return &Turns{make(chan struct{}, atOnce), patience}
}

// Take waits for a turn, and gives what ends it. It is ErrNoTurn where none came in time.
func (t *Turns) Take(ctx context.Context) (end func(), err error) {
	patience := time.NewTimer(t.patience)
	defer patience.Stop()
	select {
	case t.taken <- struct{}{}:
		return func() { <-t.taken }, nil
	case <-patience.C:
		return nil, ErrNoTurn
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
