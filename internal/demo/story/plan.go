package story

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"forankring.no/forankring/internal/demo/client"
	"forankring.no/forankring/internal/demo/narrator"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/workday"
)

// cancelling is the municipality whose council cancels the meeting on which the plan
// rests; illustrative.
const cancelling = "3417"

// plan lets every body enter its meetings, plans the treatment over them, and shows
// what a cancelled meeting does to it.
func (s *Story) plan(ctx context.Context) error {
	if err := s.calendars(ctx); err != nil {
		return err
	}
	at := s.base + "/plan"
	var taken struct{ Number int }
	if err := s.Get(ctx, s.secretariat(), at, &taken); err != nil && !client.Absent(err) {
		return err
	}
	if taken.Number == 0 {
		if err := s.firstPlan(ctx, at); err != nil {
			return err
		}
	}
	if taken.Number < 2 {
		return s.replan(ctx, at)
	}
	return nil
}

// keeper is a body with its planned meetings, and the office that keeps its calendar.
type keeper struct {
	by           *client.Officer
	organisation string
	body         string
	meetings     []workday.Date
	// submission is how many days before a meeting its papers are handed in, and
	// notice when it is called.
	submission, notice int
}

func (s *Story) keepers() (all []keeper) {
	made := s.facts.Illustrative
	for _, b := range s.facts.Bodies {
		if days := made.RegionMeetings[b.Key]; len(days) > 0 {
			all = append(all, keeper{s.secretariat(), s.facts.Region.Slug, b.Key, days, 5, 5})
		}
	}
	for _, m := range s.facts.Municipalities {
		all = append(all, keeper{s.as(office.Clerk, m.Number), m.Number, council, made.CouncilMeetings[m.Number], 10, 7})
	}
	return all
}

// council is the key of each municipality's council.
const council = "kommunestyre"

// calendars founds the councils, and enters what all bodies go by and when they meet.
func (s *Story) calendars(ctx context.Context) error {
	for _, k := range s.keepers() {
		at := "/v1/organisations/" + k.organisation + "/bodies/" + k.body
		if err := s.Get(ctx, k.by, at, nil); client.Absent(err) {
			err := s.act(ctx, k.by, "founds the municipal council", http.MethodPost, "/v1/organisations/"+k.organisation+"/bodies",
				map[string]any{"key": k.body, "kind": "municipal_council", "name": "Kommunestyret", "decides": true}, nil)
			if err != nil {
				return err
			}
		} else if err != nil {
			return err
		}
		if err := s.enter(ctx, k, at); err != nil {
			return err
		}
	}
	return nil
}

// enter sets a body's days for papers and notices, and plans its meetings.
func (s *Story) enter(ctx context.Context, k keeper, at string) error {
	var known struct{ Items []struct{} }
	if err := s.Get(ctx, k.by, at+"/meeting-calendar?from=2025-01-01", &known); err != nil || len(known.Items) > 0 {
		return err
	}
	tag, err := s.Send(ctx, k.by, http.MethodGet, at+"/settings", "", nil, nil)
	if err != nil {
		return err
	}
	_, err = s.Send(ctx, k.by, http.MethodPut, at+"/settings", tag, map[string]any{
		"from": "2025-01-01", "kept_here": at == s.boardPath(), "submission": map[string]any{"count": k.submission, "unit": "days"}, "notice": map[string]any{"count": k.notice, "unit": "days"}, "reason": "Illustrative",
	}, nil)
	if err != nil {
		return err
	}
	s.acted(k.by, fmt.Sprintf("sets that papers are in by %d days before a meeting", k.submission))
	list := make([]map[string]any, len(k.meetings))
	for i, day := range k.meetings {
		list[i] = map[string]any{"date": day, "note": "Illustrative"}
	}
	return s.act(ctx, k.by, "enters its meeting calendar for 2025", http.MethodPost, at+"/meeting-calendar/list", map[string]any{"meetings": list}, nil)
}

// outcome is what the story tells of a plan.
type outcome struct {
	EarliestFinish string `json:"earliest_finish"`
	LatestStart    string `json:"latest_start"`
	Broken         bool
	Sentences      []string
	Bottleneck     struct{ Sentence string }
	Infeasible     *struct{ Sentence string }
}

// chain is the treatment of the real case: a consultation of 46 days, and then the
// four steps.
func (s *Story) chain() map[string]any {
	body := func(step, key string) map[string]any {
		return map[string]any{"step": step, "kind": "meetings", "bodies": []map[string]any{{"organisation": s.facts.Region.Slug, "body": key}}}
	}
	return map[string]any{"start": "2025-03-27", "finish": "2025-06-30", "steps": []map[string]any{
		{"step": "consultation_ends", "kind": "consultation", "lasts": "days:46"},
		body("board", "styre"), body("representative_council", "representantskap"), body("joint_meeting", "fellesmote"),
		{"step": "councils_decided", "kind": "meetings", "every": "municipal_council"},
	}}
}

// firstPlan computes the plan of the real case, asks what if a meeting were cancelled, and
// takes the plan over.
func (s *Story) firstPlan(ctx context.Context, at string) error {
	asked := s.chain()
	var found, whatIf outcome
	if err := s.act(ctx, s.secretariat(), "asks for all by 30 June 2025", http.MethodPost, at, asked, &found); err != nil {
		return err
	}
	s.Printf("      Earliest finish %s, latest safe start %s.\n", found.EarliestFinish, found.LatestStart)
	s.say(found.Bottleneck.Sentence)
	asked["assumptions"] = []map[string]any{{"organisation": s.facts.Region.Slug, "body": "styre", "change": "cancelled", "on": s.facts.Illustrative.RegionMeetings["styre"][1]}}
	if err := s.act(ctx, s.secretariat(), "asks what if the board did not meet in May", http.MethodPost, at, asked, &whatIf); err != nil {
		return err
	}
	if whatIf.Infeasible != nil {
		s.say("Not possible: " + whatIf.Infeasible.Sentence)
	}
	delete(asked, "assumptions")
	return s.act(ctx, s.secretariat(), "takes the plan over: milestones and reserved meetings in one act", http.MethodPut, at, asked, nil)
}

// replan tells how the plan breaks when a council cancels its meeting, and how another
// meeting mends it.
func (s *Story) replan(ctx context.Context, at string) error {
	clerk, meetings := s.as(office.Clerk, cancelling), "/v1/organisations/"+cancelling+"/bodies/"+council+"/meeting-calendar"
	var known struct {
		Items []struct{ Self, Date, State string }
	}
	if err := s.Get(ctx, clerk, meetings+"?from=2025-06-01&to=2025-06-30", &known); err != nil {
		return err
	}
	for _, m := range known.Items {
		if len(known.Items) == 1 && m.State == "planned" {
			if err := s.act(ctx, clerk, "cancels the council's meeting of "+m.Date, http.MethodPost, m.Self+"/cancel", map[string]any{"reason": "Illustrative"}, nil); err != nil {
				return err
			}
		}
	}
	var broken outcome
	tag, err := s.Send(ctx, s.secretariat(), http.MethodGet, at, "", nil, &broken)
	if err != nil {
		return err
	}
	s.say("The plan says: " + strings.Join(broken.Sentences, " "))
	if len(known.Items) < 2 {
		if err := s.act(ctx, clerk, "plans another meeting instead: 26 June 2025", http.MethodPost, meetings, map[string]any{"date": "2025-06-26", "note": "Illustrative"}, nil); err != nil {
			return err
		}
	}
	again := s.chain()
	again["reason"] = "A council's meeting was cancelled"
	if _, err := s.Send(ctx, s.secretariat(), http.MethodPut, at, tag, again, nil); err != nil {
		return err
	}
	s.acted(s.secretariat(), "takes the plan over anew")
	return nil
}

// say prints a sentence of an answer.
func (s *Story) say(sentence string) {
	if sentence != "" {
		s.Printf("%s\n", narrator.Wrapped("      "+sentence))
	}
}
