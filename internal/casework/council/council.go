// Package council says when a municipality's council, or its executive committee,
// stands in for a chief executive who is disqualified in a case, and which of its
// decisions count (KL § 11-10, rule 1.7): answers to a mandate and whoever may
// release people rest on them.
package council

import (
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of standing in.
var (
	ErrNotDisqualified = fault.New(fault.Conflict, "mandate.chief_executive_not_disqualified", "The chief executive can answer",
		"The council or the municipal executive committee answers only while the chief executive is disqualified in the case (rule 1.7).")
	ErrDecision = fault.New(fault.Invalid, "mandate.council_invalid", "The council's decision is not valid",
		"In a disqualified chief executive's place the municipality's own council or executive committee answers; the clerk records its decision, made today or earlier, with its date and case number (rule 1.7).")
)

// kinds are the bodies that stand in (rule 1.7).
var kinds = []string{"municipal_council", "municipal_executive_committee"}

// Decision names what the body that stands in decided.
type Decision struct {
	Body       string       `json:"body" minLength:"1" maxLength:"63" example:"kommunestyret" doc:"The body, by its key in the municipality"`
	DecidedOn  workday.Date `json:"decided_on" format:"date" example:"2024-02-08" doc:"When it decided"`
	CaseNumber string       `json:"case_number" minLength:"1" maxLength:"60" example:"014/24" doc:"Its own case number"`
}

// Check refuses a decision of another kind of body, of a day to come, or of one
// before what it is about was there.
func (d *Decision) Check(kind string, earliest, today workday.Date) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/case_number", &d.CaseNumber)
	c.Require(slices.Contains(kinds, kind), "/body", msgNotCouncil)
	c.Require(!d.DecidedOn.After(today), "/decided_on", casefile.MsgAfterToday.With(today))
	c.Require(!d.DecidedOn.Before(earliest), "/decided_on", casefile.MsgOlder.With(earliest))
	return c.Err(ErrDecision)
}
