package story

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/workday"
)

// point is an item of the board's agenda, and what the board made of it: without a
// proposal it takes note of it.
type point struct {
	item     map[string]any
	title    string
	proposal string
	outcome  string
}

// sits is how long the board sits.
const sits = 75 * time.Minute

// sitting is a meeting as the story reads it.
type sitting struct {
	State  string
	Agenda []struct{ Self, Number, State string }
}

// boardPath is the address of the region's board, whose meetings are kept in this service.
func (s *Story) boardPath() string {
	return "/v1/organisations/" + s.facts.Region.Slug + "/bodies/" + s.facts.Illustrative.Commissioned.Body
}

// hold keeps a meeting of the board in this service, from its notice to the signed
// minutes. It goes on where it was left.
func (s *Story) hold(ctx context.Context, on workday.Date, points []point) error {
	at, err := s.meetingOn(ctx, on)
	if err != nil {
		return err
	}
	var m sitting
	if err := s.Get(ctx, s.secretariat(), at, &m); err != nil {
		return err
	}
	if m.State == "planned" {
		if err := s.callBoard(ctx, at, on, points, &m); err != nil {
			return err
		}
	}
	s.on(on)
	if m.State == "called" {
		if err := s.openMeeting(ctx, at, &m); err != nil {
			return err
		}
	}
	if m.State == "opened" {
		for i, p := range points {
			if m.Agenda[i].State == "open" {
				if err := s.decide(ctx, m.Agenda[i].Self, m.Agenda[i].Number, p); err != nil {
					return err
				}
			}
		}
		s.moved(morning(on).Add(sits))
		if err := s.act(ctx, s.secretariat(), "closes the meeting", http.MethodPost, at+"/close", map[string]any{}, &m); err != nil {
			return err
		}
	}
	if m.State == "closed" {
		return s.signed(ctx, at)
	}
	return nil
}

// meetingOn is the board's meeting of a day, which is put into its calendar where it is not
// there.
func (s *Story) meetingOn(ctx context.Context, on workday.Date) (at string, err error) {
	type planned struct{ Related struct{ Meeting string } }
	calendar := s.boardPath() + "/meeting-calendar"
	var known struct{ Items []planned }
	if err := s.Get(ctx, s.secretariat(), fmt.Sprintf("%s?from=%s&to=%s", calendar, on, on), &known); err != nil {
		return "", err
	}
	if len(known.Items) > 0 {
		return known.Items[0].Related.Meeting, nil
	}
	var made planned
	err = s.act(ctx, s.secretariat(), fmt.Sprintf("plans a meeting of the board on %s", on), http.MethodPost, calendar,
		map[string]any{"date": on, "time": "09:00", "place": "Rådhuset, Kongsvinger", "note": "Illustrative"}, &made)
	return made.Related.Meeting, err
}

// callBoard sets the agenda, and sends the notice to the members of the board.
func (s *Story) callBoard(ctx context.Context, at string, on workday.Date, points []point, m *sitting) error {
	for _, p := range points[len(m.Agenda):] {
		if err := s.act(ctx, s.secretariat(), "puts on the agenda: "+p.title, http.MethodPost, at+"/agenda", p.item, m); err != nil {
			return err
		}
	}
	return s.act(ctx, s.secretariat(), fmt.Sprintf("calls the board to its meeting of %s: notice and agenda go out", on), http.MethodPost, at+"/call",
		map[string]any{"form": "in_person", "place": "Rådhuset, Kongsvinger"}, m)
}

// openMeeting opens the meeting with all members there.
func (s *Story) openMeeting(ctx context.Context, at string, m *sitting) error {
	var b struct{ Seats []struct{ Person string } }
	if err := s.Get(ctx, s.secretariat(), s.boardPath(), &b); err != nil {
		return err
	}
	present := make([]map[string]any, len(b.Seats))
	for i, seat := range b.Seats {
		present[i] = map[string]any{"person": seat.Person}
	}
	return s.act(ctx, s.secretariat(), fmt.Sprintf("opens the meeting, with %d members there", len(present)), http.MethodPost, at+"/open", map[string]any{"present": present}, m)
}

// decide has the board resolve an item: by a vote of all on what is proposed, or by
// taking note of it.
func (s *Story) decide(ctx context.Context, at, number string, p point) error {
	resolution := map[string]any{"outcome": "noted", "items": []map[string]any{{"number": 1, "text": "Saken tas til orientering. (Illustrative)"}}}
	what := "records that the board takes note of items: " + number
	if p.proposal != "" {
		if err := s.vote(ctx, at, number, p.proposal); err != nil {
			return err
		}
		resolution["outcome"], resolution["items"] = p.outcome, []map[string]any{{"number": 1, "text": p.proposal}}
		what = fmt.Sprintf("records that item %s is %s (illustrative)", number, p.outcome)
	}
	return s.act(ctx, s.secretariat(), what, http.MethodPost, at+"/resolve", resolution, nil)
}

// vote puts a proposal to the vote, in which all that take part in the item vote for it,
// and prints why it is carried.
func (s *Story) vote(ctx context.Context, at, number, text string) error {
	var item struct {
		TakingPart []struct{ Person string } `json:"taking_part"`
		Proposals  []struct{}
		Votes      []struct{ Result struct{ Sentences []string } }
	}
	if err := s.Get(ctx, s.secretariat(), at, &item); err != nil {
		return err
	}
	if len(item.Proposals) == 0 {
		err := s.Call(ctx, s.secretariat(), http.MethodPost, at+"/proposals", map[string]any{"kind": "main", "by": s.secretariat().Title, "text": text}, nil)
		if err != nil {
			return err
		}
	}
	if len(item.Votes) > 0 {
		return nil
	}
	voices := make([]map[string]any, len(item.TakingPart))
	for i, p := range item.TakingPart {
		voices[i] = map[string]any{"person": p.Person, "voice": "for"}
	}
	err := s.act(ctx, s.secretariat(), fmt.Sprintf("enters the %d voices on item %s in one request", len(voices), number), http.MethodPut, at+"/votes/1",
		map[string]any{"kind": "resolution", "on": []int{1}, "voices": voices}, &item)
	if err == nil {
		s.say(strings.Join(item.Votes[0].Result.Sentences, " "))
	}
	return err
}

// signed has the chair sign the minutes, by the hash of what they say.
func (s *Story) signed(ctx context.Context, at string) error {
	var minutes struct{ SHA256 string }
	chair := s.as(body.BoardChair, s.facts.Region.Slug)
	if err := s.Get(ctx, chair, at+"/minutes", &minutes); err != nil {
		return err
	}
	return s.act(ctx, chair, "signs the minutes, with the hash "+minutes.SHA256[:8]+"…", http.MethodPost, at+"/minutes/sign", map[string]any{"sha256": minutes.SHA256}, nil)
}

// commission has the board commission the case in a meeting that is kept here, and records
// its decision by the item: the mandate will rest on it (rule 2.3b).
func (s *Story) commission(ctx context.Context) error {
	var c struct{ Decisions []rested }
	if err := s.Get(ctx, s.secretariat(), s.base, &c); err != nil {
		return err
	}
	if len(c.Decisions) == 0 {
		if err := s.keptHere(ctx); err != nil {
			return err
		}
		err := s.hold(ctx, s.facts.Illustrative.Commissioned.Date, []point{
			{title: "the minutes of the last meeting", item: map[string]any{"kind": "report", "title": "Protokoll fra forrige møte (illustrative)"}},
			{title: "the first joint meeting, a briefing", item: map[string]any{"kind": "briefing", "title": "Første felles møte 26. januar (illustrative)"}},
			{
				title: "a common power strategy", item: map[string]any{"kind": "other", "title": "Bestilling av felles kraftstrategi (illustrative)"},
				proposal: "Styret bestiller en felles kraftstrategi for de seks kommunene. (Illustrative)", outcome: "adopted",
			},
		})
		if err != nil {
			return err
		}
		made := s.facts.Illustrative.Commissioned
		err = s.act(ctx, s.secretariat(), fmt.Sprintf("records the board's decision in the case: item %s, whose day and subject are known", made.CaseNumber), http.MethodPost, s.base+"/decisions",
			map[string]any{"organisation": s.facts.Region.Slug, "body": made.Body, "case_number": made.CaseNumber}, &c)
		if err != nil {
			return err
		}
	}
	s.rests = c.Decisions[0]
	return nil
}

// rested is a political decision as a mandate names it.
type rested struct {
	Organisation string       `json:"organisation"`
	Body         string       `json:"body"`
	Date         workday.Date `json:"date"`
	CaseNumber   string       `json:"case_number"`
}

// keptHere says in the board's statutes that its meetings are kept in this service.
func (s *Story) keptHere(ctx context.Context) error {
	at := s.boardPath() + "/settings"
	var known struct{ History []struct{} }
	if err := s.Get(ctx, s.secretariat(), at, &known); err != nil || len(known.History) > 0 {
		return err
	}
	return s.change(ctx, s.secretariat(), "sets that the board's meetings are kept here, and called 7 days before", http.MethodPut, at, map[string]any{
		"from": "2024-01-01", "kept_here": true, "size": len(s.facts.Municipalities), "notice": map[string]any{"count": 7, "unit": "days"}, "reason": "Illustrative",
	})
}
