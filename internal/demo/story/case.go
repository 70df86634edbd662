package story

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"forankring.no/forankring/internal/directory/office"
)

// open makes the case and fixes its participants by name.
func (s *Story) open(ctx context.Context) error {
	cases := "/v1/regions/" + s.facts.Region.Slug + "/cases"
	var known struct {
		Items []struct{ Number, Title string }
	}
	if err := s.Get(ctx, s.secretariat(), cases+"?kind="+s.facts.Case.Kind+"&limit=200", &known); err != nil {
		return err
	}
	for _, c := range known.Items {
		if c.Title == s.facts.Case.Title {
			s.number = c.Number
		}
	}
	if s.number == "" {
		var made struct{ Number string }
		err := s.act(ctx, s.secretariat(), "creates the case "+s.facts.Case.Title, http.MethodPost, cases, map[string]any{
			"title": s.facts.Case.Title, "summary": s.facts.Case.Mandate + " (Real case; what is asked of the municipalities here, the dates, the answers and the people are illustrative.)", "kind": s.facts.Case.Kind, "principal": true, "publicity": "public",
		}, &made)
		if err != nil {
			return err
		}
		s.number = made.Number
	}
	s.base = cases + "/" + s.number
	var c struct{ State string }
	if err := s.Get(ctx, s.secretariat(), s.base, &c); err != nil || c.State != "draft" {
		return err
	}
	numbers := make([]string, len(s.facts.Municipalities))
	for i, m := range s.facts.Municipalities {
		numbers[i] = m.Number
	}
	if err := s.sources(ctx); err != nil {
		return err
	}
	return s.act(ctx, s.secretariat(), fmt.Sprintf("opens case %s with %d municipalities", s.number, len(numbers)), http.MethodPost, s.base+"/open",
		map[string]any{"municipalities": numbers}, nil)
}

// sources files the public pages that the facts come from.
func (s *Story) sources(ctx context.Context) error {
	var c struct{ Links []struct{ Address string } }
	if err := s.Get(ctx, s.secretariat(), s.base, &c); err != nil {
		return err
	}
	if len(c.Links) > 0 {
		return nil
	}
	for _, address := range s.facts.Sources {
		err := s.act(ctx, s.secretariat(), "files links to the public pages: "+strings.TrimPrefix(address, "https://"), http.MethodPost, s.base+"/links",
			map[string]any{"title": "Public page of the region", "address": address, "kind": "other"}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// benefits lets each municipality say what it gains, and stand behind it.
func (s *Story) benefits(ctx context.Context) error {
	for _, m := range s.facts.Municipalities {
		path := s.base + "/benefits/" + m.Number
		var b struct{ State string }
		if err := s.Get(ctx, s.secretariat(), path, &b); err != nil {
			return err
		}
		if b.State == "missing" {
			err := s.act(ctx, s.as(office.Administrator, m.Number), "writes what the municipality gains", http.MethodPut, path,
				map[string]any{"statement": s.facts.benefit(m) + " (illustrative)"}, nil)
			if err != nil {
				return err
			}
		}
		if b.State != "confirmed" {
			if err := s.act(ctx, s.as(office.ChiefExecutive, m.Number), "confirms it", http.MethodPost, path+"/confirm", nil, nil); err != nil {
				return err
			}
		}
	}
	return nil
}
