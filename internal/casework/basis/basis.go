// Package basis records the political decisions on which a case rests, and a mandate in it
// (rule 2.3b). What a body decided whose meetings are kept here is the resolution of an
// item of its agenda; what a body decided that meets elsewhere is recorded by hand.
package basis

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of decisions.
var (
	ErrFuture = fault.New(fault.Invalid, "case.decision_in_future", "The decision is dated in the future",
		"A decision can be recorded once it has been made: its date is today or earlier (rule 2.3b).")
	ErrNotResolved = fault.New(fault.Invalid, "case.decision_not_resolved", "No item of the body carries the decision",
		"The meetings of the body are kept in this service: what it decided is what it adopted in an item of its agenda, and is recorded by the number of the item (rules 2.3b, 7.2).")
	ErrNoDecision        = fault.New(fault.NotFound, "case.decision_not_found", "No such decision", "The case has no decision with this number.")
	ErrDecisionWithdrawn = fault.New(fault.Conflict, "case.decision_withdrawn", "The decision is withdrawn already",
		"The decision was withdrawn before. It can be recorded anew (rule 9.5).")
	ErrDecisionRestedOn = fault.New(fault.Conflict, "case.decision_rested_on", "A mandate rests on the decision",
		"A version of the mandate that is open or in force rests on the decision: withdraw the version first, or put another in its place (rules 2.3b, 3.3).")
)

// DecisionInput is a political decision as the secretariat records it.
type DecisionInput struct {
	Organisation string        `json:"organisation" maxLength:"63" example:"kongsvingerregionen" doc:"The region, or a participating municipality"`
	Body         string        `json:"body" maxLength:"63" example:"styre" doc:"The body, by its key in the organisation"`
	Date         *workday.Date `json:"date,omitempty" format:"date" example:"2024-02-08" doc:"The day of the decision. It can be left out where the meetings of the body are kept here: it is that of the item's meeting"`
	CaseNumber   string        `json:"case_number" minLength:"1" maxLength:"60" example:"03/2024" doc:"The body's own case number. Where the meetings of the body are kept here, the number of an item that it adopted"`
	Subject      string        `json:"subject,omitempty" maxLength:"500" example:"The board commissions a power strategy" doc:"It can be left out where the meetings of the body are kept here: it is the title of the item"`
}

// DecisionUndoInput says why a decision is withdrawn.
type DecisionUndoInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"10000" example:"Recorded in the wrong case"`
}

// Kept is what is kept here of the meetings of a body, where a decision is recorded by
// the number of an item.
type Kept struct {
	// Since is the day on which the body first met here; nil where it never has.
	Since *workday.Date
	// Item is the one that the body gave the number; nil where it gave it to none.
	Item *Item
}

// Item is an item of an agenda, as a decision rests on it.
type Item struct {
	// Number is that of the item as the body writes it, and Self its address.
	Number, Self, Title string
	Date                workday.Date
	// Unfit says why it carries no decision; zero where it was adopted.
	Unfit message.Text
}

// check brings the texts to their one form, and refuses a decision that was not made
// yet.
func (in *DecisionInput) check(today workday.Date) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/case_number", &in.CaseNumber)
	canon.TidyLine(&c, "/subject", &in.Subject)
	if err := c.Err(casefile.ErrContent); err != nil {
		return err
	}
	if in.Date != nil && in.Date.After(today) {
		return ErrFuture.On("/date", casefile.MsgAfterToday.With(today))
	}
	return nil
}

// check brings the reason to its one form, and refuses an empty one.
func (in *DecisionUndoInput) check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	return c.Err(casefile.ErrContent)
}

// day is the one by which it is judged whether the meetings of the body are kept here:
// that of the decision, or of the item by whose number it is recorded, or today.
func (in *DecisionInput) day(k Kept, today workday.Date) workday.Date {
	switch {
	case in.Date != nil:
		return *in.Date
	case k.Item != nil:
		return k.Item.Date
	default:
		return today
	}
}

// keptHere says whether what the body decided on a day is found here: where its settings
// say that its meetings are kept here or, where they are silent and it is usual for the
// body, from the day on which it first met here. What it decided before that it may have
// decided anywhere.
func (k Kept) keptHere(b *body.Body, set body.SettingsHistory, day workday.Date) bool {
	standing := set.At(day)
	if standing != nil && standing.KeptHere != nil {
		return *standing.KeptHere
	}
	return b.StatutesBy(standing).KeptHere && k.Since != nil && !k.Since.After(day)
}

// typed is a decision of a body that meets elsewhere, as it was recorded by hand. It
// refuses one without its day and subject.
func (in *DecisionInput) typed() (casefile.Decision, error) {
	var c fault.Checks
	c.Require(in.Date != nil, "/date", msgGiven)
	c.Require(in.Subject != "", "/subject", msgGiven)
	if err := c.Err(casefile.ErrContent); err != nil {
		return casefile.Decision{}, err
	}
	return casefile.Decision{Organisation: in.Organisation, Body: in.Body, Date: *in.Date, CaseNumber: in.CaseNumber, Subject: in.Subject}, nil
}

// carried is a decision of a body whose meetings are kept here. It refuses one that no
// item carries, and one that is dated otherwise than its item (rule 2.3b).
func (in *DecisionInput) carried(i *Item) (casefile.Decision, error) {
	switch {
	case i == nil:
		return casefile.Decision{}, ErrNotResolved.On("/case_number", msgNoItem.With(in.CaseNumber))
	case !i.Unfit.IsZero():
		return casefile.Decision{}, ErrNotResolved.On("/case_number", i.Unfit)
	case in.Date != nil && *in.Date != i.Date:
		return casefile.Decision{}, ErrNotResolved.On("/date", msgOtherDay.With(i.Number, i.Date))
	}
	d := casefile.Decision{Organisation: in.Organisation, Body: in.Body, Date: i.Date, CaseNumber: i.Number, Subject: in.Subject, Item: i.Self}
	if d.Subject == "" {
		d.Subject = i.Title
	}
	return d, nil
}

// mustBeWithdrawable refuses a decision that was withdrawn before, and one on which
// a version of the mandate rests.
func mustBeWithdrawable(d *casefile.Decision) error {
	if d.WithdrawnAt != nil {
		return ErrDecisionWithdrawn
	}
	if d.RestsOn != 0 {
		return ErrDecisionRestedOn.With(msgRestsOn.With(d.RestsOn))
	}
	return nil
}
