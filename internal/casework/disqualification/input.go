package disqualification

import (
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// RaiseDisqualificationInput raises the question whether a person is disqualified.
type RaiseDisqualificationInput struct {
	Person string `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier: someone with an office, a seat, an employment or their home in the organisation, or a substitute there"`
	Grounds
}

// Grounds say why.
type Grounds struct {
	Ground string `json:"ground" minLength:"1" maxLength:"5000" example:"Owns land that the plan concerns" doc:"Why, in words; shown to the person, and to those who hold an office in the organisation, alone"`
	Basis  string `json:"basis" minLength:"1" maxLength:"300" example:"fvl. § 6 første ledd bokstav a" doc:"The legal basis; shown to everyone who reads the case"`
}

// Check brings the texts to their one form, and refuses empty ones.
func (in *Grounds) Check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/ground", &in.Ground)
	canon.RequiredLine(&c, "/basis", &in.Basis)
	return c.Err(ErrText)
}

// Period is how long a disqualification applies.
type Period struct {
	From *time.Time `json:"from,omitempty" doc:"From when, not before the case was created; now if left out. An answer that the person has given since does not count in an open version of the mandate"`
	To   *time.Time `json:"to,omitempty" doc:"The moment from which it no longer applies; left out while no end is known"`
}

// bounds are the first moment and the end, if any, by a decision of now.
func (p Period) bounds(created, now time.Time) (from, to *time.Time, err error) {
	begin := now
	if p.From != nil {
		begin = moment(*p.From)
	}
	if begin.Before(created) {
		return nil, nil, ErrPeriod.On("/from", msgBeforeCase)
	}
	if p.To == nil {
		return &begin, nil, nil
	}
	end := moment(*p.To)
	if !end.After(begin) {
		return nil, nil, ErrPeriod.On("/to", organisation.MsgNotAfterFrom)
	}
	return &begin, &end, nil
}

// DeclareDisqualificationInput is what people say of themselves.
type DeclareDisqualificationInput struct {
	Grounds
	Period
}

// DecideDisqualificationInput decides a question. With a body it is what the body decided, as
// the clerk or the secretariat records it; without, what a superior decides.
type DecideDisqualificationInput struct {
	Disqualified bool `json:"disqualified" example:"true" doc:"Whether the person is disqualified"`
	Period
	Resolution
}

// check refuses what is not valid as a body's decision, and a period of a
// dismissed question.
func (in *DecideDisqualificationInput) check(created, today workday.Date) error {
	if !in.Disqualified && (in.From != nil || in.To != nil) {
		return ErrPeriod.On("/disqualified", msgNoPeriod)
	}
	return in.Resolution.check(created, today)
}

// Resolution names the decision of a body, as the clerk or the secretariat
// records it; it is empty where a superior decides.
type Resolution struct {
	Body       string        `json:"body,omitempty" maxLength:"63" example:"" doc:"The body that decided, by its key in the organisation; left out where a superior decides"`
	DecidedOn  *workday.Date `json:"decided_on,omitempty" format:"date" doc:"When the body decided"`
	CaseNumber string        `json:"case_number,omitempty" maxLength:"60" example:"" doc:"The body's own case number"`
}

// check refuses a body's decision without its number, of a day to come or before
// the case it is about, and
// these without a body.
func (in *Resolution) check(created, today workday.Date) error {
	var c fault.Checks
	if in.Body == "" {
		canon.TidyLine(&c, "/case_number", &in.CaseNumber)
		c.Require(in.CaseNumber == "", "/case_number", msgNeedsBody)
		c.Require(in.DecidedOn == nil, "/decided_on", msgNeedsBody)
		return c.Err(ErrDecision)
	}
	canon.RequiredLine(&c, "/case_number", &in.CaseNumber)
	c.Require(in.DecidedOn != nil, "/decided_on", msgDayMissing)
	c.Require(in.DecidedOn == nil || !in.DecidedOn.After(today), "/decided_on", casefile.MsgAfterToday.With(today))
	c.Require(in.DecidedOn == nil || !in.DecidedOn.Before(created), "/decided_on", casefile.MsgOlder.With(created))
	return c.Err(ErrDecision)
}

// EndDisqualificationInput ends a disqualification. What a body decided, and
// what is about an elected member or the chief executive, a body ends.
type EndDisqualificationInput struct {
	At     *time.Time `json:"at,omitempty" doc:"From when the person may act again, now or later; now if left out"`
	Reason string     `json:"reason" minLength:"1" maxLength:"300" example:"The land is sold" doc:"Why. Everyone who reads the case reads it in the record"`
	Resolution
}

// check brings the texts to their one form, and refuses an empty reason.
func (in *EndDisqualificationInput) check() error {
	var c fault.Checks
	canon.RequiredLine(&c, "/reason", &in.Reason)
	canon.TidyLine(&c, "/case_number", &in.CaseNumber)
	return c.Err(ErrText)
}
