package demo

import (
	"context"
	"fmt"
	"net/http"

	"forankring.no/forankring/internal/directory"
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
func (s *story) content(first bool) map[string]any {
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
			"decision": map[string]any{
				"organisation": s.facts.Region.Slug, "body": made.Commissioned.Body, "date": made.Commissioned.Date, "case_number": made.Commissioned.CaseNumber + " (illustrative)",
			},
			"start": made.Period[0], "end": made.Period[1],
		},
		"slices": slices,
	}
}

// submitted reads a version, after drafting and submitting it where that was
// not done.
func (s *story) submitted(ctx context.Context, n int) (version, error) {
	path := fmt.Sprintf("%s/mandates/%d", s.base, n)
	var v version
	err := s.get(ctx, s.secretariat(), path, &v)
	if absent(err) {
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

// answer sends a municipality's answer, unless it stands already.
func (s *story) answer(ctx context.Context, v version, n int, m municipality, answer, reason string) error {
	if v.State != "open" || v.status(m.Number) == answer {
		return nil
	}
	body := map[string]any{"answer": answer, "common_hash": v.CommonHash, "slice_hash": v.hash(m.Number)}
	what := fmt.Sprintf("%s version %d", answer, n)
	if reason != "" {
		body["reason"] = reason
		what += ": " + reason
	}
	return s.act(ctx, s.as(directory.ChiefExecutive, m.Number), what, http.MethodPut, fmt.Sprintf("%s/mandates/%d/approvals/%s", s.base, n, m.Number), body, nil)
}

func (s *story) firstVersion(ctx context.Context) error {
	s.on(s.facts.Illustrative.Submissions[0].On)
	v, err := s.submitted(ctx, 1)
	if err != nil {
		return err
	}
	for _, m := range s.facts.Municipalities {
		answer, reason := "approved", ""
		if m.Number == returning {
			answer, reason = "returned", "We can give 15 percent of a land-use planner, not 25 (illustrative)."
		}
		if err := s.answer(ctx, v, 1, m, answer, reason); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) secondVersion(ctx context.Context) error {
	s.on(s.facts.Illustrative.Submissions[1].On)
	v, err := s.submitted(ctx, 2)
	if err != nil {
		return err
	}
	for _, m := range s.facts.Municipalities {
		if err := s.answer(ctx, v, 2, m, "approved", ""); err != nil {
			return err
		}
	}
	return nil
}
