package notice

import "context"

// Deliver is one attempt of the worker at a letter.
func (s *Service) Deliver(ctx context.Context, letter int64) error {
	return s.deliver(ctx, letter)
}

// Attempts is how many a letter gets.
const Attempts = attempts
