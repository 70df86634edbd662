package notice

import (
	"context"
	"errors"
	"fmt"
	"time"

	"forankring.no/forankring/internal/platform/identity"
	"forankring.no/forankring/internal/platform/mail"
)

// Queue is the queue of letters. Nothing else is in it, and no letter in any
// other: whatever the mail server does, dispatch and inbox go on.
const Queue = "letters"

// Outgoing is how letters go out.
type Outgoing struct {
	Sender mail.Sender
	// Of is the installation whose letters they are: none goes out of a database
	// that is not its own.
	Of identity.Name
	// From is the address that they are sent from; their links begin with
	// PublicURL.
	From, PublicURL string
	// Connections is how many this instance hands over at a time, and Limit what
	// one may take; left out, they are five and ninety seconds.
	Connections int
	Limit       time.Duration
	// Pause is how long letters wait before a server that is away is looked for
	// again; it doubles, up to two minutes. Left out, it is five seconds.
	Pause time.Duration
}

// longestPause is what a server that has returned may be kept waiting for.
const longestPause = 2 * time.Minute

func (o Outgoing) completed() Outgoing {
	if o.Connections == 0 {
		o.Connections = 5
	}
	if o.Limit == 0 {
		o.Limit = 90 * time.Second
	}
	if o.Pause == 0 {
		o.Pause = 5 * time.Second
	}
	return o
}

// SendLetters works the queue of letters as long as they are taken, until ctx ends; the
// jobs of others must be worked already. When none is taken any more, it takes
// the instance off the queue, and looks for the mail server until that is there
// again; then one letter at a time goes out until one is taken. Whether it is
// there is looked at first of all, so that a wrong setting shows at once.
func (s *Service) SendLetters(ctx context.Context) error {
	if err := s.out.Sender.Probe(ctx); err != nil && ctx.Err() == nil {
		s.breaker.Trip(err)
	}
	wait, waiting := s.out.Pause, false
	for ctx.Err() == nil {
		state, _, why := s.breaker.State()
		var err error
		switch state {
		case mail.Closed:
			if waiting {
				s.log.Info("letters go out again", "to", s.out.Sender.Where())
			}
			wait, waiting = s.out.Pause, false
			err = s.work(ctx, state, s.out.Connections)
		case mail.Trying:
			err = s.work(ctx, state, 1)
		case mail.Open:
			if !waiting {
				s.log.Error("letters wait: none is taken", "error", why)
			}
			waiting = true
			s.look(ctx, wait)
			wait = min(2*wait, longestPause)
		}
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("work the queue of letters: %w", err)
		}
	}
	return nil
}

// look waits, and looks whether the server is there again.
func (s *Service) look(ctx context.Context, wait time.Duration) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(wait):
	}
	switch err := s.out.Sender.Probe(ctx); {
	case err == nil:
		s.breaker.Try()
	case !errors.Is(err, context.Canceled):
		s.breaker.Trip(err)
	}
}

// LettersWait says whether letters are kept back because none is taken.
func (s *Service) LettersWait() bool {
	state, _, _ := s.breaker.State()
	return state == mail.Open
}
