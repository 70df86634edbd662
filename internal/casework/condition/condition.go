// Package condition keeps the conditions of approvals and sees them through:
// an answer sets them, the responsible reports that one is fulfilled, and the
// municipality that set it confirms that or sends the report back (rule 3.5).
//
// It stands below package approval: an approval carries conditions, hands them
// on to the next version and calls for them when it binds, while a condition
// knows of an approval only which municipality's part of which version it is of.
package condition

import (
	"fmt"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The effects of conditions (rule 3.5).
const (
	BeforeStart = "before_start"
	During      = "during"
)

// State is how far a condition is.
type State string

// The states of a condition: its fulfilment is reported by the responsible, and
// confirmed by the municipality that set it.
const (
	Open      State = "open"
	Reported  State = "reported"
	Fulfilled State = "fulfilled"
)

// The faults of conditions.
var (
	ErrUnfit = fault.New(fault.Invalid, "mandate.conditions_invalid", "The conditions are not valid",
		"`approved_with_conditions` sets at least one condition, each with a text and a responsible office of the region or of a participating municipality; other answers set none. To ask for other words, people, money or dates, answer `returned` (rule 3.5).")
	ErrNotInForce = fault.New(fault.Conflict, "mandate.condition_not_in_force", "The condition does not bind now",
		"A condition can be fulfilled only while its version is in force (rule 3.5).")
	ErrState = fault.New(fault.Conflict, "mandate.condition_state", "The condition is in another state",
		"A condition is open, then reported by the responsible office, then confirmed or sent back by the municipality that set it (rule 3.5).")
	ErrDue = fault.New(fault.Invalid, "mandate.condition_due", "The condition is due outside the mandate",
		"A condition is due from the mandate's first day to its last; one that the start waits for may be due before that, from today on (rule 3.5).")
)

// ConditionInput is a condition of an approval.
type ConditionInput struct {
	Text        string            `json:"text" minLength:"1" maxLength:"5000" example:"The grid company takes part in the reference group"`
	Responsible ResponsibleOffice `json:"responsible"`
	Due         workday.Date      `json:"due" format:"date" example:"2024-06-14" doc:"The last day, from the mandate's first day to its last; with before_start from today on"`
	Effect      string            `json:"effect" enum:"before_start,during" example:"during" doc:"before_start: the start gate waits for it; during: it does not"`
}

// ResponsibleOffice is the office that sees to a condition.
type ResponsibleOffice struct {
	Organisation string `json:"organisation" minLength:"1" maxLength:"63" example:"kongsvingerregionen" doc:"The region, or a participating municipality"`
	Office       string `json:"office" enum:"secretariat,chief_executive,administrator,clerk,case_officer" example:"secretariat"`
}

// Post is the office as a post.
func (r ResponsibleOffice) Post() authority.Post {
	return authority.Post{Organisation: r.Organisation, Office: r.Office}
}

// Condition is a condition of an approval, and its fulfilment. It never delays
// that the version comes into force (rule 3.5).
type Condition struct {
	request.Resource
	AnswerID int64 `json:"-" db:"answer_id"`
	// FirstAnswerID is that of the answer that set the condition, also where it
	// carried over from there (rule 3.6).
	FirstAnswerID int64                 `json:"-" db:"first_answer_id"`
	Number        int                   `json:"condition" db:"number" example:"1" doc:"Running number in the answer"`
	Text          string                `json:"text" db:"text"`
	Responsible   ResponsibleOffice     `json:"responsible" db:"-"`
	Due           workday.Date          `json:"due" db:"due" format:"date"`
	Effect        string                `json:"effect" db:"effect" enum:"before_start,during"`
	State         State                 `json:"state" db:"state" enum:"open,reported,fulfilled" doc:"Output only: acts move it"`
	Overdue       bool                  `json:"overdue" db:"-" doc:"Whether its last day has passed and it is not fulfilled"`
	Warnings      []mandate.DateWarning `json:"warnings,omitempty" db:"-" doc:"What does not fit with its day, but is kept"`
	Report        string                `json:"report,omitempty" db:"report" doc:"How it was fulfilled, in the words of the responsible office"`
	ReportedBy    *string               `json:"reported_by" db:"reported_by" format:"uuid"`
	ReportedAt    *time.Time            `json:"reported_at" db:"reported_at"`
	Note          string                `json:"note,omitempty" db:"note" doc:"What the municipality replied to the report"`
	SettledBy     *string               `json:"settled_by" db:"settled_by" format:"uuid" doc:"Who last confirmed the report or sent it back"`
	SettledAt     *time.Time            `json:"settled_at" db:"settled_at"`
	// Organisation and Office are the responsible, as they are stored.
	Organisation string `json:"-" db:"organisation"`
	Office       string `json:"-" db:"office"`
}

// Fulfilled says whether the municipality that set the condition has confirmed
// its fulfilment.
func (c *Condition) Fulfilled() bool { return c.State == Fulfilled }

// Turn turns the condition back to how it stood at a moment of the past (rule
// 1.1).
func (c *Condition) Turn(p *reading.Past) {
	if p.HidesAny(c.SettledAt) {
		c.SettledBy, c.SettledAt, c.Note, c.State = nil, nil, "", Reported
	}
	if p.HidesAny(c.ReportedAt) {
		c.ReportedBy, c.ReportedAt, c.Report, c.State = nil, nil, "", Open
	}
}

// MarkOverdue finds whether the day of a condition has passed that binds and is
// not fulfilled.
func (c *Condition) MarkOverdue(v *mandate.Document, now time.Time) {
	c.Overdue = !c.Fulfilled() && v.State == mandate.StateInForce && !now.Before(c.Due.EndIn(workday.Oslo()))
}

// MustBeReportable refuses a report of a condition that is fulfilled or reported,
// or of a version that binds nobody (rule 3.5).
func (c *Condition) MustBeReportable(v *mandate.Document) error {
	switch {
	case v.State != mandate.StateInForce:
		return ErrNotInForce.With(msgNotBinding.With(v.Number, v.State))
	case c.State != Open:
		return ErrState.With(msgAlready.With(c.State))
	}
	return nil
}

// MustBeReported refuses to confirm or send back what was not reported (rule 3.5).
func (c *Condition) MustBeReported(v *mandate.Document) error {
	switch {
	case v.State != mandate.StateInForce:
		return ErrNotInForce.With(msgNotBinding.With(v.Number, v.State))
	case c.State != Reported:
		return ErrState.With(msgNotReported.With(c.State))
	}
	return nil
}

// Normalise brings what an answer sets into its one form. It refuses an answer
// with conditions that sets none, another answer that sets some, and conditions
// without words (rule 3.5).
func Normalise(list []ConditionInput, conditional bool) error {
	var c fault.Checks
	c.Require(!conditional || len(list) > 0, "/conditions", msgNoneSet)
	c.Require(conditional || len(list) == 0, "/conditions", msgOtherAnswer)
	for i := range list {
		canon.RequiredText(&c, fmt.Sprintf("/conditions/%d/text", i), &list[i].Text)
	}
	return c.Err(ErrUnfit)
}

// MustFit refuses conditions on offices that have no part in the case, and with
// days outside the mandate. What the start waits for may be due before the
// mandate's first day, from today on (rule 3.5).
func MustFit(c *casefile.Case, v *mandate.Document, list []ConditionInput, today workday.Date) error {
	var who, when fault.Checks
	for i, in := range list {
		kind := organisation.KindMunicipality
		if in.Responsible.Organisation == c.Region {
			kind = organisation.KindRegion
		} else if _, err := c.Party(in.Responsible.Organisation); err != nil {
			who.Require(false, fmt.Sprintf("/conditions/%d/responsible/organisation", i), casefile.MsgOutsideCase)
		}
		offices := office.KindsOf(kind)
		has := slices.Contains(offices, in.Responsible.Office)
		who.Require(has, fmt.Sprintf("/conditions/%d/responsible/office", i), msgNoSuchOffice.With(offices))
		first := v.Common.Start
		if in.Effect == BeforeStart && today.Before(first) {
			first = today
		}
		when.Require(!in.Due.Before(first) && in.Due.Before(v.Common.End), fmt.Sprintf("/conditions/%d/due", i),
			msgOutsideTime.With(first, v.Common.End.AddDays(-1)))
	}
	if err := who.Err(ErrUnfit); err != nil {
		return err
	}
	return when.Err(ErrDue)
}

// Make makes conditions of what an answer sets.
func Make(list []ConditionInput) []Condition {
	conditions := make([]Condition, len(list))
	for i, in := range list {
		conditions[i] = Condition{
			Number: i + 1, Text: in.Text, Responsible: in.Responsible, Organisation: in.Responsible.Organisation, Office: in.Responsible.Office,
			Due: in.Due, Effect: in.Effect, State: Open, Resource: request.Resource{Revision: 1},
		}
	}
	return conditions
}

// Same says whether conditions stand as an answer sets them.
func Same(standing []Condition, in []ConditionInput) bool {
	if len(standing) != len(in) {
		return false
	}
	for i, c := range standing {
		if (ConditionInput{Text: c.Text, Responsible: c.Responsible, Due: c.Due, Effect: c.Effect}) != in[i] {
			return false
		}
	}
	return true
}

// deadline reminds of a condition: the responsible, and when it has passed those
// to whom it escalates in the organisation that is responsible; three working
// days after also the chief executive of the municipality that set it (rule
// 6.1).
func (c *Condition) deadline(in *casefile.Case, v *mandate.Document, municipality string) reminder.Deadline {
	d := reminder.Deadline{
		Call: ReportCondition.Call(), Ref: c.deadlineRef(v, municipality), Title: c.Text, Due: c.Due, Params: v.LetterParams(in),
		Asked: []authority.Post{c.Responsible.Post()},
	}.Escalating(in.Region, c.Organisation)
	d.Chief = append(d.Chief, authority.Post{Organisation: municipality, Office: office.ChiefExecutive})
	return d
}

// deadlineRef names the deadline of a municipality's condition.
func (c *Condition) deadlineRef(v *mandate.Document, municipality string) reminder.Ref {
	return reminder.Ref{Case: v.CaseID, Kind: conditionDue, Key: fmt.Sprintf("%s/condition/%d", v.Ref().Key(), c.Number), Municipality: municipality}
}
