package stand

import (
	"fmt"
	"slices"
	"strings"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/workday"
)

// MatrixCell is how one municipality stands to one condition: how far it is, why,
// who can act, and by when.
type MatrixCell struct {
	Condition Condition       `json:"condition" enum:"benefit,mandate,resources,contribution,timeline" example:"benefit"`
	State     State           `json:"state" enum:"met,partly,missing,overdue,not_applicable,left" example:"partly"`
	Reason    string          `json:"reason" doc:"Why, in words" example:"The statement is written, but not confirmed."`
	Who       []Doer          `json:"who" doc:"Who can act next; empty when nothing is to be done"`
	By        *workday.Date   `json:"by" format:"date" doc:"By when; null without a deadline"`
	Link      string          `json:"link" doc:"Where to act" example:"/v1/regions/kongsvingerregionen/cases/2024-1/benefits/3417"`
	post      *authority.Post // who can act, before the people are looked up
	act       string          // and the permission that they act by
}

func (c MatrixCell) call(caseID int64) authority.Call {
	return authority.Call{Post: *c.post, Case: caseID, Act: c.act}
}

// Doer is someone who can act: an office or seat, and who holds it now or may
// do the act for the holder.
type Doer struct {
	authority.Post
	authority.People
}

// MatrixRow is one municipality's line of the matrix.
type MatrixRow struct {
	Municipality string       `json:"municipality" example:"3417"`
	Name         string       `json:"name" example:"Grue"`
	Cells        []MatrixCell `json:"cells" doc:"One cell for each condition, in the order of conditions"`
}

// rows computes the matrix (rule 2.4); base is the address of the case.
func (f Facts) rows(region, base string) []MatrixRow {
	rows := make([]MatrixRow, 0, len(f.Parties))
	for _, p := range f.Parties {
		row := MatrixRow{Municipality: p.Municipality, Name: p.Name}
		for _, c := range Conditions {
			cell := f.cell(c, p, region)
			cell.Condition = c
			cell.Link = base + link(c, p.Municipality, f.Mandate)
			row.Cells = append(row.Cells, cell)
		}
		rows = append(rows, row)
	}
	return rows
}

func link(c Condition, municipality string, m MandateFacts) string {
	switch c {
	case Benefit:
		return "/benefits/" + municipality
	case Mandate:
		if m.Newest == 0 {
			return "/mandates"
		}
		return fmt.Sprintf("/mandates/%d/approvals/%s", m.Newest, municipality)
	case Resources:
		return "/resources/" + municipality
	case Contribution:
		return "/resources/" + municipality
	default:
		return "/milestones"
	}
}

func (f Facts) cell(c Condition, p PartyFacts, region string) MatrixCell {
	if p.Left {
		return MatrixCell{State: Left, Reason: "The municipality left the case on " + p.LeftOn + "."}
	}
	var cell MatrixCell
	switch c {
	case Benefit:
		cell = p.benefit()
	case Mandate:
		cell = f.mandate(p, region)
	case Resources:
		cell = f.resources(p, region)
		cell.Reason = strings.Join(append([]string{cell.Reason}, p.Alarms...), " ")
	case Contribution:
		cell = f.contribution(p)
	default:
		cell = f.timeline(p, region)
	}
	if cell.By != nil && cell.By.Before(f.Today) && (cell.State == Partly || cell.State == Missing) {
		cell.State = Overdue
	}
	return cell
}

func of(municipality, office string) *authority.Post {
	return &authority.Post{Organisation: municipality, Office: office}
}

func (p PartyFacts) benefit() MatrixCell {
	switch {
	case p.BenefitConfirmed:
		return MatrixCell{State: Met, Reason: "The chief executive has confirmed the statement of shared benefit."}
	case p.BenefitWritten:
		return MatrixCell{State: Partly, Reason: "The statement is written, but not confirmed.", post: of(p.Municipality, office.ChiefExecutive), act: "benefit:confirm"}
	default:
		return MatrixCell{State: Missing, Reason: "The municipality has not written what it gains.", post: of(p.Municipality, office.Administrator), act: "benefit:write"}
	}
}

// mandate looks at the newest version (rules 2.4, 3.4-3.7). One that is neither
// open nor in force was rejected.
func (f Facts) mandate(p PartyFacts, region string) MatrixCell {
	m := f.Mandate
	if m.Newest == 0 {
		return MatrixCell{State: Missing, Reason: "No mandate has been submitted.", post: of(region, office.Secretariat)}
	}
	if p.ApprovedNewest {
		return MatrixCell{State: Met, Reason: p.approved(m.Newest)}
	}
	cell := MatrixCell{State: Missing, Reason: p.unapproved(m.Newest), post: of(p.Municipality, office.ChiefExecutive), act: approval.AnswerMandate.Call()}
	if m.NewestOpen {
		cell.By = m.AnswerBy
	}
	switch {
	case m.Newest == m.InForce && p.StandsNewest != "":
		cell.Reason += " It is in force without the municipality, which may still join by approving."
	case !m.NewestOpen, p.StandsNewest == "", p.StandsNewest == approval.Rejected, p.StandsNewest == approval.Returned:
		cell.Reason += " The secretariat writes a new one."
		cell.post, cell.act = of(region, office.Secretariat), ""
	case p.ApprovedInForce:
		cell.State = Partly
		cell.Reason = fmt.Sprintf("Version %d is in force and approved. %s", m.InForce, cell.Reason)
	}
	return cell
}

// approved says how the municipality approved a version, and what its
// conditions wait for (rules 3.5, 3.6).
func (p PartyFacts) approved(version int) string {
	how := fmt.Sprintf("Version %d is approved", version)
	if p.CarriedFrom != 0 {
		how += fmt.Sprintf(", as the approval of version %d carried over", p.CarriedFrom)
	}
	if len(p.SetNewest) == 0 {
		return how + "."
	}
	unfulfilled := 0
	for _, c := range p.SetNewest {
		if !c.Fulfilled {
			unfulfilled++
		}
	}
	return fmt.Sprintf("%s, with conditions: %d of %d are not fulfilled yet.", how, unfulfilled, len(p.SetNewest))
}

// unapproved says why no approval of a version stands.
func (p PartyFacts) unapproved(version int) string {
	switch p.StandsNewest {
	case "":
		return fmt.Sprintf("Version %d asks nothing of the municipality.", version)
	case approval.Stale:
		return fmt.Sprintf("Version %d was approved, and what was approved has changed since: version %d is to be answered anew.", p.StaleFrom, version)
	case approval.Blocked:
		return fmt.Sprintf("The answer to version %d does not count: whoever gave it is disqualified, and somebody else must answer (KL § 11-10, FVL § 6).", version)
	case approval.Rejected:
		return fmt.Sprintf("Version %d was rejected.", version)
	case approval.Returned:
		return fmt.Sprintf("Version %d was returned.", version)
	default:
		return fmt.Sprintf("Version %d is not answered.", version)
	}
}

func (f Facts) resources(p PartyFacts, region string) MatrixCell {
	if f.Mandate.InForce == 0 {
		return MatrixCell{State: Missing, Reason: "No mandate is in force that says what is asked.", post: of(region, office.Secretariat)}
	}
	if !p.ApprovedInForce {
		return MatrixCell{State: NotApplicable, Reason: "The municipality has not approved the mandate in force, which asks nothing of it until it does."}
	}
	if len(p.Asked) == 0 {
		return MatrixCell{State: NotApplicable, Reason: "Nobody is asked of the municipality."}
	}
	var gaps []string
	some, named := false, false
	for _, a := range p.Asked {
		some = some || a.Some || a.Covered
		if !a.Covered {
			gaps = append(gaps, a.Function)
			named = named || a.Named
		}
	}
	if len(gaps) == 0 {
		return MatrixCell{State: Met, Reason: "Everyone asked for is released by name, for the whole time ahead."}
	}
	cell := MatrixCell{State: Missing, Reason: "Not covered: " + strings.Join(gaps, ", ") + ".", By: f.Mandate.NamingDue, post: of(p.Municipality, office.Administrator), act: "assignment:nominate"}
	if some {
		cell.State = Partly
	}
	if named {
		cell.Reason += " Named, but not released."
		cell.post, cell.act = of(p.Municipality, office.ChiefExecutive), "assignment:release"
	}
	return cell
}

func (f Facts) contribution(p PartyFacts) MatrixCell {
	switch {
	case p.Released:
		return MatrixCell{State: Met, Reason: "The municipality has released people."}
	case p.Contributed:
		return MatrixCell{State: Met, Reason: "The municipality has recorded another contribution."}
	default:
		return MatrixCell{State: Missing, Reason: "The municipality has neither released anyone nor recorded another contribution.",
			By: f.Mandate.NamingDue, post: of(p.Municipality, office.Administrator), act: "contribution:record"}
	}
}

// timeline looks at the required milestones: one that is overdue weighs most,
// then one that is not there, then one without a responsible.
func (f Facts) timeline(p PartyFacts, region string) MatrixCell {
	var absent, lone, late []string
	var next *workday.Date
	post := of(region, office.Secretariat)
	for _, key := range requiredMilestones {
		m := f.find(key)
		switch {
		case m == nil:
			absent = append(absent, key)
			continue
		case m.Responsible == nil:
			lone = append(lone, m.Title)
		}
		if m.overdue(p.Municipality) {
			late = append(late, m.Title)
			if m.PerMunicipality {
				post = of(p.Municipality, office.Administrator)
			}
		}
		if !m.done(p.Municipality) && m.Due != nil && (next == nil || m.Due.Before(*next)) {
			next = m.Due
		}
	}
	switch {
	case len(late) > 0:
		return MatrixCell{State: Overdue, Reason: "Overdue: " + strings.Join(late, ", ") + ".", post: post, By: next}
	case len(absent) > 0:
		return MatrixCell{State: Missing, Reason: "Not set: " + strings.ReplaceAll(strings.Join(absent, ", "), "_", " ") + ".", post: post}
	case len(lone) > 0:
		return MatrixCell{State: Partly, Reason: "Without a responsible: " + strings.Join(lone, ", ") + ".", post: post}
	default:
		return MatrixCell{State: Met, Reason: "All required milestones are set, with a responsible, and none is overdue."}
	}
}

// calls are upon all who can act, each once.
func calls(caseID int64, rows []MatrixRow) []authority.Call {
	var all []authority.Call
	for _, r := range rows {
		for _, c := range r.Cells {
			if c.post != nil && !slices.Contains(all, c.call(caseID)) {
				all = append(all, c.call(caseID))
			}
		}
	}
	return all
}
