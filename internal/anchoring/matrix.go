package anchoring

import (
	"fmt"
	"slices"
	"strings"

	"forankring.no/forankring/internal/directory"
	"forankring.no/forankring/internal/workday"
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
	post      *directory.Post // who can act, before the holders are looked up
}

// Doer is someone who can act: an office or seat, and who holds it now.
type Doer struct {
	directory.Post
	Holders []directory.Contact `json:"holders" doc:"The people who hold it now"`
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

func of(municipality, office string) *directory.Post {
	return &directory.Post{Organisation: municipality, Office: office}
}

func (p PartyFacts) benefit() MatrixCell {
	switch {
	case p.BenefitConfirmed:
		return MatrixCell{State: Met, Reason: "The chief executive has confirmed the statement of shared benefit."}
	case p.BenefitWritten:
		return MatrixCell{State: Partly, Reason: "The statement is written, but not confirmed.", post: of(p.Municipality, directory.ChiefExecutive)}
	default:
		return MatrixCell{State: Missing, Reason: "The municipality has not written what it gains.", post: of(p.Municipality, directory.Administrator)}
	}
}

func (f Facts) mandate(p PartyFacts, region string) MatrixCell {
	m := f.Mandate
	if m.Newest == 0 {
		return MatrixCell{State: Missing, Reason: "No mandate has been submitted.", post: of(region, directory.Secretariat)}
	}
	if p.ApprovedNewest {
		return MatrixCell{State: Met, Reason: fmt.Sprintf("Version %d is approved.", m.Newest)}
	}
	cell := MatrixCell{State: Missing, post: of(p.Municipality, directory.ChiefExecutive), By: m.AnswerBy}
	switch p.AnsweredNewest {
	case "":
		cell.Reason = fmt.Sprintf("Version %d is not answered.", m.Newest)
	case "returned":
		cell.Reason, cell.post = fmt.Sprintf("Version %d was returned; the secretariat writes a new one.", m.Newest), of(region, directory.Secretariat)
	default:
		cell.Reason, cell.post = fmt.Sprintf("Version %d was %s.", m.Newest, p.AnsweredNewest), of(region, directory.Secretariat)
	}
	if p.ApprovedInForce && m.InForce != m.Newest && p.AnsweredNewest == "" {
		cell.State = Partly
		cell.Reason = fmt.Sprintf("Version %d is in force and approved; version %d is not answered.", m.InForce, m.Newest)
	}
	if !m.NewestOpen {
		cell.By = nil
	}
	return cell
}

func (f Facts) resources(p PartyFacts, region string) MatrixCell {
	if f.Mandate.InForce == 0 {
		return MatrixCell{State: Missing, Reason: "No mandate is in force that says what is asked.", post: of(region, directory.Secretariat)}
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
	cell := MatrixCell{State: Missing, Reason: "Not covered: " + strings.Join(gaps, ", ") + ".", By: f.Mandate.NamingDue, post: of(p.Municipality, directory.Administrator)}
	if some {
		cell.State = Partly
	}
	if named {
		cell.Reason += " Named, but not released."
		cell.post = of(p.Municipality, directory.ChiefExecutive)
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
			By: f.Mandate.NamingDue, post: of(p.Municipality, directory.Administrator)}
	}
}

// timeline looks at the required milestones: one that is overdue weighs most,
// then one that is not there, then one without a responsible.
func (f Facts) timeline(p PartyFacts, region string) MatrixCell {
	var absent, lone, late []string
	var next *workday.Date
	post := of(region, directory.Secretariat)
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
				post = of(p.Municipality, directory.Administrator)
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

// posts are all who can act, each once.
func posts(rows []MatrixRow) []directory.Post {
	var all []directory.Post
	for _, r := range rows {
		for _, c := range r.Cells {
			if c.post != nil && !slices.Contains(all, *c.post) {
				all = append(all, *c.post)
			}
		}
	}
	return all
}
