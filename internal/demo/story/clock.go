package story

import (
	"sync"
	"time"
)

// Clock is the domain's time in the demo. It begins where the record ends, so
// that a demo that is started again goes on from there, runs on with real
// time, and leaps only by moveTo: an act of the story, never a hidden wait.
type Clock struct {
	mu   sync.Mutex
	from time.Time
	real time.Time
}

// StartAt makes a clock that shows a time now.
func StartAt(at time.Time) *Clock { return &Clock{from: at, real: time.Now()} }

// Now is the domain's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.from.Add(time.Since(c.real))
}

// moveTo moves the domain's time forward; it never goes back.
func (c *Clock) moveTo(at time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !at.After(c.from.Add(time.Since(c.real))) {
		return false
	}
	c.from, c.real = at, time.Now()
	return true
}
