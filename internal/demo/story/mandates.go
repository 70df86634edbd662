package story

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strings"

	"forankring.no/forankring/internal/demo/client"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/workday"
)

// version is what the story reads of a mandate version.
type version struct {
	State      string
	CommonHash string `json:"common_hash"`
	Slices     []struct {
		Municipality, Hash string
	}
	Approvals []struct{ Municipality, Status string }
}

func (v version) hash(municipality string) string {
	for _, s := range v.Slices {
		if s.Municipality == municipality {
			return s.Hash
		}
	}
	return ""
}

func (v version) status(municipality string) string {
	for _, a := range v.Approvals {
		if a.Municipality == municipality {
			return a.Status
		}
	}
	return ""
}

// content is the whole mandate. The first version asks more of one
// municipality than it can give; that is illustrative, as all slices are.
func (s *Story) content(first bool) map[string]any {
	made := s.facts.Illustrative
	numbers := make([]string, len(s.facts.Municipalities))
	slices := make([]any, len(s.facts.Municipalities))
	for i, m := range s.facts.Municipalities {
		numbers[i] = m.Number
		var asked []any
		for _, sl := range made.Slices[m.Number] {
			share := sl.Share
			if first && m.Number == returning {
				share += 10
			}
			asked = append(asked, map[string]any{
				"key": sl.key(), "function": sl.Function + " (illustrative)", "people": 1, "share": share, "from": made.Period[0], "to": made.Period[1],
			})
		}
		slices[i] = map[string]any{"municipality": m.Number, "requirements": asked}
	}
	return map[string]any{
		"common": map[string]any{
			"participants": numbers, "purpose": s.facts.Case.Mandate + " (Budget, period and what is asked are illustrative.)",
			"objectives": []string{s.facts.Case.SharedBenefit}, "scope": "Need for power and production in the six municipalities (illustrative)",
			"limits":       "No siting of single plants (illustrative)",
			"deliverables": []string{"A proposal for a power strategy, ready for consultation (illustrative)"},
			"budget":       map[string]any{"amount": made.Budget.Amount, "currency": made.Budget.Currency},
			"decision":     s.rests,
			"start":        made.Period[0], "end": made.Period[1],
		},
		"slices": slices,
	}
}

// submitted reads a version, after drafting and submitting it where that was
// not done.
func (s *Story) submitted(ctx context.Context, n int) (version, error) {
	path := fmt.Sprintf("%s/mandates/%d", s.base, n)
	var v version
	err := s.Get(ctx, s.secretariat(), path, &v)
	if client.Absent(err) {
		err = s.act(ctx, s.secretariat(), fmt.Sprintf("drafts version %d", n), http.MethodPost, s.base+"/mandates", s.content(n == 1), &v)
	}
	if err != nil || v.State != "draft" {
		return v, err
	}
	when := s.facts.Illustrative.Submissions[n-1]
	err = s.act(ctx, s.secretariat(), fmt.Sprintf("submits version %d, to be answered by %s", n, when.AnswerBy), http.MethodPost, path+"/submit",
		map[string]any{"answer_by": when.AnswerBy, "naming_due": s.facts.Illustrative.NamingDue}, &v)
	return v, err
}

// answer sends a municipality's answer by whoever gives it, unless it stands
// already. More is what the answer says besides.
func (s *Story) answer(ctx context.Context, v version, n int, m municipality, by *client.Officer, answer string, more map[string]any) error {
	if v.State != "open" || v.status(m.Number) == answer {
		return nil
	}
	body := map[string]any{"answer": answer, "common_hash": v.CommonHash, "slice_hash": v.hash(m.Number)}
	maps.Copy(body, more)
	what := fmt.Sprintf("%s version %d", verbs[answer], n)
	if reason, ok := more["reason"]; ok {
		what += fmt.Sprintf(": %s", reason)
	}
	return s.act(ctx, by, what, http.MethodPut, fmt.Sprintf("%s/mandates/%d/approvals/%s", s.base, n, m.Number), body, nil)
}

// verbs are how the story tells of answers.
var verbs = map[string]string{"approved": "approves", "approved_with_conditions": "approves on a condition", "returned": "returns"}

// condition is what one municipality makes its approval depend on.
const condition = "The grid companies take part in the reference group (illustrative)"

func (s *Story) firstVersion(ctx context.Context) error {
	s.on(s.facts.Illustrative.Submissions[0].On)
	v, err := s.submitted(ctx, 1)
	if err != nil {
		return err
	}
	for _, m := range s.facts.Municipalities {
		answer, more := "approved", map[string]any{}
		switch m.Number {
		case returning:
			answer, more["reason"] = "returned", "We can give 15 percent of a land-use planner, not 25 (illustrative)."
		case careful:
			answer, more["conditions"] = "approved_with_conditions", []any{map[string]any{
				"text": condition, "responsible": map[string]any{"organisation": s.facts.Region.Slug, "office": office.Secretariat},
				"due": s.facts.Illustrative.NamingDue, "effect": "before_start",
			}}
		}
		if err := s.answer(ctx, v, 1, m, s.as(office.ChiefExecutive, m.Number), answer, more); err != nil {
			return err
		}
	}
	return nil
}

// standIn lets the chief executive who returned the first version name a
// substitute, for the answers in this case alone (rule 1.4).
func (s *Story) standIn(ctx context.Context) error {
	chief := s.as(office.ChiefExecutive, returning)
	s.on(s.facts.Illustrative.Submissions[1].On)
	var me struct {
		Offices []struct {
			ID     int64
			Office string
		}
	}
	if err := s.Get(ctx, chief, "/v1/me", &me); err != nil {
		return err
	}
	var set struct{ Items []struct{} }
	if err := s.Get(ctx, chief, "/v1/me/substitutes", &set); err != nil || len(set.Items) > 0 {
		return err
	}
	title, person, err := s.employee(ctx, returning)
	if err != nil {
		return err
	}
	return s.act(ctx, chief, "sets a substitute for the answers in this case, to the naming due date: "+title, http.MethodPost,
		fmt.Sprintf("/v1/me/offices/%d/substitutes", me.Offices[0].ID), map[string]any{
			"person": person, "acts": []string{"mandate:answer"}, "cases": []any{map[string]any{"region": s.facts.Region.Slug, "number": s.number}},
			"to": s.facts.Illustrative.NamingDue.EndIn(workday.Oslo()),
		}, nil)
}

// employee is the first of a municipality's employees in the story.
func (s *Story) employee(ctx context.Context, municipality string) (title, person string, err error) {
	for _, m := range s.facts.Municipalities {
		if m.Number == municipality {
			sl := s.facts.Illustrative.Slices[municipality][0]
			title = fmt.Sprintf("%s, %s (illustrative)", capital(sl.Function), m.Name)
			person, err = s.person(ctx, s.as(office.Administrator, municipality), title, "")
		}
	}
	return title, person, err
}

// secondVersion changes what the first asked of one municipality: the others'
// approvals carry over, and its substitute answers (rules 1.4, 3.6).
func (s *Story) secondVersion(ctx context.Context) error {
	var known version
	if err := s.Get(ctx, s.secretariat(), s.base+"/mandates/2", &known); err == nil && known.State != "draft" && known.State != "open" {
		return nil
	} else if err != nil && !client.Absent(err) {
		return err
	}
	if err := s.standIn(ctx); err != nil {
		return err
	}
	v, err := s.submitted(ctx, 2)
	if err != nil {
		return err
	}
	if v.State == "open" {
		if err := s.explain(ctx, 2); err != nil {
			return err
		}
	}
	title, person, err := s.employee(ctx, returning)
	if err != nil {
		return err
	}
	if err := s.login("substitute", returning, title+", for the chief executive", person); err != nil {
		return err
	}
	for _, m := range s.facts.Municipalities {
		if m.Number == returning {
			return s.answer(ctx, v, 2, m, s.as("substitute", returning), "approved", nil)
		}
	}
	return nil
}

// explain prints what the gate of a version says of itself, and what would be
// if the one that is waited for approved.
func (s *Story) explain(ctx context.Context, n int) error {
	var g struct {
		Needed, Given int
		Outcome       string
		Entries       []struct{ State, Reason string }
	}
	path := fmt.Sprintf("%s/mandates/%d/gate", s.base, n)
	if err := s.Get(ctx, s.secretariat(), path, &g); err != nil {
		return err
	}
	s.Printf("    the gate: %d of %d approvals\n", g.Given, g.Needed)
	for _, e := range g.Entries {
		s.Printf("      %-12s %s\n", e.State, e.Reason)
	}
	for _, language := range []string{"nb", "nn"} {
		said := g
		if err := s.Get(ctx, s.secretariat(), path+"?lang="+language, &said); err != nil {
			return err
		}
		for _, e := range said.Entries {
			if e.State != "satisfied" {
				s.Printf("      %-12s %s\n", "in "+language, e.Reason)
				break
			}
		}
	}
	if err := s.Get(ctx, s.secretariat(), path+"?what_if="+returning+":approved", &g); err != nil {
		return err
	}
	s.Printf("    what if %s approves: %s\n", returning, strings.ReplaceAll(g.Outcome, "_", " "))
	return nil
}

// fulfil lets the responsible report the condition, and the municipality that
// set it confirm that it is fulfilled (rule 3.5).
func (s *Story) fulfil(ctx context.Context) error {
	path := fmt.Sprintf("%s/mandates/2/approvals/%s/conditions/1", s.base, careful)
	var c struct{ State string }
	if err := s.Get(ctx, s.secretariat(), path, &c); err != nil {
		return err
	}
	if c.State == "open" {
		err := s.act(ctx, s.secretariat(), "reports the condition fulfilled", http.MethodPost, path+"/report", map[string]any{"report": "They have accepted (illustrative)."}, nil)
		if err != nil {
			return err
		}
	}
	if c.State != "fulfilled" {
		return s.act(ctx, s.as(office.ChiefExecutive, careful), "confirms that it is", http.MethodPost, path+"/confirm", map[string]any{}, nil)
	}
	return nil
}
