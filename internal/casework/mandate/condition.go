package mandate

import (
	"fmt"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
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

// ConditionState is how far a condition is.
type ConditionState string

// The states of a condition: its fulfilment is reported by the responsible, and
// confirmed by the municipality that set it.
const (
	ConditionOpen      ConditionState = "open"
	ConditionReported  ConditionState = "reported"
	ConditionFulfilled ConditionState = "fulfilled"
)

// The faults of conditions.
var (
	ErrConditions = fault.New(fault.Invalid, "mandate.conditions_invalid", "The conditions do not fit",
		"approved_with_conditions sets at least one condition, each with a text and a responsible office of the region or of a participating municipality; other answers set none. What needs other words, people, money or dates is `returned` (rule 3.5).")
	ErrConditionWaits = fault.New(fault.Conflict, "mandate.condition_not_in_force", "The condition does not bind now",
		"Conditions are fulfilled while the version that they belong to is in force (rule 3.5).")
	ErrConditionState = fault.New(fault.Conflict, "mandate.condition_state", "The condition is in another state",
		"A condition is open, then reported by the responsible, then confirmed or sent back by the municipality that set it (rule 3.5).")
	ErrConditionDue = fault.New(fault.Invalid, "mandate.condition_due", "The condition is due outside the mandate",
		"A condition is due from the mandate's first day to its last (rule 3.5).")
)

// ConditionInput is a condition of an approval.
type ConditionInput struct {
	Text        string            `json:"text" minLength:"1" maxLength:"5000" example:"The grid company takes part in the reference group"`
	Responsible ResponsibleOffice `json:"responsible"`
	Due         workday.Date      `json:"due" format:"date" example:"2024-06-14" doc:"The last day, from the mandate's first day to its last"`
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
	AnswerID    int64             `json:"-" db:"answer_id"`
	Number      int               `json:"condition" db:"number" example:"1" doc:"Running number in the answer"`
	Text        string            `json:"text" db:"text"`
	Responsible ResponsibleOffice `json:"responsible" db:"-"`
	Due         workday.Date      `json:"due" db:"due" format:"date"`
	Effect      string            `json:"effect" db:"effect" enum:"before_start,during"`
	State       ConditionState    `json:"state" db:"state" enum:"open,reported,fulfilled" doc:"Output only: acts move it"`
	Overdue     bool              `json:"overdue" db:"-" doc:"Whether its day has passed and it is not fulfilled"`
	Report      string            `json:"report,omitempty" db:"report" doc:"How it was fulfilled, in the words of the responsible"`
	ReportedBy  *string           `json:"reported_by" db:"reported_by" format:"uuid"`
	ReportedAt  *time.Time        `json:"reported_at" db:"reported_at"`
	Note        string            `json:"note,omitempty" db:"note" doc:"What the municipality said to the report"`
	SettledBy   *string           `json:"settled_by" db:"settled_by" format:"uuid" doc:"Who last confirmed the report or sent it back"`
	SettledAt   *time.Time        `json:"settled_at" db:"settled_at"`
	// Organisation and Office are the responsible, as they are stored.
	Organisation string `json:"-" db:"organisation"`
	Office       string `json:"-" db:"office"`
}

// Key names the condition of a municipality in the deadlines of the case.
func (c *Condition) Key(r Ref) string { return fmt.Sprintf("%s/condition/%d", r.key(), c.Number) }

// Fulfilled says whether the municipality that set the condition has confirmed
// its fulfilment.
func (c *Condition) Fulfilled() bool { return c.State == ConditionFulfilled }

// Reportable refuses a report of a condition that is fulfilled or reported, or
// of a version that binds nobody (rule 3.5).
func (c *Condition) Reportable(v *Version) error {
	switch {
	case v.State != StateInForce:
		return ErrConditionWaits.Detailf("Version %d is %s: conditions are fulfilled while their version is in force (rule 3.5).", v.Number, v.State)
	case c.State != ConditionOpen:
		return ErrConditionState.Detailf("The condition is %s already (rule 3.5).", c.State)
	}
	return nil
}

// Settleable refuses to confirm or send back what was not reported (rule 3.5).
func (c *Condition) Settleable(v *Version) error {
	switch {
	case v.State != StateInForce:
		return ErrConditionWaits.Detailf("Version %d is %s: conditions are fulfilled while their version is in force (rule 3.5).", v.Number, v.State)
	case c.State != ConditionReported:
		return ErrConditionState.Detailf("The condition is %s; its fulfilment is confirmed or sent back once it is reported (rule 3.5).", c.State)
	}
	return nil
}

// conditions checks what an answer sets, and brings it into its one form.
func (in *AnswerInput) conditions() error {
	var c fault.Checks
	c.That(in.Answer != ApprovedWithConditions || len(in.Conditions) > 0, "/conditions", "at least one is required to approve with conditions")
	c.That(in.Answer == ApprovedWithConditions || len(in.Conditions) == 0, "/conditions", "go with approved_with_conditions alone")
	for i := range in.Conditions {
		text, err := canon.Text(in.Conditions[i].Text)
		c.That(err == nil && text != "", fmt.Sprintf("/conditions/%d/text", i), "say in words what is to be fulfilled")
		in.Conditions[i].Text = text
	}
	return c.Err(ErrConditions)
}

// settable refuses conditions on offices that have no part in the case, and
// with days outside the mandate (rule 3.5).
func (v *Version) settable(c *casefile.Case, list []ConditionInput) error {
	var who, when fault.Checks
	for i, in := range list {
		kind := organisation.KindMunicipality
		if in.Responsible.Organisation == c.Region {
			kind = organisation.KindRegion
		} else if _, err := c.Party(in.Responsible.Organisation); err != nil {
			who.That(false, fmt.Sprintf("/conditions/%d/responsible/organisation", i), "is neither the region nor a municipality that takes part")
		}
		who.That(slices.Contains(office.KindsOf(kind), in.Responsible.Office), fmt.Sprintf("/conditions/%d/responsible/office", i), "a %s has no %s", kind, in.Responsible.Office)
		when.That(!in.Due.Before(v.Common.Start) && in.Due.Before(v.Common.End), fmt.Sprintf("/conditions/%d/due", i),
			"must lie in the mandate's time, from %s to %s", v.Common.Start, v.Common.End.AddDays(-1))
	}
	if err := who.Err(ErrConditions); err != nil {
		return err
	}
	return when.Err(ErrConditionDue)
}

// set makes conditions of what an answer sets.
func set(list []ConditionInput) []Condition {
	conditions := make([]Condition, len(list))
	for i, in := range list {
		conditions[i] = Condition{
			Number: i + 1, Text: in.Text, Responsible: in.Responsible, Organisation: in.Responsible.Organisation, Office: in.Responsible.Office,
			Due: in.Due, Effect: in.Effect, State: ConditionOpen, Resource: request.Resource{Revision: 1},
		}
	}
	return conditions
}

// sameConditions says whether conditions stand as an answer sets them.
func sameConditions(standing []Condition, in []ConditionInput) bool {
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

// Deadline reminds of a condition: the responsible, when it has passed the
// administrator there or the secretariat, and then whoever set it.
func (c *Condition) Deadline(in *casefile.Case, v *Version, municipality string) reminder.Deadline {
	admin := authority.Post{Organisation: c.Organisation, Office: office.Administrator}
	if c.Organisation == in.Region {
		admin.Office = office.Secretariat
	}
	return reminder.Deadline{
		Call: "condition:report",
		Ref:  reminder.Ref{Case: v.CaseID, Kind: reminder.Condition, Key: c.Key(v.Ref()), Municipality: municipality}, Title: c.Text, Due: c.Due, Params: v.params(in),
		Asked: []authority.Post{c.Responsible.Post()}, Admin: []authority.Post{admin},
		Chief: []authority.Post{{Organisation: municipality, Office: office.ChiefExecutive}},
	}
}
