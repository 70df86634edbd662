package demo

import (
	"context"
	"errors"
	"net/http"
)

// matrix shows the anchoring matrix, where it changed.
func (s *story) matrix(ctx context.Context) error {
	if s.base == "" {
		return nil
	}
	var m struct {
		Conditions []string
		Rows       []row
	}
	if err := s.get(ctx, s.secretariat(), s.base+"/matrix", &m); err != nil {
		return err
	}
	s.show(m.Conditions, m.Rows)
	return nil
}

// absent says whether the service knows of no such thing.
func absent(err error) bool {
	var r *refusal
	return errors.As(err, &r) && r.Status == http.StatusNotFound
}
