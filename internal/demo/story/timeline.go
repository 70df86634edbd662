package story

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"forankring.no/forankring/internal/demo/client"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/workday"
)

// milestone is one line of the timeline as the story sets it.
type milestone struct {
	key  string
	body map[string]any
}

// milestones are the required ones, and what the facts tell. A date that is
// known to the month only is an event, not a deadline.
func (s *Story) milestones() []milestone {
	made := s.facts.Illustrative
	region := s.facts.Region.Slug
	deadline := func(title string, due workday.Date, responsible map[string]any) map[string]any {
		return map[string]any{"title": title, "kind": "deadline", "due": due, "per_municipality": false, "responsible": responsible}
	}
	secretariat := map[string]any{"organisation": region, "office": office.Secretariat}
	body := func(key string) map[string]any { return map[string]any{"organisation": region, "body": key} }
	naming := deadline("People are named (illustrative date)", made.NamingDue, map[string]any{"office": office.Administrator})
	naming["per_municipality"] = true
	list := []milestone{
		{"naming_due", naming},
		{"proposal_ready", deadline("The proposal is ready for consultation", workday.MustDate("2025-03-27"), secretariat)},
		{"consultation_ends", deadline("The consultation ends", workday.MustDate("2025-05-12"), secretariat)},
		{"board", deadline("The board recommends (illustrative date)", made.RegionMeetings["styre"][1], body("styre"))},
		{"representative_council", deadline("The representative council recommends (illustrative date)", made.RegionMeetings["representantskap"][1], body("representantskap"))},
		{"joint_meeting", deadline("The joint council meeting deliberates (illustrative date)", made.RegionMeetings["fellesmote"][0], body("fellesmote"))},
		{"councils_decided", map[string]any{
			"title": "Adopted in all six councils", "kind": "event", "month": "2025-06", "per_municipality": true, "responsible": map[string]any{"office": office.Clerk},
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

func (s *Story) timeline(ctx context.Context) error {
	for _, m := range s.milestones() {
		err := s.Get(ctx, s.secretariat(), s.base+"/milestones/"+m.key, nil)
		if err == nil {
			continue
		}
		if !client.Absent(err) {
			return err
		}
		m.body["key"] = m.key
		when := m.body["due"]
		if when == nil {
			when = m.body["month"]
		}
		if err := s.act(ctx, s.secretariat(), fmt.Sprintf("sets %ss: %v (%v)", m.body["kind"], m.body["title"], when), http.MethodPost, s.base+"/milestones", m.body, nil); err != nil {
			return err
		}
	}
	return s.named(ctx, func(m municipality) bool { return m.Number != late })
}

// named reports that municipalities have named their people.
func (s *Story) named(ctx context.Context, which func(municipality) bool) error {
	var m struct {
		Parts []struct {
			Municipality string
			DoneAt       *time.Time `json:"done_at"`
		}
	}
	if err := s.Get(ctx, s.secretariat(), s.base+"/milestones/naming_due", &m); err != nil {
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
		err := s.act(ctx, s.as(office.Administrator, m.Number), "reports that its people are named", http.MethodPost,
			s.base+"/milestones/naming_due/parts/"+m.Number+"/complete", nil, nil)
		if err != nil {
			return err
		}
	}
	return nil
}
