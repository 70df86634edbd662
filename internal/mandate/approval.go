package mandate

import (
	"time"

	"forankring.no/forankring/internal/canon"
	"forankring.no/forankring/internal/directory"
	"forankring.no/forankring/internal/fault"
	"forankring.no/forankring/internal/rest"
	"forankring.no/forankring/internal/workday"
)

// Verdict is what a municipality answers to a version. No verdict is ever
// assumed (rule 3.4).
type Verdict string

// How a municipality may stand to a version: no answer, or one of three.
const (
	Unanswered Verdict = "waiting"
	Approved   Verdict = "approved"
	Rejected   Verdict = "rejected"
	Returned   Verdict = "returned"
)

// The faults of answers.
var (
	ErrOtherContent = fault.New(fault.Invalid, "mandate.other_content", "The answer is to other content",
		"The hashes in the answer are not those of this version and this municipality's slice. Read the version again and answer what it says (rule 3.4).")
	ErrNoSlice = fault.New(fault.NotFound, "mandate.no_slice", "The version asks nothing of the municipality",
		"The version has no slice for this municipality, so there is nothing for it to answer (rule 3.1).")
	ErrOwnSubmission = fault.New(fault.Forbidden, "mandate.own_submission", "The submitter cannot answer",
		"Whoever submitted a version does not answer it on behalf of a municipality (rule 3.4).")
	ErrReason = fault.New(fault.Invalid, "mandate.reason_missing", "A reason is missing",
		"Rejecting, returning and withdrawing need a reason, so that the others know what to change (rules 3.3, 3.4).")
)

// Answer is one answer of a municipality. Every answer is kept (rule 3.4).
type Answer struct {
	Version      int        `json:"-" db:"version"`
	Municipality string     `json:"-" db:"municipality"`
	Answer       Verdict    `json:"answer" db:"answer" enum:"approved,rejected,returned"`
	Reason       string     `json:"reason,omitempty" db:"reason"`
	Person       string     `json:"person" db:"person_id" format:"uuid" doc:"Who answered"`
	Name         string     `json:"name" db:"name" doc:"The name of who answered"`
	OnBehalfOf   *string    `json:"on_behalf_of" db:"on_behalf_of" format:"uuid" doc:"The chief executive for whom a substitute answered"`
	At           time.Time  `json:"at" db:"at"`
	Late         bool       `json:"late" db:"late" doc:"Whether it came after the answer deadline"`
	SupersededAt *time.Time `json:"superseded_at" db:"superseded_at" doc:"When another answer took its place; null while it stands"`
}

// AnswerInput is a municipality's answer, bound by hashes to what it answers.
type AnswerInput struct {
	Answer     Verdict `json:"answer" enum:"approved,rejected,returned" example:"approved"`
	Reason     string  `json:"reason,omitempty" maxLength:"10000" example:"" doc:"Required to reject and to return"`
	CommonHash string  `json:"common_hash" pattern:"^[0-9a-f]{64}$" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	SliceHash  string  `json:"slice_hash" pattern:"^[0-9a-f]{64}$" example:"60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"`
}

// Approval is how one municipality stands to a version. Its revision, and with
// it its entity tag, changes with this municipality's answers alone.
type Approval struct {
	rest.Resource
	Municipality string   `json:"municipality" example:"3417"`
	Name         string   `json:"name" example:"Grue" doc:"The municipality's name"`
	Status       Verdict  `json:"status" enum:"waiting,approved,rejected,returned"`
	CommonHash   string   `json:"common_hash,omitempty" doc:"To be named in the answer"`
	SliceHash    string   `json:"slice_hash,omitempty" doc:"To be named in the answer"`
	Standing     *Answer  `json:"standing,omitempty" doc:"The answer that counts; left out while none was given"`
	History      []Answer `json:"history" doc:"Earlier answers, the oldest first"`
}

// Waiting names a municipality whose approval an open version still needs, and
// who can give it.
type Waiting struct {
	Municipality string              `json:"municipality" example:"3417"`
	Name         string              `json:"name" example:"Grue"`
	Status       Verdict             `json:"status" enum:"waiting,rejected,returned"`
	Office       string              `json:"office" example:"chief_executive" doc:"The office that answers"`
	Holders      []directory.Contact `json:"holders" doc:"Who holds the office now"`
	AnswerBy     workday.Date        `json:"answer_by" format:"date"`
	Overdue      bool                `json:"overdue" doc:"Whether the deadline has passed without an answer"`
}

// take files an answer under its municipality: the last one stands.
func (a *Approval) take(answer Answer) {
	if a.Standing != nil {
		a.History = append(a.History, *a.Standing)
	}
	a.Standing, a.Status = &answer, answer.Answer
	a.Revision++
}

// same says whether an answer says what the standing one says.
func (a *Approval) same(in AnswerInput) bool {
	return a.Standing != nil && a.Standing.Answer == in.Answer && a.Standing.Reason == in.Reason
}

// Normalise brings the reason into its one form, and refuses to reject or
// return without one (rule 3.4).
func (in *AnswerInput) Normalise() (err error) {
	if in.Reason, err = canon.Text(in.Reason); err != nil {
		return ErrReason.At("/reason", "%s", err)
	}
	if in.Answer != Approved && in.Reason == "" {
		return ErrReason.At("/reason", "to answer %s needs a reason", in.Answer)
	}
	return nil
}

// Answerable refuses an answer that nobody, or not this person, can give now
// (rules 3.3, 3.4).
func (v *Version) Answerable(person string) error {
	if err := v.Opened(); err != nil {
		return err
	}
	if v.SubmittedBy != nil && *v.SubmittedBy == person {
		return ErrOwnSubmission
	}
	return nil
}

// Names refuses an answer to other content than the version's, and one of a
// municipality of which the version asks nothing (rule 3.4).
func (v *Version) Names(municipality string, in AnswerInput) error {
	s := v.Slice(municipality)
	if s == nil {
		return ErrNoSlice
	}
	var faults fault.Checks
	faults.That(v.CommonHash == "" || in.CommonHash == v.CommonHash, "/common_hash", "is not the hash of version %d's common part", v.Number)
	faults.That(s.Hash == "" || in.SliceHash == s.Hash, "/slice_hash", "is not the hash of %s's slice in version %d", municipality, v.Number)
	return faults.Err(ErrOtherContent)
}

// Take files a municipality's answer, marked late when its deadline has passed
// (rules 3.4, 5.1). It refuses what Names and Answerable refuse.
func (v *Version) Take(municipality string, in AnswerInput, person string, now time.Time) (*Answer, error) {
	if err := v.Names(municipality, in); err != nil {
		return nil, err
	}
	if err := v.Answerable(person); err != nil {
		return nil, err
	}
	a := v.Approval(municipality)
	a.take(Answer{Version: v.Number, Municipality: municipality, Answer: in.Answer, Reason: in.Reason, Person: person, At: now, Late: v.late(now)})
	return a.Standing, nil
}

// late says whether the answer deadline has passed: it ends with its day.
func (v *Version) late(now time.Time) bool {
	return v.AnswerBy != nil && !now.Before(v.AnswerBy.EndIn(workday.Oslo()))
}

// awaited lists the municipalities whose approval an open version still needs.
func (v *Version) awaited(now time.Time) []Waiting {
	list := []Waiting{}
	if v.State != StateOpen {
		return list
	}
	for _, a := range v.Approvals {
		if a.Status != Approved {
			list = append(list, Waiting{
				Municipality: a.Municipality, Name: a.Name, Status: a.Status, Office: directory.ChiefExecutive, Holders: []directory.Contact{},
				AnswerBy: *v.AnswerBy, Overdue: a.Status == Unanswered && v.late(now),
			})
		}
	}
	return list
}
