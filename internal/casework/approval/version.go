// Package approval leads a version of the mandate from its submission until it
// is in force: the municipalities' answers, the approvals that carry over to
// the next version, the gate with the region's rule, and the council's answer
// in a disqualified chief executive's place (rules 1.7, 3.3-3.9).
package approval

import (
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of submitting and closing versions.
var (
	ErrDeadlines = fault.New(fault.Invalid, "mandate.deadlines_invalid", "The deadlines are not valid",
		"The answer deadline and the naming due date are later than today, and not later than the mandate's last day (rule 3.2).")
	ErrUnknownDecision = fault.New(fault.Invalid, "mandate.decision_not_recorded", "The decision is not recorded in the case",
		"Record the political decision that the mandate names in the case, with body, date and case number, before you submit the mandate (rule 2.3b).")
	ErrStillPossible = fault.New(fault.Conflict, "mandate.can_still_pass", "The version can still come into force",
		"A version can be rejected only once its answers cannot meet the rule: with `all`, once a municipality has rejected or returned it; the gate explains it (rule 3.3). Withdraw it with a reason instead.")
)

// Version is a version of the mandate, and how each municipality stands to it.
type Version struct {
	mandate.Document
	Needed     int        `json:"needed" db:"-" example:"6" doc:"How many approvals bring the version into force; the gate explains it"`
	Approvals  []Approval `json:"approvals" db:"-" doc:"How each municipality stands to the version"`
	WaitingFor []Waiting  `json:"waiting_for" db:"-" doc:"Whose approval an open version still needs"`

	namingDay *workday.Date // of the milestone of the naming, where it was asked for
}

// SubmitInput sets the deadlines of a version that is opened for answers.
type SubmitInput struct {
	AnswerBy  workday.Date `json:"answer_by" format:"date" example:"2024-03-15" doc:"The last day for answers"`
	NamingDue workday.Date `json:"naming_due" format:"date" example:"2024-04-05" doc:"The last day for naming people"`
}

// openApprovals makes an approval without answers for each slice.
func (v *Version) openApprovals() {
	v.Approvals = make([]Approval, len(v.Slices))
	for i, s := range v.Slices {
		v.Approvals[i] = Approval{
			Resource:     request.Resource{Self: v.Ref().Part(s.Municipality).Path()},
			Municipality: s.Municipality, Name: s.Name, StaleFrom: s.StaleFrom, CommonHash: v.CommonHash, SliceHash: s.Hash, History: []Answer{},
		}
	}
}

// judge finds how every municipality stands, once all its answers are filed.
func (v *Version) judge() {
	for i := range v.Approvals {
		a := &v.Approvals[i]
		a.judge()
		for _, answer := range a.answers() {
			for _, c := range answer.Conditions {
				a.Revision += c.Revision - 1
			}
		}
	}
	if v.State != mandate.StateDraft {
		_, v.Needed, _ = v.needs()
	}
}

// Approval is how a municipality stands to the version, nil where it has no
// slice.
func (v *Version) Approval(municipality string) *Approval {
	for i := range v.Approvals {
		if v.Approvals[i].Municipality == municipality {
			return &v.Approvals[i]
		}
	}
	return nil
}

// Approved says whether the municipality's approval of the version stands.
func (v *Version) Approved(municipality string) bool {
	a := v.Approval(municipality)
	return a != nil && a.Status.Approves()
}

// ApprovedSince says whether an approval stands that the municipality gave
// after it joined the case: one that left and came back starts anew
// (rule 1.1).
func (v *Version) ApprovedSince(municipality string, joined time.Time) bool {
	return v.Approved(municipality) && !v.since(v.Approval(municipality).Standing).Before(joined)
}

// Submit opens a draft for answers and fixes its content by hashes. It refuses
// participants other than the case's, a decision that is not recorded in the
// case, and deadlines that have passed or lie beyond the mandate. A mandate that
// names no decision may be submitted: it is the start gate that waits for one
// (rules 2.3 b, 3.2).
// The region's gate rule is pinned; one that these municipalities can never meet
// is refused (rule 3.7).
func (v *Version) Submit(c *casefile.Case, in SubmitInput, rule *mandate.RegionRule, by string, now time.Time) error {
	if err := v.MustBeSubmittable(c, rule); err != nil {
		return err
	}
	today := workday.Today(now)
	var faults fault.Checks
	outside := msgOutsideMandate.With(v.Common.End.AddDays(-1))
	faults.Require(in.AnswerBy.After(today) && in.AnswerBy.Before(v.Common.End), "/answer_by", outside)
	faults.Require(in.NamingDue.After(today) && in.NamingDue.Before(v.Common.End), "/naming_due", outside)
	if err := faults.Err(ErrDeadlines); err != nil {
		return err
	}
	if err := v.FixHashes(); err != nil {
		return err
	}
	v.State, v.Rule, v.RuleNumber, v.SubmittedBy, v.SubmittedAt, v.AnswerBy, v.NamingDue = mandate.StateOpen, rule.Rule, int(rule.Revision), &by, &now, &in.AnswerBy, &in.NamingDue
	for i := range v.Approvals {
		v.Approvals[i].CommonHash, v.Approvals[i].SliceHash = v.CommonHash, v.Slices[i].Hash
	}
	return nil
}

// MustBeSubmittable refuses what no deadlines could make ready for submission under
// the region's rule.
func (v *Version) MustBeSubmittable(c *casefile.Case, rule *mandate.RegionRule) error {
	if err := v.MustBeDraft(); err != nil {
		return err
	}
	if err := v.Content().MustFit(c); err != nil {
		return err
	}
	if d := v.Common.Decision; d != nil && !d.Recorded(c.Decisions) {
		return ErrUnknownDecision
	}
	return rule.MustBeMeetable(len(v.Slices))
}

// comeIntoForce brings an open version into force once its gate says so, and
// says whether it did (rules 3.3, 3.7).
func (v *Version) comeIntoForce(c *casefile.Case, now time.Time) bool {
	if v.State != mandate.StateOpen || v.outcomeNow(c, now) != OutcomeInForce {
		return false
	}
	v.State, v.InForceAt = mandate.StateInForce, &now
	v.FixLastRule()
	return true
}

// outcomeNow is what the standing answers come to.
func (v *Version) outcomeNow(c *casefile.Case, now time.Time) Outcome {
	g, _ := v.Gate(c, nil, now) // it refuses suppositions only
	return g.Outcome
}

// Reject closes an open version whose standing answers cannot meet the rule
// (rule 3.3).
func (v *Version) Reject(c *casefile.Case, why message.Text, now time.Time) error {
	if err := v.MustBeRejectable(c, now); err != nil {
		return err
	}
	v.Close(mandate.StateRejected, why, now)
	return nil
}

// MustBeRejectable refuses to close a version that answers can still bring into force
// (rule 3.3).
func (v *Version) MustBeRejectable(c *casefile.Case, now time.Time) error {
	if err := v.MustBeOpen(); err != nil {
		return err
	}
	if v.outcomeNow(c, now) != OutcomeCannot {
		return ErrStillPossible
	}
	return nil
}

// Withdraw closes an open version for a reason (rule 3.3).
func (v *Version) Withdraw(_ *casefile.Case, why message.Text, now time.Time) error {
	if err := v.MustBeOpen(); err != nil {
		return err
	}
	v.Close(mandate.StateWithdrawn, why, now)
	return nil
}

// supersede ends a version in force because another came into force.
func (v *Version) supersede(by int, now time.Time) {
	v.Close(mandate.StateSuperseded, msgSuperseded.With(by), now)
}
