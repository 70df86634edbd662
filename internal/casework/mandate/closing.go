package mandate

import (
	"time"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// ErrReason refuses a reason without words.
var ErrReason = fault.New(fault.Invalid, "mandate.reason_missing", "A reason is missing",
	"Rejecting, returning, withdrawing and discarding need a reason, so that the others know what to change (rules 3.3, 3.4).")

// ReasonInput says why a version is closed.
type ReasonInput struct {
	Reason string `json:"reason" maxLength:"10000" example:"The budget is to be worked out anew" doc:"Not empty"`
}

// Normalise brings the reason into its one form, and refuses an empty one.
func (in *ReasonInput) Normalise() error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	return c.Err(ErrReason)
}

// Close ends the version, for a reason.
func (v *Document) Close(state State, why message.Text, now time.Time) {
	v.State, v.ClosedWhy, v.ClosedAt = state, why, &now
	v.FixLastRule()
}

// FixLastRule keeps the last rule that the version followed, when it is open no
// longer: later ones do not touch it (rule 3.7).
func (v *Document) FixLastRule() {
	if v.RuleUntil != nil {
		return
	}
	last := v.RuleNumber
	if n := len(v.RulesSince); n > 0 {
		last = v.RulesSince[n-1].Number
	}
	v.RuleUntil = &last
}

// SubmittedOn is the day on which the version was submitted; a draft has none,
// and is refused for what it is.
func (v *Document) SubmittedOn() workday.Date {
	if v.SubmittedAt == nil {
		return workday.Date{}
	}
	return workday.Today(*v.SubmittedAt)
}

// Late says whether the answer deadline has passed: it ends with its day.
func (v *Document) Late(now time.Time) bool {
	return v.AnswerBy != nil && !now.Before(v.AnswerBy.EndIn(workday.Oslo()))
}

// Deadline names the version's deadline of a kind in a municipality.
func (v *Document) Deadline(kind reminder.Kind, municipality string) reminder.Ref {
	return reminder.Ref{Case: v.CaseID, Kind: kind, Key: v.Ref().Key(), Municipality: municipality}
}

// Deadlines name the version's deadlines of some kinds in all its municipalities.
func (v *Document) Deadlines(kinds ...reminder.Kind) []reminder.Ref {
	var refs []reminder.Ref
	for _, kind := range kinds {
		for _, s := range v.Slices {
			refs = append(refs, v.Deadline(kind, s.Municipality))
		}
	}
	return refs
}
