package story

import (
	"context"
	"errors"
	"net/http"

	"forankring.no/forankring/internal/demo/client"
)

// gate tries to start the case, lets the late municipality release, and starts
// it.
func (s *Story) gate(ctx context.Context) error {
	var c struct{ State string }
	if err := s.Get(ctx, s.secretariat(), s.base, &c); err != nil || c.State != "preparing" {
		return err
	}
	err := s.Call(ctx, s.secretariat(), http.MethodPost, s.base+"/start", nil, nil)
	var no *client.Refusal
	if errors.As(err, &no) && no.Code == "gate.closed" {
		s.acted(s.secretariat(), "tries to start the case, and is told what is missing")
		for _, e := range no.Errors {
			s.Printf("      %-45s %s\n", e.Pointer, e.Detail)
		}
		if err := s.matrix(ctx); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	s.on(s.facts.Illustrative.GateOpens)
	for _, m := range s.facts.Municipalities {
		if m.Number != late {
			continue
		}
		if err := s.release(ctx, m); err != nil {
			return err
		}
	}
	if err := s.named(ctx, func(municipality) bool { return true }); err != nil {
		return err
	}
	return s.act(ctx, s.secretariat(), "starts the case: the gate is open", http.MethodPost, s.base+"/start", nil, nil)
}
