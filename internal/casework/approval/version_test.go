package approval_test

import (
	"errors"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

var (
	noon = time.Date(2024, 2, 12, 11, 0, 0, 0, time.UTC)
	day  = workday.MustDate
)

// everyone is the rule that all municipalities approve.
var everyone = &mandate.RegionRule{Rule: mandate.Rule{Kind: mandate.RuleAll}}

// matter is a case of two municipalities that rests on one decision.
func matter() *casefile.Case {
	left := noon.AddDate(0, -1, 0)
	return &casefile.Case{
		Participants: []casefile.Participant{{Number: "3401"}, {Number: "3415", LeftAt: &left}, {Number: "3417"}},
		Decisions:    []casefile.Decision{{Organisation: "kongsvingerregionen", Body: "styre", Date: day("2024-02-08"), CaseNumber: "03/2024"}},
	}
}

func content() mandate.ContentInput {
	return mandate.ContentInput{
		Common: mandate.Common{
			Participants: []string{"3401", "3417"}, Purpose: "A power strategy", Objectives: []string{"Know the need"}, Deliverables: []string{"A proposal"},
			Budget: mandate.Money{Amount: 150_000_000, Currency: "NOK"}, Start: day("2024-03-01"), End: day("2025-07-01"),
			Decision: &mandate.Decision{Organisation: "kongsvingerregionen", Body: "styre", Date: day("2024-02-08"), CaseNumber: "03/2024"},
		},
		Slices: []mandate.SliceContent{
			{Municipality: "3401", Requirements: []mandate.Requirement{
				{Key: "lead", Function: "Project lead", People: 1, Share: 50, From: day("2024-03-01"), To: day("2025-07-01")},
			}},
			{Municipality: "3417", Requirements: []mandate.Requirement{
				{Key: "area-planner", Function: "Area planner", People: 2, Share: 20, From: day("2024-04-01"), To: day("2025-01-01")},
				{Key: "lead", Function: "Deputy lead", People: 1, Share: 10, From: day("2024-04-01"), To: day("2025-01-01")},
			}, Money: &mandate.Money{Amount: 5_000_000, Currency: "NOK"}},
		},
	}
}

// draft is version 1 with the content.
func draft(in mandate.ContentInput) *approval.Version {
	v := &approval.Version{Document: mandate.Document{Number: 1, State: mandate.StateDraft, Common: in.Common}}
	for _, s := range in.Slices {
		v.Slices = append(v.Slices, mandate.Slice{SliceContent: s})
		v.Approvals = append(v.Approvals, approval.Approval{Municipality: s.Municipality, Status: approval.Unanswered})
	}
	return v
}

func deadlines() approval.SubmitInput {
	return approval.SubmitInput{AnswerBy: day("2024-03-15"), NamingDue: day("2024-04-05")}
}

// opened is version 1, submitted by the secretariat.
func opened(t *testing.T) *approval.Version {
	t.Helper()
	v := draft(content())
	if err := v.Submit(matter(), deadlines(), everyone, "secretary", noon); err != nil {
		t.Fatal(err)
	}
	return v
}

func refuses(t *testing.T, err error, want *fault.Error) {
	t.Helper()
	if want == nil && err != nil {
		t.Fatalf("refused: %v", err)
	}
	if want != nil && !errors.Is(err, want) {
		t.Fatalf("got %v, want %s", err, want.Code)
	}
}

func TestSubmission(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*approval.Version, *casefile.Case, *approval.SubmitInput)
		want   *fault.Error
	}{
		"a draft with deadlines ahead": {func(*approval.Version, *casefile.Case, *approval.SubmitInput) {}, nil},
		"tomorrow is soon enough": {func(_ *approval.Version, _ *casefile.Case, in *approval.SubmitInput) {
			in.AnswerBy, in.NamingDue = day("2024-02-13"), day("2024-02-13")
		}, nil},
		"an answer deadline today": {func(_ *approval.Version, _ *casefile.Case, in *approval.SubmitInput) {
			in.AnswerBy = day("2024-02-12")
		}, approval.ErrDeadlines},
		"a naming due date today": {func(_ *approval.Version, _ *casefile.Case, in *approval.SubmitInput) {
			in.NamingDue = day("2024-02-12")
		}, approval.ErrDeadlines},
		"a naming due date after the mandate": {func(_ *approval.Version, _ *casefile.Case, in *approval.SubmitInput) {
			in.NamingDue = day("2025-07-01")
		}, approval.ErrDeadlines},
		"an answer deadline after the mandate": {func(_ *approval.Version, _ *casefile.Case, in *approval.SubmitInput) {
			in.AnswerBy = day("2025-07-01")
		}, approval.ErrDeadlines},
		"no decision is named": {func(v *approval.Version, _ *casefile.Case, _ *approval.SubmitInput) { v.Common.Decision = nil }, nil},
		"the decision is not recorded": {func(_ *approval.Version, c *casefile.Case, _ *approval.SubmitInput) {
			c.Decisions[0].CaseNumber = "04/2024"
		}, approval.ErrUnknownDecision},
		"a municipality has left since the draft": {func(_ *approval.Version, c *casefile.Case, _ *approval.SubmitInput) {
			c.Participants[2].LeftAt = c.Participants[1].LeftAt
		}, mandate.ErrParticipants},
		"it is open already": {func(v *approval.Version, _ *casefile.Case, _ *approval.SubmitInput) { v.State = mandate.StateOpen }, mandate.ErrNotDraft},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, c, in := draft(content()), matter(), deadlines()
			tt.change(v, c, &in)
			refuses(t, v.Submit(c, in, everyone, "secretary", noon), tt.want)
			if submitted := v.ContentHash != ""; submitted != (tt.want == nil) {
				t.Errorf("the content's hash is %q", v.ContentHash)
			}
		})
	}
}
