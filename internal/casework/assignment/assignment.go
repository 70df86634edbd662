// Package assignment is what a municipality does with the named resources of a
// case: it nominates people to what the mandate asks, its chief executive
// releases, declines, recalls and replaces them, and each who reads the case sees
// what they may know of it (rules 2.5, 4.1-4.3, 4.6). What an assignment is, and
// the rules of it, are in package staffing.
package assignment

import (
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// ErrReason refuses a reason without words.
var ErrReason = fault.New(fault.Invalid, "assignment.reason_invalid", "The reason is not valid",
	"A release over capacity needs a reason in words, about the workload and never about health (rules 4.2, 4.6).")

// DeclineInput says why a nomination is declined.
type DeclineInput struct {
	ReasonCode staffing.Reason `json:"reason_code" enum:"left_post,reassigned,absent,other" example:"reassigned"`
}

// RecallInput says from when, and why, a person is recalled.
type RecallInput struct {
	On         workday.Date    `json:"on" format:"date" example:"2024-09-01" doc:"The first day on which the person is no longer given; today or later"`
	ReasonCode staffing.Reason `json:"reason_code" enum:"left_post,reassigned,absent,other" example:"reassigned"`
}

// OverrideCapacityInput is why a chief executive releases a person over what
// they can give.
type OverrideCapacityInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"2000" example:"The building cases go to a colleague in May" doc:"About the workload, never about health (rule 4.6); shown to the municipality's own offices alone"`
}

// Clean is the reason in the form that is kept; it refuses one without words.
func (in OverrideCapacityInput) Clean() (string, error) { return cleanReason(in.Reason, "/reason") }

// cleanReason is a reason in the form that is kept.
func cleanReason(reason, pointer string) (string, error) {
	var c fault.Checks
	canon.RequiredText(&c, pointer, &reason)
	return reason, c.Err(ErrReason)
}
