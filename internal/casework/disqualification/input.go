package disqualification

import (
	"time"

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
	ground, err := canon.Text(in.Ground)
	c.That(err == nil && ground != "", "/ground", "says in words why")
	basis, err := canon.Line(in.Basis)
	c.That(err == nil && basis != "", "/basis", "is one line of text, and not empty")
	in.Ground, in.Basis = ground, basis
	return c.Err(ErrText)
}

// Period is how long a disqualification holds.
type Period struct {
	From *time.Time `json:"from,omitempty" doc:"From when, not before the case was created; now if left out. An answer that the person has given since does not count in an open version of the mandate"`
	To   *time.Time `json:"to,omitempty" doc:"The moment from which it no longer holds; left out while no end is known"`
}

// settle is the period in which a decision of now puts it.
func (p Period) settle(created, now time.Time) (from, to *time.Time, err error) {
	begin := now
	if p.From != nil {
		begin = moment(*p.From)
	}
	if begin.Before(created) {
		return nil, nil, ErrPeriod.At("/from", "lies before the case was created")
	}
	if p.To == nil {
		return &begin, nil, nil
	}
	end := moment(*p.To)
	if !end.After(begin) {
		return nil, nil, ErrPeriod.At("/to", "must be later than from")
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

// check refuses what does not fit a body's decision, and a period where nothing
// holds.
func (in *DecideDisqualificationInput) check(today workday.Date) error {
	if !in.Disqualified && (in.From != nil || in.To != nil) {
		return ErrPeriod.At("/disqualified", "is false: a question that is dismissed has no period")
	}
	return in.Resolution.check(today)
}

// Resolution names the decision of a body, as the clerk or the secretariat
// records it; it is empty where a superior decides.
type Resolution struct {
	Body       string        `json:"body,omitempty" maxLength:"63" example:"" doc:"The body that decided, by its key in the organisation; left out where a superior decides"`
	DecidedOn  *workday.Date `json:"decided_on,omitempty" format:"date" doc:"When the body decided"`
	CaseNumber string        `json:"case_number,omitempty" maxLength:"60" example:"" doc:"The body's own case number"`
}

// check refuses a body's decision without its number or of a day to come, and
// these without a body.
func (in *Resolution) check(today workday.Date) error {
	var c fault.Checks
	line, err := canon.Line(in.CaseNumber)
	c.That(err == nil, "/case_number", "is one line of text")
	in.CaseNumber = line
	if in.Body == "" {
		c.That(line == "", "/case_number", "goes with a body")
		c.That(in.DecidedOn == nil, "/decided_on", "goes with a body")
		return c.Err(ErrDecision)
	}
	c.That(line != "", "/case_number", "must not be empty")
	c.That(in.DecidedOn != nil && !in.DecidedOn.After(today), "/decided_on", "is the day of the decision, not after today, %s", today)
	return c.Err(ErrDecision)
}

// EndDisqualificationInput ends a disqualification. What a body decided, and
// what is about an elected member or the chief executive, a body ends.
type EndDisqualificationInput struct {
	At     *time.Time `json:"at,omitempty" doc:"From when the person may act again, now or later; now if left out"`
	Reason string     `json:"reason" minLength:"1" maxLength:"300" example:"The land is sold" doc:"Why. Everyone who reads the case reads it in the record"`
	Resolution
}

// check brings the reason to its one form, and refuses an empty one.
func (in *EndDisqualificationInput) check() error {
	line, err := canon.Line(in.Reason)
	if err != nil || line == "" {
		return ErrText.At("/reason", "is one line of text, and not empty")
	}
	in.Reason = line
	return nil
}
