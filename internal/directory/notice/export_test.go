package notice

import "context"

// Deliver is one attempt of the worker at a letter.
func (s *Service) Deliver(ctx context.Context, letter int64) error {
	return s.deliver(ctx, delivery{Letter: letter})
}

// DeliverAgain is one attempt of the worker at a letter that was sent again.
func (s *Service) DeliverAgain(ctx context.Context, letter int64, round int) error {
	return s.deliver(ctx, delivery{Letter: letter, Round: round})
}

// Attempts is how many a letter gets.
const Attempts = attempts
