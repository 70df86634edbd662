package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"forankring.no/forankring/internal/directory"
	"forankring.no/forankring/internal/workday"
)

// resources lets all municipalities but the late one name and release.
func (s *story) resources(ctx context.Context) error {
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
func (s *story) release(ctx context.Context, m municipality) error {
	path := s.base + "/resources/" + m.Number + "/assignments"
	var known struct {
		Items []struct{ Self, Requirement, State string }
	}
	if err := s.get(ctx, s.secretariat(), path+"?limit=200", &known); err != nil {
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
			err := s.act(ctx, s.as(directory.Administrator, m.Number), "names the "+sl.Function+" (illustrative)", http.MethodPost, path, map[string]any{
				"requirement": sl.key(), "staff_key": sl.key(), "share": sl.Share, "from": s.facts.Illustrative.Period[0], "to": s.facts.Illustrative.Period[1],
			}, &made)
			if err != nil {
				return err
			}
			at = made.Self
		}
		if state != "released" {
			err := s.act(ctx, s.as(directory.ChiefExecutive, m.Number), fmt.Sprintf("releases the %s, %d %% (illustrative)", sl.Function, sl.Share), http.MethodPost, at+"/release", nil, nil)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// milestone is one line of the timeline as the story sets it.
type milestone struct {
	key  string
	body map[string]any
}

// milestones are the required ones, and what the facts tell. A date that is
// known to the month only is an event, not a deadline.
func (s *story) milestones() []milestone {
	made := s.facts.Illustrative
	region := s.facts.Region.Slug
	deadline := func(title string, due workday.Date, responsible map[string]any) map[string]any {
		return map[string]any{"title": title, "kind": "deadline", "due": due, "per_municipality": false, "responsible": responsible}
	}
	secretariat := map[string]any{"organisation": region, "office": directory.Secretariat}
	body := func(key string) map[string]any { return map[string]any{"organisation": region, "body": key} }
	naming := deadline("People are named (illustrative date)", made.NamingDue, map[string]any{"office": directory.Administrator})
	naming["per_municipality"] = true
	list := []milestone{
		{"naming_due", naming},
		{"proposal_ready", deadline("The proposal is ready for consultation", workday.MustDate("2025-03-27"), secretariat)},
		{"consultation_ends", deadline("The consultation ends", workday.MustDate("2025-05-12"), secretariat)},
		{"board", deadline("The board recommends (illustrative date)", made.RegionMeetings["styre"][1], body("styre"))},
		{"representative_council", deadline("The representative council recommends (illustrative date)", made.RegionMeetings["representantskap"][1], body("representantskap"))},
		{"joint_meeting", deadline("The joint council meeting deliberates (illustrative date)", made.RegionMeetings["fellesmote"][0], body("fellesmote"))},
		{"councils_decided", map[string]any{
			"title": "Adopted in all six councils", "kind": "event", "month": "2025-06", "per_municipality": true, "responsible": map[string]any{"office": directory.Clerk},
		}},
	}
	for i, e := range s.facts.Case.Events {
		if e.Precision != "day" || e.Body == "region" {
			continue
		}
		list = append(list, milestone{fmt.Sprintf("event-%d", i+1), map[string]any{
			"title": e.What, "kind": "event", "due": e.Date, "per_municipality": false, "responsible": secretariat,
		}})
	}
	return list
}

func (s *story) timeline(ctx context.Context) error {
	for _, m := range s.milestones() {
		path := s.base + "/milestones/" + m.key
		err := s.get(ctx, s.secretariat(), path, nil)
		if err == nil {
			continue
		}
		if !refusedWith(err, http.StatusNotFound) {
			return err
		}
		when := m.body["due"]
		if when == nil {
			when = m.body["month"]
		}
		if err := s.act(ctx, s.secretariat(), fmt.Sprintf("sets %s: %v", m.body["title"], when), http.MethodPut, path, m.body, nil); err != nil {
			return err
		}
	}
	return s.named(ctx, func(m municipality) bool { return m.Number != late })
}

// named reports that municipalities have named their people.
func (s *story) named(ctx context.Context, which func(municipality) bool) error {
	var m struct {
		Parts []struct {
			Municipality string
			DoneAt       *time.Time `json:"done_at"`
		}
	}
	if err := s.get(ctx, s.secretariat(), s.base+"/milestones/naming_due", &m); err != nil {
		return err
	}
	done := map[string]bool{}
	for _, p := range m.Parts {
		done[p.Municipality] = p.DoneAt != nil
	}
	for _, m := range s.facts.Municipalities {
		if !which(m) || done[m.Number] {
			continue
		}
		err := s.act(ctx, s.as(directory.Administrator, m.Number), "reports that its people are named", http.MethodPost,
			s.base+"/milestones/naming_due/parts/"+m.Number+"/complete", nil, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// reminders moves the clock past the naming due date, and waits until the
// workers have sent what was due.
func (s *story) reminders(ctx context.Context) error {
	s.on(workday.MustDate("2024-04-15"))
	var ledger struct {
		Items []struct {
			Deadline struct{ Title, Municipality string }
			Step     string
			State    string
			DueAt    time.Time  `json:"due_at"`
			SentAt   *time.Time `json:"sent_at"`
		}
	}
	limit := time.After(time.Minute)
	for {
		if err := s.get(ctx, s.secretariat(), s.base+"/reminders?limit=200", &ledger); err != nil {
			return err
		}
		waiting := 0
		for _, r := range ledger.Items {
			if (r.State == "planned" || r.State == "queued") && !r.DueAt.After(s.clock.now()) {
				waiting++
			}
		}
		if waiting == 0 {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-limit:
			return errors.New("the reminders that are due were not sent within a minute")
		case <-time.After(200 * time.Millisecond):
		}
	}
	states := map[string]int{}
	for _, r := range ledger.Items {
		states[r.State]++
	}
	s.printf("  the ledger:")
	for _, state := range []string{"delivered", "planned", "skipped", "cancelled", "failed"} {
		if states[state] > 0 {
			s.printf(" %d %s", states[state], state)
		}
	}
	s.printf("\n")
	return nil
}

// gate tries to start the case, lets the late municipality release, and starts
// it.
func (s *story) gate(ctx context.Context) error {
	var c struct{ State string }
	if err := s.get(ctx, s.secretariat(), s.base, &c); err != nil || c.State != "preparing" {
		return err
	}
	_, err := s.call(ctx, s.secretariat(), http.MethodPost, s.base+"/start", nil, nil)
	var no *refusal
	if errors.As(err, &no) && no.Code == "gate.closed" {
		s.did(s.secretariat(), "tries to start the case, and is told what is missing:")
		for _, e := range no.Errors {
			s.printf("      %-45s %s\n", e.Pointer, e.Detail)
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

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
