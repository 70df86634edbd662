// Package mandate keeps the written task that the municipalities give in
// common, as a document: its numbered versions, what each says to all and asks
// of every municipality, the hashes that bind it, and what differs between two
// versions (rules 3.1, 3.2, 3.6). How a version is submitted, answered and
// brought into force is the matter of package approval.
package mandate

import (
	"fmt"
	"strconv"
	"time"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
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
	StateDiscarded  State = "discarded"
)

// The faults of versions.
var (
	ErrNotDraft = fault.New(fault.Conflict, "mandate.not_draft", "The version is not a draft",
		"A version cannot be changed once it is submitted (rule 3.2). Draft a new version instead.")
	ErrDraftExists = fault.New(fault.Conflict, "mandate.draft_exists", "There is already a draft",
		"A case has one draft at a time: edit or submit the existing one (rule 3.3).")
	ErrNotOpen = fault.New(fault.Conflict, "mandate.not_open", "The version is not open",
		"A version can be answered, withdrawn or rejected only while it is open (rule 3.3).")
	ErrNoSlice = fault.New(fault.NotFound, "mandate.no_slice", "The version asks nothing of the municipality",
		"The version has no slice for this municipality, so it has nothing to answer (rule 3.1).")
)

// Ref is how a path names a version.
type Ref struct {
	casefile.Ref
	Version int `path:"version" minimum:"1" maximum:"1000000" example:"1" doc:"The version's number"`
}

// Path is the address of the version.
func (r Ref) Path() string { return fmt.Sprintf("%s/mandates/%d", r.Ref.Path(), r.Version) }

// Part names a municipality's part of the version.
func (r Ref) Part(municipality string) PartRef { return PartRef{Ref: r, Municipality: municipality} }

// Key names the version in its deadlines.
func (r Ref) Key() string { return fmt.Sprintf("mandate/%d", r.Version) }

// PartRef is how a path names a municipality's part of a version, and how the
// municipality stands to it.
type PartRef struct {
	Ref
	Municipality string `path:"municipality" maxLength:"4" example:"3417" doc:"The municipality's number"`
}

// Path is the address of how the municipality stands to the version.
func (r PartRef) Path() string { return r.Ref.Path() + "/approvals/" + r.Municipality }

// Document is one version of the mandate as it is written. What is hashed is Common as it is
// shown, each slice without its hash, and both together as {common, slices};
// the number and the deadlines are in no hash (rule 3.2).
type Document struct {
	request.Resource
	CaseID      int64         `json:"-" db:"case_id"`
	Region      string        `json:"region" db:"region" example:"kongsvingerregionen"`
	Case        string        `json:"case" db:"case_number" example:"2024-1" doc:"The number of the case"`
	Number      int           `json:"version" db:"version" example:"1" doc:"Running number of the version in the case"`
	State       State         `json:"state" db:"state" enum:"draft,open,in_force,rejected,withdrawn,superseded,discarded" doc:"Output only: acts move it"`
	Common      Common        `json:"common" db:"common"`
	CommonHash  string        `json:"common_hash,omitempty" db:"common_hash" doc:"SHA-256 over the canonical JSON (RFC 8785) of common; from submission"`
	Slices      []Slice       `json:"slices" db:"-" doc:"What is asked of each municipality"`
	ContentHash string        `json:"content_hash,omitempty" db:"content_hash" doc:"The hash over common and all slices without their hashes; from submission"`
	Rule                      // the region's, as it stood at submission
	RuleNumber  int           `json:"-" db:"rule_number"`
	DraftedAt   time.Time     `json:"drafted_at" db:"drafted_at"`
	SubmittedBy *string       `json:"submitted_by" db:"submitted_by" format:"uuid" doc:"Who submitted it, and can therefore not answer"`
	SubmittedAt *time.Time    `json:"submitted_at" db:"submitted_at"`
	AnswerBy    *workday.Date `json:"answer_by" db:"answer_by" format:"date" doc:"The last day for answers; later ones are accepted while the version is open, and marked late"`
	NamingDue   *workday.Date `json:"naming_due" db:"naming_due" format:"date" doc:"The last day for naming people"`
	Warnings    []DateWarning `json:"warnings,omitempty" db:"-" doc:"What does not fit with the deadlines, but is kept; that the milestone naming_due names another day is said in answer to the submission, and by the milestone"`
	InForceAt   *time.Time    `json:"in_force_at" db:"in_force_at"`
	ClosedAt    *time.Time    `json:"closed_at" db:"closed_at" doc:"When it was rejected, withdrawn, superseded or, as a draft, discarded"`
	ClosedWhy   message.Text  `json:"closed_why,omitzero" db:"closed_why"`
	// Calendars are those of the region and the municipalities, where the version's
	// days are shown (CountIn).
	Calendars calendar.Set `json:"-" db:"-"`
	// RegionName is the name of the region.
	RegionName string `json:"-" db:"region_name"`
	// RulesSince are those that the region set while the version was open, each
	// with its number among the region's.
	RulesSince []NumberedRule `json:"-" db:"-"`
	// RuleUntil is the number of the region's rule that stood when the version
	// was open for the last time; nil for a draft and while it is open.
	RuleUntil *int `json:"-" db:"rule_until"`
}

// NumberedRule is a rule of a region, with its number among them.
type NumberedRule struct {
	Number int `json:"number"`
	Rule
}

// Ref is the version's name in paths.
func (v *Document) Ref() Ref {
	return Ref{Ref: casefile.Ref{Region: v.Region, Number: v.Case}, Version: v.Number}
}

// Slice is what the version asks of a municipality, nil where it asks nothing.
func (v *Document) Slice(municipality string) *Slice {
	for i := range v.Slices {
		if v.Slices[i].Municipality == municipality {
			return &v.Slices[i]
		}
	}
	return nil
}

// MustBeDraft refuses a change of a version that was submitted (rule 3.2).
func (v *Document) MustBeDraft() error {
	if v.State != StateDraft {
		return ErrNotDraft.With(msgImmutable.With(v.Number, v.State))
	}
	return nil
}

// MustBeOpen refuses an act that only an open version takes (rule 3.3).
func (v *Document) MustBeOpen() error {
	if v.State != StateOpen {
		return ErrNotOpen.With(msgNotOpenNow.With(v.Number, v.State))
	}
	return nil
}

// Turn turns the version back to how it stood at a moment of the past, and says
// whether it was submitted by then (rule 1.1).
func (v *Document) Turn(p *reading.Past) bool {
	if p == nil {
		return true
	}
	if v.SubmittedAt == nil || p.Hides(*v.SubmittedAt) {
		return false
	}
	if p.HidesAny(v.InForceAt) {
		v.InForceAt = nil
	}
	if p.HidesAny(v.ClosedAt) {
		v.ClosedAt, v.ClosedWhy, v.State = nil, message.Text{}, StateOpen
		if v.InForceAt != nil {
			v.State = StateInForce
		}
	} else if v.ClosedAt == nil && v.InForceAt == nil {
		v.State = StateOpen
	}
	return true
}

// LetterParams fill the texts of letters about the version.
func (v *Document) LetterParams(c *casefile.Case) map[string]string {
	return map[string]string{
		"case_number": c.Number, "case_title": c.Title, "region": c.Region, "version": strconv.Itoa(v.Number),
		"due": v.AnswerBy.String(), "reason": v.ClosedWhy.Stored(), "path": v.Ref().Path(),
	}
}

// Event is an act on the version, for the audit.
func (v *Document) Event(act string, changes audit.Changes) audit.Event {
	return audit.Event{Act: act, Object: v.Ref().Path(), Changes: changes}
}
