// Package committee lays the region's open mandates before the chief
// executives' committee on one table: every version that waits for answers
// against every municipality, to be read in the service or printed for the
// meeting (rules 2.5, 3.4-3.8). It owns no table of the database.
package committee

import (
	"cmp"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// NotAsked is the status and the state of a municipality of which a version
// asks nothing.
const NotAsked = "not_asked"

// TableRow is one open version, and how each municipality stands to it.
type TableRow struct {
	Self            string       `json:"self" example:"/v1/regions/kongsvingerregionen/cases/2024-1/mandates/1" doc:"The address of the version"`
	Region          string       `json:"region" example:"kongsvingerregionen"`
	RegionName      string       `json:"region_name" example:"Kongsvingerregionen"`
	Case            string       `json:"case" example:"2024-1" doc:"The number of the case"`
	Title           string       `json:"title" example:"Regional kraftstrategi for Kongsvingerregionen" doc:"The title of the case"`
	Version         int          `json:"version" example:"1"`
	SubmittedAt     time.Time    `json:"submitted_at"`
	AnswerBy        workday.Date `json:"answer_by" format:"date" doc:"The last day for answers"`
	DaysLeft        int          `json:"days_left" example:"32" doc:"Days from today to the last day, 0 on that day; negative when it has passed"`
	WorkingDaysLeft int          `json:"working_days_left" example:"22" doc:"Working days after today up to the last day; negative: working days since"`
	mandate.Rule
	Tightened bool             `json:"tightened" doc:"Whether the region tightened its rule while the version was open"`
	RuleText  message.Text     `json:"rule_text" example:"all municipalities" doc:"The rule in words"`
	Needed    int              `json:"needed" example:"6" doc:"How many approvals bring the version into force"`
	Given     int              `json:"given" example:"4" doc:"How many approvals count"`
	Outcome   approval.Outcome `json:"outcome" enum:"in_force,waiting,cannot_be_met,not_open" doc:"What the answers come to"`
	HeldBy    []TableHold      `json:"held_by" doc:"The municipalities whose approval is lacking, and why"`
	Cells     []TableCell      `json:"cells" doc:"One for each municipality that any row of this page asks, by number: the same in every row"`
}

// TableHold is a municipality whose approval a version lacks.
type TableHold struct {
	Municipality string       `json:"municipality" example:"3417"`
	Name         string       `json:"name" example:"Grue"`
	Reason       message.Text `json:"reason" example:"Grue has not answered."`
}

// TableCell is how one municipality stands to one version.
type TableCell struct {
	Municipality string           `json:"municipality" example:"3417"`
	Name         string           `json:"name" example:"Grue"`
	Status       approval.Verdict `json:"status" enum:"waiting,approved,approved_with_conditions,rejected,returned,stale,blocked,not_asked" doc:"not_asked where the version asks nothing of the municipality"`
	State        string           `json:"state" enum:"satisfied,unsatisfied,stale,blocked,not_applicable,not_asked" doc:"Its entry in the gate (rule 3.8)"`
	Reason       message.Text     `json:"reason" example:"Grue has not answered." doc:"Why its entry is in that state, in words"`
	Overdue      bool             `json:"overdue" doc:"Whether the last day has passed without an answer"`
	StaleFrom    *int             `json:"stale_from" doc:"The earlier version that it approved and that was changed for it since (rule 3.6)"`
	Answer       *TableAnswer     `json:"answer,omitempty" doc:"The answer that stands; left out while none was given"`
	Conditions   []TableCondition `json:"conditions" doc:"What its approval sets (rule 3.5)"`
	Who          authority.People `json:"who" doc:"Who can answer now"`
}

// TableAnswer is who answered, and when.
type TableAnswer struct {
	Answer      approval.Verdict `json:"answer" enum:"approved,approved_with_conditions,rejected,returned"`
	Reason      string           `json:"reason,omitempty"`
	Name        string           `json:"name" doc:"Who answered; for the council, the clerk who recorded it"`
	BehalfName  string           `json:"on_behalf_of_name,omitempty" doc:"The chief executive for whom a substitute answered"`
	Body        string           `json:"body,omitempty" doc:"The council that answered in a disqualified chief executive's place (rule 1.7)"`
	DecidedOn   *workday.Date    `json:"decided_on,omitempty" format:"date" doc:"When it decided"`
	CaseNumber  string           `json:"case_number,omitempty" doc:"Its own case number"`
	At          time.Time        `json:"at"`
	Late        bool             `json:"late" doc:"Whether it came after the last day"`
	CarriedFrom *int             `json:"carried_from" doc:"The version to which it was given, where it carried over (rule 3.6)"`
}

// TableCondition is a condition of an approval.
type TableCondition struct {
	Number      int                         `json:"condition" example:"1"`
	Text        string                      `json:"text" example:"The grid company takes part in the reference group"`
	Responsible condition.ResponsibleOffice `json:"responsible"`
	Name        string                      `json:"responsible_name" example:"Kongsvingerregionen" doc:"The name of the responsible organisation"`
	Due         workday.Date                `json:"due" format:"date"`
	Effect      string                      `json:"effect" enum:"before_start,during"`
	State       condition.State             `json:"state" enum:"open,reported,fulfilled"`
}

// row lays out one open version at a moment, counting in the region's calendar. Who can answer is for the caller
// to fill in.
func row(v *approval.Version, c *casefile.Case, calendar *workday.Calendar, now time.Time) (TableRow, error) {
	g, err := v.Gate(c, nil, now)
	if err != nil {
		return TableRow{}, err
	}
	today := workday.Today(now)
	r := TableRow{
		Self: v.Ref().Path(), Region: v.Region, RegionName: v.RegionName, Case: c.Number, Title: c.Title, Version: v.Number, SubmittedAt: *v.SubmittedAt,
		AnswerBy: *v.AnswerBy, DaysLeft: v.AnswerBy.Sub(today), WorkingDaysLeft: calendar.WorkingDaysBetween(today.AddDays(1), v.AnswerBy.AddDays(1)),
		Rule: g.Rule, Tightened: g.Tightened, RuleText: g.Text(), Needed: g.Needed, Given: g.Given, Outcome: g.Outcome, HeldBy: []TableHold{}, Cells: []TableCell{},
	}
	names := map[string]string{c.Region: v.RegionName}
	for _, p := range c.Participants {
		names[p.Number] = p.Name
	}
	for _, e := range g.Entries {
		if e.State != approval.Satisfied && e.State != approval.NotApplicable {
			r.HeldBy = append(r.HeldBy, TableHold{Municipality: e.Municipality, Name: e.Name, Reason: e.Reason})
		}
		r.Cells = append(r.Cells, cell(v.Approval(e.Municipality), e, names))
	}
	return r, nil
}

// cell is how a municipality stands, as the version's gate sees it.
func cell(a *approval.Approval, e approval.GateEntry, names map[string]string) TableCell {
	t := TableCell{
		Municipality: e.Municipality, Name: e.Name, Status: a.Status, State: string(e.State), Reason: e.Reason, Overdue: e.Overdue, StaleFrom: a.StaleFrom,
		Conditions: []TableCondition{}, Who: authority.Nobody(),
	}
	s := a.Standing
	if s == nil {
		return t
	}
	t.Answer = &TableAnswer{
		Answer: s.Answer, Reason: s.Reason, Name: s.Name, BehalfName: s.BehalfName, Body: s.Body, DecidedOn: s.DecidedOn, CaseNumber: s.CaseNumber,
		At: s.At, Late: s.Late, CarriedFrom: s.CarriedFrom,
	}
	for _, c := range s.Conditions {
		t.Conditions = append(t.Conditions, TableCondition{
			Number: c.Number, Text: c.Text, Responsible: c.Responsible, Name: names[c.Organisation], Due: c.Due, Effect: c.Effect, State: c.State,
		})
	}
	return t
}

// align gives all rows the same columns: the municipalities that any of them
// asks, by number.
func align(rows []TableRow) {
	names := map[string]string{}
	for _, r := range rows {
		for _, c := range r.Cells {
			names[c.Municipality] = c.Name
		}
	}
	for i := range rows {
		asked := map[string]bool{}
		for _, c := range rows[i].Cells {
			asked[c.Municipality] = true
		}
		for number, name := range names {
			if !asked[number] {
				rows[i].Cells = append(rows[i].Cells, TableCell{
					Municipality: number, Name: name, Status: NotAsked, State: NotAsked, Reason: msgNotAsked.With(name),
					Conditions: []TableCondition{}, Who: authority.Nobody(),
				})
			}
		}
		slices.SortFunc(rows[i].Cells, func(a, b TableCell) int { return cmp.Compare(a.Municipality, b.Municipality) })
	}
}

// call is upon the chief executive of a municipality to answer.
func call(c *casefile.Case, municipality string) authority.Call {
	return authority.Call{Post: authority.Post{Organisation: municipality, Office: office.ChiefExecutive}, Case: c.ID, Act: approval.AnswerMandate.Call()}
}
