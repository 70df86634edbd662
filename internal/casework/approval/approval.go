package approval

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Verdict is what a municipality answers to a version. No verdict is ever
// assumed (rule 3.4).
type Verdict string

// How a municipality may stand to a version: no answer, one of four, an
// approval of an earlier version that was changed since, or an answer that does
// not count because whoever gave it is disqualified.
const (
	Unanswered             Verdict = "waiting"
	Approved               Verdict = "approved"
	ApprovedWithConditions Verdict = "approved_with_conditions"
	Rejected               Verdict = "rejected"
	Returned               Verdict = "returned"
	Stale                  Verdict = "stale"
	Blocked                Verdict = "blocked"
)

// Approves says whether an answer approves, with conditions or without.
func (v Verdict) Approves() bool { return v == Approved || v == ApprovedWithConditions }

// The faults of answers.
var (
	ErrOtherContent = fault.New(fault.Invalid, "mandate.other_content", "The answer is to other content",
		"The hashes in the answer are not those of this version and of this municipality's slice. Read the version again and answer what it says (rule 3.4).")
	ErrOwnSubmission = fault.New(fault.Forbidden, "mandate.own_submission", "The submitter cannot answer",
		"Whoever submitted a version cannot answer it on behalf of a municipality (rule 3.4).")
	ErrStands = fault.New(fault.Conflict, "mandate.answer_stands", "The approval stands",
		"An approval of a version in force can be neither changed nor withdrawn. Ask the secretariat for a new version (rule 3.4).")
)

// Answer is one answer of a municipality. Every answer is kept (rule 3.4).
type Answer struct {
	ID           int64                 `json:"-" db:"id"`
	Version      int                   `json:"-" db:"version"`
	Municipality string                `json:"-" db:"municipality"`
	Answer       Verdict               `json:"answer" db:"answer" enum:"approved,approved_with_conditions,rejected,returned"`
	Reason       string                `json:"reason,omitempty" db:"reason"`
	Conditions   []condition.Condition `json:"conditions" db:"-" doc:"What an approval with conditions sets (rule 3.5)"`
	Person       string                `json:"person" db:"person_id" format:"uuid" doc:"Who answered; for the council, the clerk who recorded it"`
	Name         string                `json:"name" db:"name" doc:"The name of who answered"`
	OnBehalfOf   *string               `json:"on_behalf_of" db:"on_behalf_of" format:"uuid" doc:"The chief executive for whom a substitute answered"`
	BehalfName   string                `json:"on_behalf_of_name,omitempty" db:"behalf_name" doc:"Their name"`
	Body         string                `json:"body,omitempty" db:"body" example:"kommunestyret" doc:"The council or executive committee that answered in a disqualified chief executive's place (rule 1.7)"`
	DecidedOn    *workday.Date         `json:"decided_on,omitempty" db:"decided_on" format:"date" doc:"When it decided"`
	CaseNumber   string                `json:"case_number,omitempty" db:"case_number" example:"014/24" doc:"Its own case number"`
	At           time.Time             `json:"at" db:"at"`
	Late         bool                  `json:"late" db:"late" doc:"Whether it came after the answer deadline"`
	CarriedFrom  *int                  `json:"carried_from" db:"carried_from" doc:"The version to which it was given, where it carried over from there (rule 3.6)"`
	SupersededAt *time.Time            `json:"superseded_at" db:"superseded_at" doc:"When another answer took its place; null while it stands"`
	Disqualified bool                  `json:"disqualified" db:"-" doc:"Whether whoever gave it was disqualified in the case then (rule 1.7)"`
	Outdated     bool                  `json:"outdated" db:"outdated" doc:"Whether it was given before the municipality left the case and came back: it does not count (rule 1.1)"`
	Blocked      bool                  `json:"blocked" db:"blocked" doc:"Whether that was decided while the version was open: the answer does not count (rule 1.7)"`
	Findings     []reading.Finding     `json:"-" db:"findings"`
}

// AnswerInput is a municipality's answer, bound by hashes to what it answers.
type AnswerInput struct {
	Answer     Verdict                    `json:"answer" enum:"approved,approved_with_conditions,rejected,returned" example:"approved"`
	Reason     string                     `json:"reason,omitempty" maxLength:"10000" example:"" doc:"Required to reject and to return"`
	Conditions []condition.ConditionInput `json:"conditions,omitempty" maxItems:"20" doc:"With approved_with_conditions: at least one (rule 3.5)"`
	CommonHash string                     `json:"common_hash" pattern:"^[0-9a-f]{64}$" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	SliceHash  string                     `json:"slice_hash" pattern:"^[0-9a-f]{64}$" example:"60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"`
}

// Approval is how one municipality stands to a version. Its revision, and with
// it its entity tag, changes with this municipality's answers and the
// fulfilment of its conditions alone.
type Approval struct {
	request.Resource
	Municipality string   `json:"municipality" example:"3417"`
	Name         string   `json:"name" example:"Grue" doc:"The municipality's name"`
	Status       Verdict  `json:"status" enum:"waiting,approved,approved_with_conditions,rejected,returned,stale,blocked"`
	StaleFrom    *int     `json:"stale_from" doc:"The earlier version that the municipality approved, and whose content for it has changed since; show-mandate-diff shows how (rule 3.6)"`
	Flagged      bool     `json:"flagged" doc:"Whether the standing answer was given by someone who is disqualified; in a version in force it stands (rule 1.7)"`
	CommonHash   string   `json:"common_hash,omitempty" doc:"Repeat it in the answer"`
	SliceHash    string   `json:"slice_hash,omitempty" doc:"Repeat it in the answer"`
	Standing     *Answer  `json:"standing,omitempty" doc:"The answer that stands; left out while none was given"`
	History      []Answer `json:"history" doc:"Earlier answers, the oldest first"`
}

// Waiting names a municipality whose approval an open version still needs, and
// who can give it.
type Waiting struct {
	Municipality string  `json:"municipality" example:"3417"`
	Name         string  `json:"name" example:"Grue"`
	Status       Verdict `json:"status" enum:"waiting,rejected,returned,stale,blocked"`
	Office       string  `json:"office" example:"chief_executive" doc:"The office that answers"`
	authority.People
	AnswerBy workday.Date `json:"answer_by" format:"date"`
	Overdue  bool         `json:"overdue" doc:"Whether the deadline has passed without an answer"`
}

// take files an answer under its municipality: the last one stands.
func (a *Approval) take(answer Answer) {
	if a.Standing != nil {
		a.History = append(a.History, *a.Standing)
	}
	a.Standing = &answer
	a.Revision++
}

// answers are all that the municipality gave, the standing one last.
func (a *Approval) answers() []Answer {
	if a.Standing == nil {
		return a.History
	}
	return append(slices.Clone(a.History), *a.Standing)
}

// judge finds how the municipality stands from its standing answer. That of
// someone who was disqualified does not count where that was decided while the
// version was open; in one in force it stands and is flagged (rule 1.7). What a
// municipality answered before it left the case and came back does not count
// (rule 1.1).
func (a *Approval) judge() {
	a.Flagged = a.Standing != nil && a.Standing.Disqualified
	if a.Standing != nil {
		a.StaleFrom = nil
	}
	switch {
	case a.Standing == nil && a.StaleFrom != nil:
		a.Status = Stale
	case a.Standing == nil, a.Standing.Outdated:
		a.Status = Unanswered
	case a.Standing.Blocked:
		a.Status = Blocked
	default:
		a.Status = a.Standing.Answer
	}
}

// Unanswered says whether no answer counts that the municipality could change.
func (a *Approval) Unanswered() bool {
	return a.Status == Unanswered || a.Status == Stale || a.Status == Blocked
}

// same says whether an answer says what the standing one says, and it counts.
func (a *Approval) same(in AnswerInput) bool {
	return a.Standing != nil && a.Status == in.Answer && a.Standing.Reason == in.Reason && condition.Same(a.Standing.Conditions, in.Conditions)
}

// Normalise brings the texts into their one form, and refuses to reject or
// return without a reason, and conditions that do not go with the answer (rules
// 3.4, 3.5).
func (in *AnswerInput) Normalise() error {
	var c fault.Checks
	canon.TidyText(&c, "/reason", &in.Reason)
	if err := c.Err(mandate.ErrReason); err != nil {
		return err
	}
	if !in.Answer.Approves() && in.Reason == "" {
		return mandate.ErrReason.On("/reason", msgReasonNeeded.With(in.Answer))
	}
	return condition.Normalise(in.Conditions, in.Answer == ApprovedWithConditions)
}

// MustBeAnswerable refuses an answer that nobody, or not this person, can give now
// (rules 3.3, 3.4). A municipality that has not approved a version in force may
// still join it by approving (rule 3.7).
func (v *Version) MustBeAnswerable(municipality string, by authn.Actor) error {
	a := v.Approval(municipality)
	switch {
	case a == nil:
		return mandate.ErrNoSlice
	case v.State == mandate.StateInForce && a.Status.Approves():
		return ErrStands
	case v.State != mandate.StateInForce:
		if err := v.MustBeOpen(); err != nil {
			return err
		}
	}
	if v.SubmittedBy != nil && (*v.SubmittedBy == by.Person || *v.SubmittedBy == by.OnBehalfOf) {
		return ErrOwnSubmission
	}
	return nil
}

// MustMatchContent refuses an answer to other content than the version's, and
// one of a municipality of which the version asks nothing (rule 3.4).
func (v *Version) MustMatchContent(municipality string, in AnswerInput) error {
	s := v.Slice(municipality)
	if s == nil {
		return mandate.ErrNoSlice
	}
	var faults fault.Checks
	faults.Require(v.CommonHash == "" || in.CommonHash == v.CommonHash, "/common_hash", msgOtherCommonHash.With(v.Number))
	faults.Require(s.Hash == "" || in.SliceHash == s.Hash, "/slice_hash", msgOtherSliceHash.With(municipality, v.Number))
	return faults.Err(ErrOtherContent)
}

// Take files a municipality's answer, marked late when its deadline has passed
// (rules 3.4, 5.1). It refuses what MustMatchContent and MustBeAnswerable refuse, conditions
// that do not fit, and anything but an approval of a version in force.
func (v *Version) Take(c *casefile.Case, municipality string, in AnswerInput, by authn.Actor, now time.Time) (*Answer, error) {
	if err := v.MustMatchContent(municipality, in); err != nil {
		return nil, err
	}
	if err := v.MustBeAnswerable(municipality, by); err != nil {
		return nil, err
	}
	if v.State == mandate.StateInForce && !in.Answer.Approves() {
		return nil, mandate.ErrNotOpen.With(msgOnlyApproval.With(v.Number))
	}
	if err := condition.MustFit(c, &v.Document, in.Conditions, workday.Today(now)); err != nil {
		return nil, err
	}
	answer := Answer{
		Version: v.Number, Municipality: municipality, Answer: in.Answer, Reason: in.Reason, Conditions: condition.Make(in.Conditions), Person: by.Person, At: now,
		Late: v.Late(now),
	}
	if by.OnBehalfOf != "" {
		answer.OnBehalfOf = &by.OnBehalfOf
	}
	a := v.Approval(municipality)
	if a.Standing != nil {
		a.Standing.SupersededAt = &now
	}
	a.take(answer)
	a.judge()
	return a.Standing, nil
}

// awaited lists the municipalities whose approval an open version still needs.
func (v *Version) awaited(now time.Time) []Waiting {
	list := []Waiting{}
	if v.State != mandate.StateOpen {
		return list
	}
	for i := range v.Approvals {
		if a := &v.Approvals[i]; !a.Status.Approves() {
			list = append(list, Waiting{
				Municipality: a.Municipality, Name: a.Name, Status: a.Status, Office: office.ChiefExecutive, People: authority.Nobody(),
				AnswerBy: *v.AnswerBy, Overdue: a.Unanswered() && v.Late(now),
			})
		}
	}
	return list
}
