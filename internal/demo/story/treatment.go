package story

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/workday"
)

// consulted is the day on which the consultation ends, and the case is sent.
var consulted = workday.MustDate("2025-05-12")

// treated is a body's treatment as the story reads it.
type treated struct {
	Self, Step, Organisation, State string
	Round                           int
}

// treatment sends the case through the bodies that treat it: the board, which meets here,
// and those that meet in case systems of their own, the six councils at last. One of them changes a
// word and is asked again: there the story ends, so that the case still goes on for whoever tries the
// service. That all six adopted in June 2025 is a fact; days, numbers, votes, words and the one word
// are illustrative.
func (s *Story) treatment(ctx context.Context) error {
	var c struct{ State string }
	if err := s.Get(ctx, s.secretariat(), s.base, &c); err != nil {
		return err
	}
	if c.State == "active" {
		if err := s.sendCase(ctx); err != nil {
			return err
		}
	}
	before := s.Totals.Acts
	if err := s.inTurn(ctx); err != nil || s.Totals.Acts == before {
		return err
	}
	return s.effect(ctx)
}

// inTurn has each body resolve that has not, in the order of the plan and of the days.
func (s *Story) inTurn(ctx context.Context) error {
	var course struct {
		Steps []struct{ Treatments []treated }
	}
	if err := s.Get(ctx, s.secretariat(), s.base+"/treatment", &course); err != nil {
		return err
	}
	for _, step := range course.Steps {
		if len(step.Treatments) > 1 && !slices.ContainsFunc(step.Treatments, func(t treated) bool { return t.State == "done" }) {
			if err := s.matrix(ctx); err != nil { // it is the turn of all councils
				return err
			}
		}
		slices.SortStableFunc(step.Treatments, func(a, b treated) int { return s.dayOf(a).Compare(s.dayOf(b)) })
		for _, t := range step.Treatments {
			if t.State == "done" || t.Round > 1 {
				continue
			}
			if err := s.resolve(ctx, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// prepared says that what comes before the treatment is done: the proposal when it was
// sent on consultation, and the consultation.
func (s *Story) prepared(ctx context.Context) error {
	for _, m := range []struct {
		key, what string
		on        workday.Date
	}{
		{"proposal_ready", "reports that the proposal is ready for consultation", workday.MustDate("2025-03-27")},
		{"consultation_ends", "reports that the consultation has ended", consulted},
	} {
		s.on(m.on)
		var done struct{ State string }
		if err := s.Get(ctx, s.secretariat(), s.base+"/milestones/"+m.key, &done); err != nil {
			return err
		}
		if done.State == "done" {
			continue
		}
		if err := s.act(ctx, s.secretariat(), m.what, http.MethodPost, s.base+"/milestones/"+m.key+"/complete", nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// sendCase writes the proposed resolution, and sends the case.
func (s *Story) sendCase(ctx context.Context) error {
	if err := s.prepared(ctx); err != nil {
		return err
	}
	var proposed struct{ Version int }
	if err := s.Get(ctx, s.secretariat(), s.base+"/proposed-resolution", &proposed); err != nil {
		return err
	}
	if proposed.Version == 0 {
		err := s.act(ctx, s.secretariat(), "writes the proposed resolution (illustrative)", http.MethodPut, s.base+"/proposed-resolution", map[string]any{
			"items": []map[string]any{{"text": strategy}, {"text": local}},
		}, nil)
		if err != nil {
			return err
		}
	}
	var rule struct{ Declared bool }
	if err := s.Get(ctx, s.secretariat(), s.base+"/effect", &rule); err != nil {
		return err
	}
	if !rule.Declared {
		err := s.act(ctx, s.secretariat(), "declares that the case is adopted when all six councils have adopted the same text", http.MethodPut, s.base+"/effect/rule",
			map[string]any{"rule": "all_identical"}, nil)
		if err != nil {
			return err
		}
	}
	return s.act(ctx, s.secretariat(), "sends the case to treatment", http.MethodPost, s.base+"/treatment/send", nil, nil)
}

// strategy and local are what the bodies resolve; regional is what one council made of it.
const (
	strategy = "Kommunestyret vedtar Regional kraftstrategi for Kongsvingerregionen. (Illustrative)"
	local    = "Kommunen skal bruke lokale ressurser i arbeidet. (Illustrative)"
	regional = "Kommunen skal bruke regionale ressurser i arbeidet. (Illustrative)"
)

// differing is the municipality whose council changes a word.
const differing = "3415"

// resolve has the board treat the case in a meeting that is kept here, and records what
// another body resolved in its own.
func (s *Story) resolve(ctx context.Context, t treated) error {
	if t.Step == "board" {
		return s.hold(ctx, s.dayOf(t), []point{{
			title: "the case", item: map[string]any{"kind": "treatment", "region": s.facts.Region.Slug, "case": s.number}, proposal: strategy, outcome: "recommended",
		}})
	}
	resolution := map[string]any{"case_number": "31/2025 (illustrative)"}
	by, what, outcome, votes := s.secretariat(), "records that the representative council recommends it", "recommended", 18
	switch t.Step {
	case "representative_council":
	case "joint_meeting":
		what, outcome, votes = "records that the joint council meeting took note of it", "noted", 0
	default:
		by, outcome, votes = s.as(office.Clerk, t.Organisation), "adopted", s.councilSize(t.Organisation)
		what = "records that the council adopted it, in a meeting kept in the municipality's own case system"
	}
	day := s.dayOf(t)
	s.on(day)
	second := local
	if t.Organisation == differing && t.Round == 1 {
		second, outcome, what = regional, "adopted_with_changes", "records that the council adopted it with a change, in a meeting kept in the municipality's own case system"
	}
	resolution["date"], resolution["outcome"] = day, outcome
	resolution["items"] = []map[string]any{{"number": 1, "text": strategy}, {"number": 2, "text": second}}
	if votes > 0 {
		resolution["counts"] = map[string]any{"present": votes, "voting": votes, "disqualified": 0, "for": votes, "against": 0}
	}
	err := s.act(ctx, by, fmt.Sprintf("%s, %s (illustrative)", what, day), http.MethodPut, t.Self+"/resolution", resolution, nil)
	if err != nil || second == local {
		return err
	}
	return s.reconcile(ctx)
}

// reconcile shows what the wording guard has found, and asks the council again (rule 8.4).
func (s *Story) reconcile(ctx context.Context) error {
	var found struct {
		Bodies []struct {
			Organisation string
			Items        []struct {
				Class  string
				Reason string
				Words  []struct{ Op, Text string }
			}
		}
	}
	if err := s.Get(ctx, s.secretariat(), s.base+"/wording", &found); err != nil {
		return err
	}
	for _, b := range found.Bodies {
		for i, item := range b.Items {
			if b.Organisation != differing || item.Class == "identical" {
				continue
			}
			var marked []string
			for _, w := range item.Words {
				switch w.Op {
				case "delete":
					marked = append(marked, "[-"+w.Text+"-]")
				case "insert":
					marked = append(marked, "{+"+w.Text+"+}")
				}
			}
			s.say(fmt.Sprintf("Item %d, %s: %s A reconciliation opens by itself.", i+1, strings.Join(marked, ""), item.Reason))
		}
	}
	return s.act(ctx, s.secretariat(), "asks the council again: the others have the proposed word (illustrative)", http.MethodPost, s.base+"/reconciliation/exits",
		map[string]any{"exit": "ask_again", "municipalities": []string{differing}, "reason": "Kommunedirektørene er enige om ordet i forslaget (illustrativt)"}, nil)
}

// effect says why the case is not adopted yet.
func (s *Story) effect(ctx context.Context) error {
	var e struct {
		Reason string `json:"outcome_reason"`
	}
	if err := s.Get(ctx, s.secretariat(), s.base+"/effect", &e); err != nil {
		return err
	}
	s.say("The case is adopted once all six have the same text. " + e.Reason)
	return nil
}

// dayOf is the day on which a body meets.
func (s *Story) dayOf(t treated) workday.Date {
	meetings := s.facts.Illustrative.RegionMeetings
	switch t.Step {
	case "board":
		return meetings["styre"][1]
	case "representative_council":
		return meetings["representantskap"][1]
	case "joint_meeting":
		return meetings["fellesmote"][0]
	default:
		return s.inJune(t.Organisation)
	}
}

// councilSize is how many members a council has; illustrative where it was not found.
func (s *Story) councilSize(municipality string) int {
	for _, m := range s.facts.Municipalities {
		if m.Number == municipality && m.CouncilSize != nil {
			return *m.CouncilSize
		}
	}
	return s.facts.Illustrative.CouncilSizes[municipality]
}

// inJune is the day on which a council meets in June 2025; illustrative.
func (s *Story) inJune(municipality string) workday.Date {
	if municipality == cancelling {
		return workday.MustDate("2025-06-26") // its meeting was cancelled, and another planned
	}
	june := workday.MustDate("2025-06-01")
	for _, day := range s.facts.Illustrative.CouncilMeetings[municipality] {
		if !day.Before(june) {
			return day
		}
	}
	panic("the story knows no meeting of " + municipality + " in June 2025")
}
