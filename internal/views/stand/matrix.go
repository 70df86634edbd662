package stand

import (
	"cmp"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/benefit"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/contribution"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// MatrixCell says how far one municipality is with one condition, why, who can
// act, and by when.
type MatrixCell struct {
	Condition Condition       `json:"condition" enum:"benefit,mandate,resources,contribution,timeline,follow_up" example:"benefit"`
	State     State           `json:"state" enum:"met,partly,missing,overdue,not_applicable,left" example:"partly"`
	Reason    message.Text    `json:"reason" doc:"Why, in words" example:"The statement of shared benefit is written, but not confirmed."`
	Who       []Doer          `json:"who" doc:"Who can act next; empty when nothing is to be done"`
	By        *workday.Date   `json:"by" format:"date" doc:"By when; null without a deadline"`
	Link      string          `json:"link" doc:"Where to act" example:"/v1/regions/kongsvingerregionen/cases/2024-1/benefits/3417"`
	post      *authority.Post // who can act, before the people are looked up
	act       act.Target      // and what they do
}

func (c MatrixCell) call(caseID int64) authority.Call {
	return authority.Call{Post: *c.post, Case: caseID, Act: c.act.Permission.String()}
}

// asks says of whom the cell asks what.
func (c *MatrixCell) asks(organisation, office string, target act.Target) {
	c.post, c.act = of(organisation, office), target
}

// Doer is someone who can act: an office or seat, and who holds it now or may
// do the act for the holder.
type Doer struct {
	authority.Post
	authority.People
}

// MatrixRow is one municipality's line of the matrix.
type MatrixRow struct {
	Municipality string            `json:"municipality" example:"3417"`
	Name         string            `json:"name" example:"Grue"`
	Cells        []MatrixCell      `json:"cells" doc:"One cell for each condition, in the order of conditions"`
	Treatments   []MatrixTreatment `json:"treatments" doc:"One cell for each step of the treatment, in the order of steps"`
	FollowUp     *MatrixCell       `json:"follow_up,omitempty" doc:"What the municipality does about the resolution; left out until the case is adopted"`
	Wording      MatrixWording     `json:"wording" doc:"How what its council resolved stands to what was proposed"`
	// steps are the cells of the treatment before the people are looked up.
	steps []MatrixCell
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
		row.steps = f.treatments(p, base)
		row.FollowUp = f.followUp(p, base)
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
		cell := MatrixCell{State: Left, Reason: msgLeft.With(p.LeftOn)}
		if len(p.Successors) > 0 {
			cell.Reason = message.Sentences(cell.Reason, msgSucceeded.With(p.Successors))
		}
		return cell
	}
	cell := f.judge(c, p, region)
	if f.Past {
		cell.post = nil
	}
	return cell
}

func (f Facts) judge(c Condition, p PartyFacts, region string) MatrixCell {
	var cell MatrixCell
	switch c {
	case Benefit:
		cell = f.benefit(p)
	case Mandate:
		cell = f.mandate(p, region)
		if m := f.Mandate; m.InForce != 0 && !f.Today.Before(m.Until) {
			cell.Reason = message.Sentences(cell.Reason, msgMandateEnded.With(m.InForce, m.Until.AddDays(-1)))
		}
	case Resources:
		cell = f.resources(p, region)
		cell.Reason = message.Sentences(append([]message.Text{cell.Reason}, p.Alarms...)...)
	case Contribution:
		cell = f.contribution(p)
	default:
		cell = f.timeline(p, region)
	}
	if f.Over || f.Settled && c != Resources && c != Contribution {
		return f.quiet(cell)
	}
	if cell.By != nil && cell.By.Before(f.Today) && (cell.State == Partly || cell.State == Missing) {
		cell.State = Overdue
	}
	return cell
}

// quiet is a cell in a case that takes no more of this: it asks nothing of
// anybody, and is late for nothing (rule 2.4).
func (f Facts) quiet(cell MatrixCell) MatrixCell {
	if cell.State == Met {
		return cell
	}
	return MatrixCell{State: NotApplicable, Reason: msgAsksNothing.With(f.State)}
}

func of(municipality, office string) *authority.Post {
	return &authority.Post{Organisation: municipality, Office: office}
}

func (f Facts) benefit(p PartyFacts) MatrixCell {
	ref := casefile.PartyRef{Ref: f.Ref, Municipality: p.Municipality}
	cell := MatrixCell{State: Missing, Reason: msgBenefitMissing}
	switch {
	case p.BenefitConfirmed:
		return MatrixCell{State: Met, Reason: msgBenefitConfirmed}
	case p.BenefitWritten:
		cell.State, cell.Reason = Partly, msgBenefitWritten
		cell.asks(p.Municipality, office.ChiefExecutive, benefit.ConfirmBenefit.At(ref))
	default:
		cell.asks(p.Municipality, office.Administrator, benefit.WriteBenefit.At(ref))
	}
	return cell
}

// mandate looks at the newest version (rules 2.4, 3.4-3.7). One that is neither
// open nor in force was rejected.
func (f Facts) mandate(p PartyFacts, region string) MatrixCell {
	m := f.Mandate
	if m.Newest == 0 {
		cell := MatrixCell{State: Missing, Reason: msgNotSubmitted}
		cell.asks(region, office.Secretariat, mandate.DraftMandate.At(f.Ref))
		return cell
	}
	if p.ApprovedNewest {
		return MatrixCell{State: Met, Reason: flagged(p.approved(m.Newest), p.FlaggedNewest)}
	}
	cell := MatrixCell{State: Missing, Reason: p.unapproved(m.Newest)}
	cell.asks(p.Municipality, office.ChiefExecutive, approval.AnswerMandate.At(mandate.Ref{Ref: f.Ref, Version: m.Newest}.Part(p.Municipality)))
	if m.NewestOpen {
		cell.By = m.AnswerBy
	}
	switch {
	case m.Newest == m.InForce && p.StandsNewest != "":
		cell.Reason = message.Sentences(cell.Reason, msgJoinStill)
	case !m.NewestOpen, p.StandsNewest == "", p.StandsNewest == approval.Rejected, p.StandsNewest == approval.Returned:
		cell.Reason = message.Sentences(cell.Reason, msgNewOne)
		cell.asks(region, office.Secretariat, mandate.DraftMandate.At(f.Ref))
	case p.ApprovedInForce:
		cell.State = Partly
		if p.StandsNewest == approval.Stale {
			cell.Reason = msgChanged.With(m.Newest)
		}
		cell.Reason = message.Sentences(flagged(msgInForce.With(m.InForce), p.FlaggedInForce), cell.Reason)
	}
	return cell
}

// flagged adds to what is said of an approval that whoever gave it is
// disqualified (rule 1.7).
func flagged(how message.Text, is bool) message.Text {
	if !is {
		return how
	}
	return message.Sentences(how, msgFlagged)
}

// approved says how the municipality approved a version, and what its
// conditions wait for (rules 3.5, 3.6).
func (p PartyFacts) approved(version int) message.Text {
	unfulfilled, all := 0, len(p.SetNewest)
	for _, c := range p.SetNewest {
		if !c.Fulfilled {
			unfulfilled++
		}
	}
	switch {
	case p.CarriedFrom != 0 && all > 0 && unfulfilled == 0:
		return msgCarriedFulfilled.With(version, p.CarriedFrom)
	case p.CarriedFrom != 0 && all > 0:
		return msgCarriedConditional.With(version, p.CarriedFrom, unfulfilled, all)
	case p.CarriedFrom != 0:
		return msgCarried.With(version, p.CarriedFrom)
	case all > 0 && unfulfilled == 0:
		return msgApprovedFulfilled.With(version)
	case all > 0:
		return msgApprovedConditional.With(version, unfulfilled, all)
	default:
		return msgApproved.With(version)
	}
}

// unapproved says why no approval of a version stands.
func (p PartyFacts) unapproved(version int) message.Text {
	switch p.StandsNewest {
	case "":
		return msgNotAsked.With(version)
	case approval.Stale:
		return msgStale.With(p.StaleFrom, version)
	case approval.Blocked:
		return msgBlocked.With(version)
	case approval.Rejected:
		return msgRejected.With(version)
	case approval.Returned:
		return msgReturned.With(version)
	default:
		if p.Outdated {
			return approval.MsgOutdated
		}
		return msgNotAnswered.With(version)
	}
}

func (f Facts) resources(p PartyFacts, region string) MatrixCell {
	if f.Mandate.InForce == 0 {
		cell := MatrixCell{State: Missing, Reason: msgNoMandate}
		cell.asks(region, office.Secretariat, mandate.DraftMandate.At(f.Ref))
		return cell
	}
	if !p.ApprovedInForce {
		return MatrixCell{State: NotApplicable, Reason: msgUnbound}
	}
	if len(p.Asked) == 0 {
		return MatrixCell{State: NotApplicable, Reason: msgNobodyAsked}
	}
	var gaps []string
	some, named, over := false, 0, true
	for _, a := range p.Asked {
		over = over && a.Over
		some = some || a.Some || a.Covered
		if !a.Covered {
			gaps = append(gaps, a.Function)
			named = cmp.Or(named, a.Named)
		}
	}
	if over {
		return MatrixCell{State: Met, Reason: msgAskedNoLonger}
	}
	if len(gaps) == 0 {
		return MatrixCell{State: Met, Reason: msgAllReleased}
	}
	ref := staffing.Ref{Ref: f.Ref, Municipality: p.Municipality}
	cell := MatrixCell{State: Missing, Reason: msgNotCovered.With(gaps), By: f.Mandate.NamingDue}
	cell.asks(p.Municipality, office.Administrator, assignment.NominatePerson.At(ref))
	if some {
		cell.State = Partly
	}
	if named != 0 {
		cell.Reason = message.Sentences(cell.Reason, msgNamedOnly)
		cell.asks(p.Municipality, office.ChiefExecutive, assignment.ReleaseAssignment.At(staffing.AssignmentRef{Ref: ref, Assignment: named}))
	}
	return cell
}

func (f Facts) contribution(p PartyFacts) MatrixCell {
	if !p.contributes() {
		cell := MatrixCell{State: Missing, Reason: msgGivesNothing, By: f.Mandate.NamingDue}
		cell.asks(p.Municipality, office.Administrator, contribution.RecordContribution.At(staffing.Ref{Ref: f.Ref, Municipality: p.Municipality}))
		return cell
	}
	var how []message.Text
	if p.Released {
		how = append(how, msgReleases)
	}
	if p.Agreed {
		how = append(how, msgAgreed)
	}
	if p.Recorded {
		how = append(how, msgRecorded)
	}
	return MatrixCell{State: Met, Reason: message.Sentences(how...)}
}

// calls are upon all who can act, each once.
func calls(caseID int64, rows []MatrixRow) []authority.Call {
	var all []authority.Call
	for i := range rows {
		for _, c := range rows[i].all() {
			if c.post != nil && !slices.Contains(all, c.call(caseID)) {
				all = append(all, c.call(caseID))
			}
		}
	}
	return all
}

// all are the cells of a row, those of the treatment and of the follow-up too.
func (r *MatrixRow) all() []*MatrixCell {
	var cells []*MatrixCell
	for i := range r.Cells {
		cells = append(cells, &r.Cells[i])
	}
	for i := range r.steps {
		cells = append(cells, &r.steps[i])
	}
	if r.FollowUp != nil {
		cells = append(cells, r.FollowUp)
	}
	return cells
}

// ask notes who can act, and says why an office's holder is not among them:
// nobody holds it, or the council decides in a disqualified chief executive's
// place (rules 1.5, 1.7).
func (c *MatrixCell) ask(people authority.People) {
	c.Who = append(c.Who, Doer{Post: *c.post, People: people})
	switch {
	case len(people.Appointing) > 0:
		c.Reason = message.Sentences(c.Reason, msgVacant)
	case len(people.Instead) > 0:
		c.Reason = message.Sentences(c.Reason, msgCouncilDecides)
	case len(people.Holders) == 0 && len(people.Substitutes) == 0:
		c.Reason = message.Sentences(c.Reason, msgNobodyCan)
	}
}
