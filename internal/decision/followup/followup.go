// Package followup sees to what comes after a case is adopted: it is followed up and
// closed (rule 2.2). The secretariat plans what the municipalities that adopted it do about
// each item of the resolution, such as revising plans of their own, and by when; each
// reports what it has done, with evidence, or why not, and is reminded until it has.
package followup

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/document"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// State is how far a municipality is with a follow-up.
type State string

// The states of a municipality's part: what it has reported, and until then open.
const (
	Open    State = "open"
	Done    State = "done"
	NotDone State = "not_done"
)

// The faults of follow-ups.
var (
	ErrContent = fault.New(fault.Invalid, "follow_up.content_invalid", "The follow-up is not valid",
		"A follow-up is about an item of the resolution by which the case was adopted, says in visible characters what is to be done, by a day that is not past, and names each municipality once (rule 2.2).")
	ErrNotBound = fault.New(fault.Invalid, "follow_up.not_adopted_by", "The municipality has not adopted the case",
		"What rests on councils binds only the municipalities whose councils have adopted it; of others nothing is asked (rule 8.3).")
	ErrReport = fault.New(fault.Invalid, "follow_up.report_invalid", "The report is not valid",
		"A report that it is done has evidence: an address, or documents of the case; one that it is not done says why, and names no day on which it was (rule 5.4).")
	ErrWithdrawn = fault.New(fault.Conflict, "follow_up.withdrawn", "The follow-up is withdrawn",
		"Of a follow-up that is withdrawn nothing is asked any more; what was reported stays readable.")
	ErrReason = fault.New(fault.Invalid, "follow_up.reason_missing", "The reason is missing",
		"Closing a case and withdrawing a follow-up need a reason of visible characters (rule 2.2).")
)

// FollowUpInput is what is to be done about an item of a resolution.
type FollowUpInput struct {
	Item           int          `json:"item" minimum:"1" maximum:"1000" example:"2" doc:"The number of an item of the resolution by which the case was adopted"`
	Text           string       `json:"text" minLength:"1" maxLength:"2000" example:"Revise the municipal plan's land-use part" doc:"What is to be done"`
	Municipalities []string     `json:"municipalities,omitempty" maxItems:"50" pattern:"^[0-9]{4}$" example:"[\"3417\"]" doc:"Who is to do it, by number; left out for all that have adopted the case"`
	Due            workday.Date `json:"due" format:"date" example:"2026-03-02" doc:"The last day: today or later"`
}

// FollowUp is what municipalities do about an item of a resolution.
type FollowUp struct {
	request.Resource
	Case         string                `json:"case" example:"2024-1" doc:"The number of the case"`
	Number       int                   `json:"follow_up" example:"1" doc:"Running number in the case"`
	Item         int                   `json:"item" example:"2" doc:"The number of the item of the resolution"`
	Text         string                `json:"text"`
	Due          workday.Date          `json:"due" format:"date"`
	Warnings     []mandate.DateWarning `json:"warnings,omitempty" doc:"What does not fit with its day, but is kept"`
	PlannedBy    string                `json:"planned_by" format:"uuid"`
	PlannedFor   *string               `json:"planned_for" format:"uuid" doc:"The office holder for whom a substitute planned it; null where none did"`
	PlannedAt    time.Time             `json:"planned_at"`
	WithdrawnAt  *time.Time            `json:"withdrawn_at" doc:"When it was withdrawn; null while it stands"`
	WithdrawnWhy string                `json:"withdrawn_why,omitempty"`
	Parts        []FollowUpPart        `json:"parts" doc:"How far each municipality is, in the order of their numbers"`
}

// FollowUpPart is how far a municipality is with a follow-up.
type FollowUpPart struct {
	request.Resource
	Municipality string          `json:"municipality" example:"3417"`
	State        State           `json:"state" enum:"open,done,not_done" doc:"Output only: reports move it"`
	Overdue      bool            `json:"overdue" doc:"Whether the last day has passed without a report"`
	Report       *FollowUpReport `json:"report,omitempty" doc:"What was last reported; left out until then"`
	municipality int64
}

// FollowUpReport is what a municipality has reported.
type FollowUpReport struct {
	Number      int                  `json:"report" example:"1" doc:"Running number of the municipality's reports; the last one stands"`
	Outcome     State                `json:"outcome" enum:"done,not_done"`
	DoneOn      *workday.Date        `json:"done_on" format:"date" doc:"The day on which it was done; null where it was not"`
	Note        string               `json:"note,omitempty" doc:"What was done, or why it was not"`
	Address     string               `json:"address,omitempty" format:"uri"`
	Documents   []chain.LaidDocument `json:"documents" doc:"Versions of documents of the case that show it"`
	ReportedBy  string               `json:"reported_by" format:"uuid"`
	ReportedFor *string              `json:"reported_for" format:"uuid" doc:"The office holder for whom a substitute reported; null where none did"`
	ReportedAt  time.Time            `json:"reported_at"`
}

// FollowUpReportInput reports what a municipality has done, or why it has not.
type FollowUpReportInput struct {
	Outcome   State          `json:"outcome" enum:"done,not_done" example:"done"`
	DoneOn    *workday.Date  `json:"done_on,omitempty" format:"date" example:"2026-02-12" doc:"The day on which it was done: not in the future, and not before the case was opened; today if left out"`
	Note      string         `json:"note,omitempty" maxLength:"5000" example:"The council adopted the revised plan, case 031/26" doc:"What was done, or why it was not: then it is needed"`
	Address   string         `json:"address,omitempty" maxLength:"2000" example:"https://www.grue.kommune.no/planer/" doc:"Where what shows it is read"`
	Documents []document.Pin `json:"documents,omitempty" maxItems:"20" doc:"Versions of documents of the case that show it; each is fixed by its hash, and stays"`
}

// check brings the texts to their one form, and refuses what no follow-up can be.
func (in *FollowUpInput) check(today workday.Date) error {
	var c fault.Checks
	canon.RequiredText(&c, "/text", &in.Text)
	c.Require(!in.Due.Before(today), "/due", msgPast.With(today))
	seen := map[string]bool{}
	for i, m := range in.Municipalities {
		c.Require(!seen[m], pointer("/municipalities", i), msgTwice.With(m))
		seen[m] = true
	}
	return c.Err(ErrContent)
}

// mustFit refuses an item that the resolution does not have, and a municipality that the
// case does not bind: unless some are named, it is for all that it binds (rule 8.3).
func (in *FollowUpInput) mustFit(a *effect.Adoption) error {
	var c fault.Checks
	numbers := make([]int, len(a.Text))
	for i, item := range a.Text {
		numbers[i] = item.Number
	}
	c.Require(slices.Contains(numbers, in.Item), "/item", msgNoItem.With(in.Item, len(numbers)))
	if err := c.Err(ErrContent); err != nil {
		return err
	}
	if len(in.Municipalities) == 0 {
		in.Municipalities = slices.Clone(a.Binds)
	}
	for i, m := range in.Municipalities {
		c.Require(slices.Contains(a.Binds, m), pointer("/municipalities", i), msgNotBound.With(m))
	}
	return c.Err(ErrNotBound)
}

// check brings the texts to their one form. It refuses a report that something is done
// without evidence, and one that it is not without saying why.
func (in *FollowUpReportInput) check() error {
	var c fault.Checks
	canon.TidyText(&c, "/note", &in.Note)
	if in.Outcome == Done {
		c.Require(in.Address != "" || len(in.Documents) > 0, "/address", msgNoEvidence)
	} else {
		c.Require(in.Note != "", "/note", msgNoReason)
		c.Require(in.DoneOn == nil, "/done_on", msgDayOfNone)
	}
	if err := c.Err(ErrReport); err != nil || in.Address == "" {
		return err
	}
	return casefile.MustBeWebAddress(in.Address, "/address")
}

// says says whether a part stands as it is reported.
func (p *FollowUpPart) says(in *FollowUpReportInput) bool {
	r := p.Report
	return p.State == in.Outcome && r.Note == in.Note && r.Address == in.Address && (in.DoneOn == nil || *in.DoneOn == *r.DoneOn) &&
		slices.EqualFunc(r.Documents, in.Documents, func(l chain.LaidDocument, p document.Pin) bool { return l.Pin == p })
}

// mustStand refuses what is done to a follow-up that is withdrawn, and in a case that is
// not followed up.
func (f *FollowUp) mustStand(c *casefile.Case) error {
	if err := c.In(casefile.FollowingUp); err != nil {
		return err
	}
	if f.WithdrawnAt != nil {
		return ErrWithdrawn
	}
	return nil
}

// part is a municipality's part; nil where it has none.
func (f *FollowUp) part(municipality string) *FollowUpPart {
	for i := range f.Parts {
		if f.Parts[i].Municipality == municipality {
			return &f.Parts[i]
		}
	}
	return nil
}

// turn turns a follow-up back to how it stood at a moment, and says whether it was planned
// by then (rule 1.1).
func (f *FollowUp) turn(p *reading.Past) bool {
	if p.HidesAny(f.WithdrawnAt) {
		f.WithdrawnAt, f.WithdrawnWhy = nil, ""
	}
	return !p.Hides(f.PlannedAt)
}

// Over says whether its last day has passed.
func (f *FollowUp) Over(now time.Time) bool { return !now.Before(f.Due.EndIn(workday.Oslo())) }

// markOverdue finds the parts that are not reported though the last day has passed.
func (f *FollowUp) markOverdue(c *casefile.Case, now time.Time) {
	for i := range f.Parts {
		p := &f.Parts[i]
		_, refusal := c.Party(p.Municipality)
		p.Overdue = p.State == Open && refusal == nil && f.mustStand(c) == nil && f.Over(now)
	}
}
