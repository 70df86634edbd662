package reminder

import (
	"context"
)

// Dispatch is one run of the worker.
func (s *Service) Dispatch(ctx context.Context) error { return s.dispatch(ctx) }

// Look is one tick.
func (s *Service) Look(ctx context.Context) error { return s.look(ctx) }
