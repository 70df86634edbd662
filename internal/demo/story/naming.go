package story

import (
	"context"
	"fmt"
	"net/http"

	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/workday"
)

// resources lets all municipalities but the late one name and release.
func (s *Story) resources(ctx context.Context) error {
	if err := s.remind(ctx, workday.MustDate("2024-03-20")); err != nil {
		return err
	}
	s.on(workday.MustDate("2024-03-25"))
	for _, m := range s.facts.Municipalities {
		if m.Number == late {
			continue
		}
		if err := s.release(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// release names and releases a municipality's people.
func (s *Story) release(ctx context.Context, m municipality) error {
	path := s.base + "/resources/" + m.Number + "/assignments"
	var known struct {
		Items []struct{ Self, Requirement, State string }
	}
	if err := s.Get(ctx, s.secretariat(), path+"?limit=200", &known); err != nil {
		return err
	}
	for _, sl := range s.facts.Illustrative.Slices[m.Number] {
		var at, state string
		for _, a := range known.Items {
			if a.Requirement == sl.key() && (a.State == "nominated" || a.State == "released") {
				at, state = a.Self, a.State
			}
		}
		if at == "" {
			var made struct{ Self string }
			err := s.act(ctx, s.as(office.Administrator, m.Number), "names people (illustrative): "+sl.Function, http.MethodPost, path, map[string]any{
				"requirement": sl.key(), "staff_key": sl.key(), "share": sl.Share, "from": s.facts.Illustrative.Period[0], "to": s.facts.Illustrative.Period[1],
			}, &made)
			if err != nil {
				return err
			}
			at = made.Self
		}
		if state != "released" {
			err := s.act(ctx, s.as(office.ChiefExecutive, m.Number), fmt.Sprintf("releases them: %s %d %%", sl.Function, sl.Share), http.MethodPost, at+"/release", nil, nil)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
