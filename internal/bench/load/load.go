// Package load sends requests to a server and keeps how long each took: closed,
// where a connection sends its next request when the last one is answered, or
// open, at a rate that waits for nobody. A server that falls behind an open
// load is charged for the waiting: latency counts from the moment at which the
// request was meant to be sent.
package load

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Call is one request, and what its answer must be: a fast error is no result.
type Call struct {
	Method, Path, Token string
	// Header holds further lines, each ended by CRLF.
	Header string
	Body   []byte
	// Want is the status of the answer.
	Want int
	// Check looks at the answer besides; nil is content with the status.
	Check func(Answer) error
}

// Source gives the calls: the n-th of all, on a connection.
type Source func(connection, n int) Call

// Plan is how the calls are sent.
type Plan struct {
	// Address is the server's host and port.
	Address     string
	Connections int
	// For is how long new requests are sent; those that were begun are awaited.
	For time.Duration
	// Rate is how many requests a second are meant to be sent; 0 is a closed load.
	Rate float64
	// Most ends the load after so many requests; 0 does not.
	Most int
}

// Result is what came of a load.
type Result struct {
	// Took is from the first request until the last answer.
	Took time.Duration
	// Latencies are those of all answers, the shortest first.
	Latencies []time.Duration
	// Bytes are those of all bodies.
	Bytes int64
	// Failures are answers that were not as they must be, and First the first one.
	Failures int
	First    error
	// Unsent are the requests of an open load that could not be sent in twice its time.
	Unsent int
}

// PerSecond is the throughput.
func (r Result) PerSecond() float64 { return float64(len(r.Latencies)) / r.Took.Seconds() }

// Err refuses a load of which something failed.
func (r Result) Err() error {
	switch {
	case r.Failures > 0:
		return fmt.Errorf("%d of %d answers are not as they must be; the first: %w", r.Failures, r.Failures+len(r.Latencies), r.First)
	case r.Unsent > 0:
		return fmt.Errorf("the server could not keep up: %d requests were never sent", r.Unsent)
	case len(r.Latencies) == 0:
		return errors.New("nothing was answered")
	}
	return nil
}

// Run sends calls as planned until the time is up or ctx ends.
func Run(ctx context.Context, p Plan, next Source) (Result, error) {
	start := time.Now()
	s := schedule{start: start, end: start.Add(p.For), giveUp: start.Add(2*p.For + time.Second), rate: p.Rate, most: p.Most}
	parts := make([]part, p.Connections)
	var all sync.WaitGroup
	for i := range parts {
		all.Go(func() { parts[i].work(ctx, i, p.Address, &s, next) })
	}
	all.Wait()
	result := merge(parts)
	result.Took = time.Since(start)
	return result, errors.Join(ctx.Err(), result.Err())
}

// schedule hands out the requests, one after the other, to whichever connection is
// free.
type schedule struct {
	start, end, giveUp time.Time
	rate               float64
	most               int
	given              atomic.Int64
}

// take is the next request and the moment at which it is meant to be sent; false
// when the time is up.
func (s *schedule) take(now time.Time) (n int, at time.Time, ok bool) {
	n = int(s.given.Add(1)) - 1
	if s.most > 0 && n >= s.most {
		return n, now, false
	}
	if s.rate <= 0 {
		return n, now, now.Before(s.end)
	}
	at = s.meant(n)
	return n, at, at.Before(s.end)
}

// meant is when the n-th request of an open load is meant to be sent.
func (s *schedule) meant(n int) time.Time {
	return s.start.Add(time.Duration(float64(n) / s.rate * float64(time.Second)))
}

// part is what one connection has seen.
type part struct {
	latencies []time.Duration
	bytes     int64
	failures  int
	first     error
	unsent    int
}

func (p *part) work(ctx context.Context, connection int, address string, s *schedule, next Source) {
	c := &Connection{Address: address}
	defer c.Close()
	for ctx.Err() == nil {
		n, at, ok := s.take(time.Now())
		if !ok {
			return
		}
		if now := time.Now(); now.After(s.giveUp) {
			p.unsent++
			continue
		} else if !await(ctx, at.Sub(now)) {
			return
		}
		p.note(ctx, c, next(connection, n), at)
	}
}

// note sends a call and keeps what came of it.
func (p *part) note(ctx context.Context, c *Connection, call Call, at time.Time) {
	answer, err := c.Do(ctx, call)
	if err == nil {
		err = call.fits(answer)
	}
	if err != nil {
		if p.failures++; p.first == nil {
			p.first = fmt.Errorf("%s %s: %w", call.Method, call.Path, err)
		}
		return
	}
	p.latencies = append(p.latencies, time.Since(at))
	p.bytes += int64(len(answer.Body))
}

// fits refuses an answer that is not as it must be.
func (c Call) fits(a Answer) error {
	if a.Status != c.Want {
		return fmt.Errorf("status %d instead of %d: %.300s", a.Status, c.Want, a.Body)
	}
	if c.Check == nil {
		return nil
	}
	return c.Check(a)
}

// await waits, and is false where ctx ends before.
func await(ctx context.Context, pause time.Duration) bool {
	if pause <= 0 {
		return true
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func merge(parts []part) (r Result) {
	for _, p := range parts {
		r.Latencies = append(r.Latencies, p.latencies...)
		r.Bytes += p.bytes
		r.Failures += p.failures
		r.Unsent += p.unsent
		if r.First == nil {
			r.First = p.first
		}
	}
	slices.Sort(r.Latencies)
	return r
}

// Percentile is the latency that so many percent of the answers did not exceed; 0
// where there are none. The latencies are sorted.
func Percentile(latencies []time.Duration, percent float64) time.Duration {
	if len(latencies) == 0 {
		return 0
	}
	rank := int(float64(len(latencies))*percent/100+0.9999999) - 1
	return latencies[min(max(rank, 0), len(latencies)-1)]
}
