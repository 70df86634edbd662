package reminder

import (
	"fmt"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// The bounds of a policy.
const (
	mostSteps       = 20
	mostQuiet       = 20
	longestQuiet    = 62 // days
	mostWorkingDays = 250
	// Nobody is written to before six or after eight in the evening.
	earliestSend, latestSend = "06:00", "20:00"
)

// ErrPolicy refuses a policy by which somebody would not be told in time.
var ErrPolicy = fault.New(fault.Invalid, "reminder_policy.invalid", "The reminder policy is not valid",
	"Each step lies a number of days before or after the deadline, at most 366 days or 250 working days, or on the day itself, and is there once for each addressee. Those who are asked hear of it on the day at the latest, and the region hears of what is overdue: neither can be left out. Things are sent between 06:00 and 20:00 (rule 6.1).")

// Policy says by which steps a region reminds of the deadlines of a kind.
type Policy struct {
	setting.Base
	Kind      Kind         `json:"kind" db:"kind" example:"answer"`
	SendTime  string       `json:"send_time" db:"send_time" example:"08:00" doc:"The local time from which reminders are sent on their day"`
	Steps     []Step       `json:"steps" db:"steps" doc:"In the order of their days"`
	QuietDays []Quiet      `json:"quiet_days" db:"quiet_days" doc:"Days on which no reminder is sent, as if all of them were off; they count as the days they are"`
	History   []PastPolicy `json:"history" db:"history" doc:"Those that the region has set, the newest first, at most 50. A deadline goes by the one that stood when it was set"`
	ID        *int64       `json:"-" db:"id"`
}

// PastPolicy is a policy that a region has set.
type PastPolicy struct {
	Number    int       `json:"number" example:"1"`
	SetAt     time.Time `json:"set_at"`
	SetBy     string    `json:"set_by" format:"uuid"`
	Reason    string    `json:"reason"`
	SendTime  string    `json:"send_time" example:"08:00"`
	Steps     []Step    `json:"steps"`
	QuietDays []Quiet   `json:"quiet_days"`
}

// Quiet are days on which nothing is sent.
type Quiet struct {
	From workday.Date `json:"from" format:"date" example:"2026-12-21"`
	To   workday.Date `json:"to" format:"date" example:"2027-01-03" doc:"The last of them"`
}

// PolicyInput sets a region's policy for a kind of deadline.
type PolicyInput struct {
	SendTime  string  `json:"send_time" pattern:"^[0-2][0-9]:[0-5][0-9]$" example:"08:00" doc:"The local time, from 06:00 to 20:00"`
	Steps     []Step  `json:"steps" minItems:"2" maxItems:"20"`
	QuietDays []Quiet `json:"quiet_days,omitempty" maxItems:"20" doc:"Each at most 62 days"`
	Reason    string  `json:"reason" minLength:"1" maxLength:"10000" example:"Decided by the chief executives in their meeting" doc:"What it rests on"`
}

// ladder are the steps of the rules, which hold until a region sets others (rule
// 6.1): first those who are asked, then up to the region.
func ladder() []Step {
	step := func(when string, count int, as string) Step {
		return Step{When: when, Count: count, Unit: workday.WorkingDays, Addressee: as}.named()
	}
	return []Step{
		step(Before, 14, AsAsked), step(Before, 2, AsAsked), Step{When: On, Addressee: AsAsked}.named(),
		step(After, 1, AsAdministrator), step(After, 3, AsChiefExecutive), step(After, 5, AsRegion),
	}
}

// standard is the policy that the rules name.
func standard() *Policy {
	return &Policy{SendTime: "08:00", Steps: ladder(), QuietDays: []Quiet{}, History: []PastPolicy{}}
}

// completed is a policy as it is read, with the ladder of the rules where the
// region has set none.
func (p *Policy) completed() *Policy {
	if p.ID == nil {
		p.SendTime, p.Steps = standard().SendTime, ladder()
	}
	return p
}

// Text is the policy in words.
func (p *Policy) Text() message.Text {
	steps := make(message.All[message.Text], len(p.Steps))
	for i, s := range p.Steps {
		steps[i] = s.words()
	}
	if len(p.QuietDays) == 0 {
		return msgPolicy.With(p.SendTime, steps)
	}
	quiet := make([]string, len(p.QuietDays))
	for i, q := range p.QuietDays {
		quiet[i] = q.From.String() + "/" + q.To.String()
	}
	return msgPolicyQuiet.With(p.SendTime, steps, quiet)
}

// check refuses what would not tell people in time, and puts steps into their
// order.
func (in *PolicyInput) check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	c.Require(in.SendTime >= earliestSend && in.SendTime <= latestSend, "/send_time", msgSendTime)
	for i, s := range in.Steps {
		s.check(&c, fmt.Sprintf("/steps/%d", i))
	}
	in.checkAlike(&c)
	c.Require(slices.ContainsFunc(in.Steps, func(s Step) bool { return s.When == On && s.Addressee == AsAsked }), "/steps", msgNobodyOnTheDay)
	c.Require(slices.ContainsFunc(in.Steps, func(s Step) bool { return s.When == After && s.Addressee == AsRegion }), "/steps", msgRegionNotTold)
	for i, q := range in.QuietDays {
		c.Require(!q.To.Before(q.From) && q.To.Sub(q.From) < longestQuiet, fmt.Sprintf("/quiet_days/%d/to", i), msgQuiet)
	}
	if in.QuietDays == nil {
		in.QuietDays = []Quiet{}
	}
	for i, s := range in.Steps {
		in.Steps[i] = s.named()
	}
	slices.SortStableFunc(in.Steps, func(a, b Step) int { return a.signed() - b.signed() })
	return c.Err(ErrPolicy)
}

// check refuses a step that could never be sent.
func (s Step) check(c *fault.Checks, at string) {
	if s.When == On {
		c.Require(s.Count == 0, at+"/count", msgCountOnTheDay)
		return
	}
	c.Require(s.Count > 0, at+"/count", msgCountMissing)
	c.Require(s.Unit == workday.WorkingDays || s.Unit == workday.Days, at+"/unit", msgUnitMissing)
	c.Require(s.Unit != workday.WorkingDays || s.Count <= mostWorkingDays, at+"/count", msgTooFar)
}

// checkAlike refuses a step that goes to the same people on the same day as another.
func (in *PolicyInput) checkAlike(c *fault.Checks) {
	type day struct{ name, addressee string }
	seen := map[day]bool{}
	for i, s := range in.Steps {
		d := day{s.name(), s.Addressee}
		c.Require(!seen[d], fmt.Sprintf("/steps/%d", i), msgStepTwice.With(s.words()))
		seen[d] = true
	}
}
