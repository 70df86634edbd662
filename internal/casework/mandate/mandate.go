// Package mandate keeps the written task that the municipalities give in
// common: its numbered versions, what each asks of every municipality, and
// the municipalities' answers, and the gate that brings a version into force
// (rules 3.1-3.9).
package mandate

import (
	"fmt"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// State is where a version is in its life.
type State string

// The states of a version (rule 3.3).
const (
	StateDraft      State = "draft"
	StateOpen       State = "open"
	StateInForce    State = "in_force"
	StateRejected   State = "rejected"
	StateWithdrawn  State = "withdrawn"
	StateSuperseded State = "superseded"
)

// The faults of versions.
var (
	ErrNotDraft = fault.New(fault.Conflict, "mandate.not_draft", "The version is no draft",
		"A version is immutable from its submission (rule 3.2). Draft a new version instead.")
	ErrDraftExists = fault.New(fault.Conflict, "mandate.draft_exists", "There is a draft already",
		"A case has one draft at a time: edit or submit the one there is (rule 3.3).")
	ErrNotOpen = fault.New(fault.Conflict, "mandate.not_open", "The version is not open",
		"Answers are taken, and a version is withdrawn or rejected, only while it is open (rule 3.3).")
	ErrDeadlines = fault.New(fault.Invalid, "mandate.deadlines_invalid", "The deadlines do not fit",
		"The answer deadline and the naming due date lie after today and before the mandate's end (rule 3.2).")
	ErrUnknownDecision = fault.New(fault.Invalid, "mandate.decision_not_recorded", "The decision is not recorded in the case",
		"The political decision that a mandate names is recorded in the case, with body, date and case number, before the mandate is submitted (rule 2.3 b).")
	ErrStillPossible = fault.New(fault.Conflict, "mandate.can_still_pass", "The version can still come into force",
		"A version is rejected only once its standing answers cannot meet the rule: with `all`, once a municipality has rejected or returned it; the gate tells (rule 3.3). It may be withdrawn with a reason.")
)

// Ref is how a path names a version.
type Ref struct {
	casefile.Ref
	Version int `path:"version" minimum:"1" maximum:"1000000" example:"1" doc:"The version's number"`
}

// Path is the address of the version.
func (r Ref) Path() string { return fmt.Sprintf("%s/mandates/%d", r.Ref.Path(), r.Version) }

// key names the version in its deadlines.
func (r Ref) key() string { return fmt.Sprintf("mandate/%d", r.Version) }

// Version is one wording of the mandate. What is hashed is Common as it is
// shown, each slice without its hash, and both together as {common, slices};
// the number and the deadlines are in no hash (rule 3.2).
type Version struct {
	request.Resource
	CaseID      int64         `json:"-" db:"case_id"`
	Region      string        `json:"region" db:"region" example:"kongsvingerregionen"`
	Case        string        `json:"case" db:"case_number" example:"2024-1" doc:"The number of the case"`
	Number      int           `json:"version" db:"version" example:"1" doc:"Running number of the version in the case"`
	State       State         `json:"state" db:"state" enum:"draft,open,in_force,rejected,withdrawn,superseded" doc:"Output only: acts move it"`
	Common      Common        `json:"common" db:"common"`
	CommonHash  string        `json:"common_hash,omitempty" db:"common_hash" doc:"SHA-256 over the canonical JSON (RFC 8785) of common; from submission"`
	Slices      []Slice       `json:"slices" db:"-" doc:"What is asked of each municipality"`
	ContentHash string        `json:"content_hash,omitempty" db:"content_hash" doc:"The hash over common and all slices without their hashes; from submission"`
	Rule                      // the region's, as it stood at submission
	RuleNumber  int           `json:"-" db:"rule_number"`
	Needed      int           `json:"needed" db:"-" example:"6" doc:"How many approvals bring the version into force; the gate explains it"`
	DraftedAt   time.Time     `json:"drafted_at" db:"drafted_at"`
	SubmittedBy *string       `json:"submitted_by" db:"submitted_by" format:"uuid" doc:"Who submitted it, and can therefore not answer"`
	SubmittedAt *time.Time    `json:"submitted_at" db:"submitted_at"`
	AnswerBy    *workday.Date `json:"answer_by" db:"answer_by" format:"date" doc:"The last day for answers; later ones are taken while the version is open, and marked late"`
	NamingDue   *workday.Date `json:"naming_due" db:"naming_due" format:"date" doc:"The last day for naming people"`
	InForceAt   *time.Time    `json:"in_force_at" db:"in_force_at"`
	ClosedAt    *time.Time    `json:"closed_at" db:"closed_at" doc:"When it was rejected, withdrawn or superseded"`
	ClosedWhy   string        `json:"closed_why,omitempty" db:"closed_why"`
	Approvals   []Approval    `json:"approvals" db:"-" doc:"How each municipality stands to the version"`
	WaitingFor  []Waiting     `json:"waiting_for" db:"-" doc:"Whose approval an open version still needs"`
	// RulesSince are those that the region set while the version was open.
	RulesSince []Rule `json:"-" db:"-"`
}

// SubmitInput sets the deadlines of a version that is opened for answers.
type SubmitInput struct {
	AnswerBy  workday.Date `json:"answer_by" format:"date" example:"2024-03-15" doc:"The last day for answers"`
	NamingDue workday.Date `json:"naming_due" format:"date" example:"2024-04-05" doc:"The last day for naming people"`
}

// ReasonInput says why a version is closed.
type ReasonInput struct {
	Reason string `json:"reason" maxLength:"10000" example:"The budget is to be worked out anew" doc:"Not empty"`
}

// Normalise brings the reason into its one form, and refuses an empty one.
func (in *ReasonInput) Normalise() (err error) {
	if in.Reason, err = canon.Text(in.Reason); err != nil {
		return ErrReason.At("/reason", "%s", err)
	}
	if in.Reason == "" {
		return ErrReason.At("/reason", "must not be empty")
	}
	return nil
}

// Ref is the version's name in paths.
func (v *Version) Ref() Ref {
	return Ref{Ref: casefile.Ref{Region: v.Region, Number: v.Case}, Version: v.Number}
}

// Slice is what the version asks of a municipality, nil where it asks nothing.
func (v *Version) Slice(municipality string) *Slice {
	for i := range v.Slices {
		if v.Slices[i].Municipality == municipality {
			return &v.Slices[i]
		}
	}
	return nil
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
	return v.Approved(municipality) && !v.Approval(municipality).since(v).Before(joined)
}

// Drafted refuses a change of a version that was submitted (rule 3.2).
func (v *Version) Drafted() error {
	if v.State != StateDraft {
		return ErrNotDraft.Detailf("Version %d is %s: it is immutable from its submission (rule 3.2). Draft a new version instead.", v.Number, v.State)
	}
	return nil
}

// Opened refuses an act that only an open version takes (rule 3.3).
func (v *Version) Opened() error {
	if v.State != StateOpen {
		return ErrNotOpen.Detailf("Version %d is %s. Answers are taken, and a version is withdrawn or rejected, only while it is open (rule 3.3).", v.Number, v.State)
	}
	return nil
}

// Submit opens a draft for answers and fixes its content by hashes. It refuses
// participants other than the case's, a decision that is not recorded in the
// case, and deadlines that have passed or lie beyond the mandate. A mandate that
// names no decision may be submitted: it is the start gate that waits for one
// (rules 2.3 b, 3.2).
// The region's gate rule is pinned; one that these municipalities can never meet
// is refused (rule 3.7).
func (v *Version) Submit(c *casefile.Case, in SubmitInput, rule *RegionRule, by string, now time.Time) error {
	if err := v.Submittable(c, rule); err != nil {
		return err
	}
	today := workday.Today(now)
	var faults fault.Checks
	faults.That(in.AnswerBy.After(today) && in.AnswerBy.Before(v.Common.End), "/answer_by", "must lie after today and before %s, the mandate's end", v.Common.End)
	faults.That(in.NamingDue.After(today) && in.NamingDue.Before(v.Common.End), "/naming_due", "must lie after today and before %s, the mandate's end", v.Common.End)
	if err := faults.Err(ErrDeadlines); err != nil {
		return err
	}
	if err := v.hash(); err != nil {
		return err
	}
	v.State, v.Rule, v.RuleNumber, v.SubmittedBy, v.SubmittedAt, v.AnswerBy, v.NamingDue = StateOpen, rule.Rule, int(rule.Revision), &by, &now, &in.AnswerBy, &in.NamingDue
	for i := range v.Approvals {
		v.Approvals[i].CommonHash, v.Approvals[i].SliceHash = v.CommonHash, v.Slices[i].Hash
	}
	return nil
}

// Submittable refuses what no deadlines could make ready for submission under
// the region's rule.
func (v *Version) Submittable(c *casefile.Case, rule *RegionRule) error {
	if err := v.Drafted(); err != nil {
		return err
	}
	if err := v.Content().Fits(c); err != nil {
		return err
	}
	if d := v.Common.Decision; d != nil && !d.recorded(c.Decisions) {
		return ErrUnknownDecision
	}
	return rule.Meetable(len(v.Slices))
}

// settle brings an open version into force once its gate says so, and says
// whether it did (rules 3.3, 3.7).
func (v *Version) settle(c *casefile.Case, now time.Time) bool {
	if v.State != StateOpen || v.stands(c, now) != OutcomeInForce {
		return false
	}
	v.State, v.InForceAt = StateInForce, &now
	return true
}

// stands is what the standing answers come to.
func (v *Version) stands(c *casefile.Case, now time.Time) Outcome {
	g, _ := v.Gate(c, nil, now) // it refuses suppositions only
	return g.Outcome
}

// Reject closes an open version whose standing answers cannot meet the rule
// (rule 3.3).
func (v *Version) Reject(c *casefile.Case, why string, now time.Time) error {
	if err := v.Rejectable(c, now); err != nil {
		return err
	}
	v.close(StateRejected, why, now)
	return nil
}

// Rejectable refuses to close a version that answers can still bring into force
// (rule 3.3).
func (v *Version) Rejectable(c *casefile.Case, now time.Time) error {
	if err := v.Opened(); err != nil {
		return err
	}
	if v.stands(c, now) != OutcomeCannot {
		return ErrStillPossible
	}
	return nil
}

// Withdraw closes an open version for a reason (rule 3.3).
func (v *Version) Withdraw(_ *casefile.Case, why string, now time.Time) error {
	if err := v.Opened(); err != nil {
		return err
	}
	v.close(StateWithdrawn, why, now)
	return nil
}

// supersede ends a version in force because another came into force.
func (v *Version) supersede(by int, now time.Time) {
	v.close(StateSuperseded, fmt.Sprintf("version %d came into force", by), now)
}

func (v *Version) close(state State, why string, now time.Time) {
	v.State, v.ClosedWhy, v.ClosedAt = state, why, &now
}
