package notice

import "context"

// Deliver is one attempt of the worker at a letter.
func (s *Service) Deliver(ctx context.Context, letter int64, attempt int) error {
	return s.deliver(ctx, letter, attempt)
}

// Attempts is how many a letter gets.
const Attempts = attempts
