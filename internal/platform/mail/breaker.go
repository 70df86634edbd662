package mail

import (
	"context"
	"errors"
	"sync"
	"time"
)

// State says whether letters go out.
type State int

const (
	// Closed lets letters out.
	Closed State = iota
	// Trying lets out one at a time: the server is there again, and the next letter shows whether it takes any.
	Trying
	// Open lets none out: they wait.
	Open
)

// tolerated is how many letters in a row may fail before none goes out any more. One that every server chokes on is
// alone, and stops nobody else's.
const tolerated = 3

// Breaker keeps whether letters are taken. It is safe for use by many at once, and begins closed.
type Breaker struct {
	mu       sync.Mutex
	state    State
	failures int // in a row
	since    time.Time
	why      error
	changed  chan struct{} // closed and made anew with each state
}

// NewBreaker begins closed.
func NewBreaker() *Breaker { return &Breaker{since: time.Now(), changed: make(chan struct{})} }

// Note hears how the handing over of a letter ended. Any answer about the letter says that the server is there; a letter
// that no server was shown, for its address or what it says, or because the program stops, says nothing.
func (b *Breaker) Note(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case Impossible(err) || errors.Is(err, context.Canceled):
	case answered(err):
		b.failures = 0
		if b.state == Trying {
			b.become(Closed, nil)
		}
	default:
		b.failures++
		if b.state == Trying || b.state == Closed && b.failures >= tolerated {
			b.become(Open, err)
		}
	}
}

// Trip opens it: a probe has failed.
func (b *Breaker) Trip(why error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.why = why
	if b.state != Open {
		b.become(Open, why)
	}
}

// Try lets one letter after the other out: a probe has succeeded.
func (b *Breaker) Try() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.become(Trying, b.why)
}

func (b *Breaker) become(state State, why error) {
	b.state, b.why, b.failures, b.since = state, why, 0, time.Now()
	close(b.changed)
	b.changed = make(chan struct{})
}

// State is how it stands, since when, and why it was opened.
func (b *Breaker) State() (state State, since time.Time, why error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state, b.since, b.why
}

// Left waits until it is in another state; it is false when ctx ends first.
func (b *Breaker) Left(ctx context.Context, state State) bool {
	for {
		b.mu.Lock()
		now, changed := b.state, b.changed
		b.mu.Unlock()
		if now != state {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}
