package story

import (
	"context"
	"fmt"
	"net/http"

	"forankring.no/forankring/internal/demo/client"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/workday"
)

// The one who leaves, and who takes over; illustrative, as all people are.
const (
	leaver  = "3401"
	relieve = "relief-planner"
)

// replacement lets an employee's post end while the mandate still asks for
// them: an alarm tells it, and clears itself when the chief executive has
// replaced them (rules 4.1, 4.4).
func (s *Story) replacement(ctx context.Context) error {
	s.on(workday.MustDate("2024-05-02"))
	administrator, chief := s.as(office.Administrator, leaver), s.as(office.ChiefExecutive, leaver)
	path := s.base + "/resources/" + leaver + "/assignments/1"
	var a struct{ Person, State, Function, To string }
	if err := s.Get(ctx, administrator, path, &a); err != nil || a.State != "released" {
		return err
	}
	post := "/v1/organisations/" + leaver + "/employments/" + s.facts.Illustrative.Slices[leaver][0].key()
	if err := s.change(ctx, administrator, "notes that the last day in the post of the one released is 31 August 2024 (illustrative)", http.MethodPatch, post, map[string]any{"to": "2024-09-01"}); err != nil {
		return err
	}
	if err := s.alarms(ctx); err != nil {
		return err
	}
	if err := s.matrix(ctx); err != nil {
		return err
	}
	if err := s.relief(ctx, administrator); err != nil {
		return err
	}
	share := s.facts.Illustrative.Slices[leaver][0].Share
	err := s.act(ctx, chief, fmt.Sprintf("replaces them by the relief planner at %d percent from 30 August 2024, so that no day is uncovered (illustrative)", share),
		http.MethodPost, path+"/replace", map[string]any{"staff_key": relieve, "share": share, "from": "2024-08-30", "to": a.To, "reason_code": "left_post"}, nil)
	if err != nil {
		return err
	}
	return s.alarms(ctx)
}

// relief employs whoever takes over.
func (s *Story) relief(ctx context.Context, administrator *client.Officer) error {
	path := "/v1/organisations/" + leaver + "/employments"
	if err := s.Get(ctx, administrator, path+"/"+relieve, nil); !client.Absent(err) {
		return err
	}
	person, err := s.person(ctx, administrator, "Relief planner, Kongsvinger (illustrative)", relieve+"@"+leaver+".example")
	if err != nil {
		return err
	}
	return s.act(ctx, administrator, "enters an employment: Relief planner, Kongsvinger (illustrative)", http.MethodPost, path,
		map[string]any{"person": person, "staff_key": relieve, "title": "planner", "from": "2024-05-01", "capacity": 100}, nil)
}

// alarms prints what a municipality is warned of.
func (s *Story) alarms(ctx context.Context) error {
	var list struct {
		Items []struct{ Detail string }
	}
	if err := s.Get(ctx, s.as(office.Administrator, leaver), "/v1/organisations/"+leaver+"/alarms", &list); err != nil {
		return err
	}
	if len(list.Items) == 0 {
		s.Printf("    no alarm stands in Kongsvinger\n")
	}
	for _, a := range list.Items {
		s.Printf("    alarm: %s\n", a.Detail)
	}
	return nil
}

// balance sets the key by which the municipalities contribute, and prints what
// each gives against it (rule 4.5).
func (s *Story) balance(ctx context.Context) error {
	key := "/v1/regions/" + s.facts.Region.Slug + "/contribution-key"
	var known struct{ Reason string }
	if err := s.Get(ctx, s.secretariat(), key, &known); err != nil {
		return err
	}
	if known.Reason != "" {
		return nil // set, and told of, before
	}
	err := s.change(ctx, s.secretariat(), "sets the contribution key: equal parts (illustrative)", http.MethodPut, key, map[string]any{"kind": "equal", "reason": "Equal parts (illustrative)"})
	if err != nil {
		return err
	}
	var b struct {
		Rows []struct {
			Name     string
			KeyShare string `json:"key_share"`
			Released struct {
				Days             string `json:"person_days"`
				Share, Deviation string
			}
		}
	}
	if err := s.Get(ctx, s.secretariat(), s.base+"/balance", &b); err != nil {
		return err
	}
	s.Printf("    what is released, to the end of the mandate:\n")
	s.Printf("    %-14s %12s %9s %9s %10s\n", "", "person-days", "share %", "key %", "deviation")
	for _, r := range b.Rows {
		s.Printf("    %-14s %12s %9s %9s %10s\n", r.Name, r.Released.Days, r.Released.Share, r.KeyShare, r.Released.Deviation)
	}
	return nil
}

// change edits a thing that exists, as it was read last.
func (s *Story) change(ctx context.Context, as *client.Officer, what, method, path string, body any) error {
	tag, err := s.Send(ctx, as, http.MethodGet, path, "", nil, nil)
	if err != nil {
		return err
	}
	if _, err := s.Send(ctx, as, method, path, tag, body, nil); err != nil {
		return err
	}
	s.acted(as, what)
	return nil
}
