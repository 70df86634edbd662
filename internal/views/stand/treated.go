package stand

import (
	"slices"

	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// MatrixStep is a column of the treatment: a step of its plan (rules 2.4, 7.2).
type MatrixStep struct {
	Step  string       `json:"step" example:"board"`
	Title message.Text `json:"title" example:"Recommendation: the board"`
	Role  chain.Role   `json:"role" enum:"recommends,deliberates,decides" example:"recommends"`
}

// MatrixTreatment says how far a case is in a step, as it concerns one municipality: with
// its own body where every municipality's treats it, else with the region's.
type MatrixTreatment struct {
	Step   string        `json:"step" example:"board"`
	State  State         `json:"state" enum:"met,partly,missing,overdue,not_applicable,left" example:"partly" doc:"met: the body has resolved; partly: it is its turn; missing: it waits, or the case is not sent; not_applicable: it was skipped or withdrawn"`
	Reason message.Text  `json:"reason" doc:"Why, in words" example:"It is the turn of Styret (rule 7.2)."`
	Who    []Doer        `json:"who" doc:"Who can act next; empty when nothing is to be done"`
	By     *workday.Date `json:"by" format:"date" doc:"By when; null without a day"`
	Link   string        `json:"link" doc:"Where to act" example:"/v1/regions/kongsvingerregionen/cases/2024-1/treatments/7"`
}

// MatrixWording is how what a municipality's council resolved stands to the newest proposed
// resolution (rules 2.4, 8.2).
type MatrixWording struct {
	Class  wording.Class `json:"class,omitempty" enum:"identical,editorial,substantive,missing,added,rejected,deferred" doc:"That of the item that differs most; left out while the council has not resolved"`
	State  State         `json:"state" enum:"met,partly,missing,overdue,not_applicable,left" example:"met" doc:"met: it says the same, editorial differences aside; partly: it says something else; missing: the council has not resolved; not_applicable: no council of the municipality decides the case"`
	Reason message.Text  `json:"reason" doc:"Why, in words"`
	Link   string        `json:"link" doc:"Where the wordings are compared, word by word" example:"/v1/regions/kongsvingerregionen/cases/2024-1/wording"`
}

// worded is a municipality's cell of the wording: by the last step in which its council
// decides (rule 8.3).
func (f Facts) worded(p PartyFacts, class func(*chain.Treatment) wording.Class) MatrixWording {
	w := MatrixWording{State: NotApplicable, Reason: msgNoCouncilDecides, Link: effect.ShowWording.Href(f.Ref)}
	if p.Left {
		w.State, w.Reason = Left, msgLeft.With(p.LeftOn)
		return w
	}
	if f.Course == nil {
		return w
	}
	for _, t := range f.Course.Treatments {
		if t.Organisation != p.Municipality || t.Role != chain.Decides || t.Prepares || t.BodyKind != body.MunicipalCouncil {
			continue
		}
		w.Class = class(t)
		switch {
		case w.Class == "":
			w.State, w.Reason = Missing, t.Reason
		case w.Class.Same():
			w.State, w.Reason = Met, w.Class.Reason()
		default:
			w.State, w.Reason = Partly, w.Class.Reason()
		}
	}
	return w
}

// steps are the columns of the treatment.
func (f Facts) steps() []MatrixStep {
	columns := []MatrixStep{}
	if f.Course == nil {
		return columns
	}
	for _, s := range f.Course.Plan.Steps {
		columns = append(columns, MatrixStep{Step: s.Key, Title: s.Title, Role: s.Role})
	}
	return columns
}

// treatments are a municipality's cells of the treatment, in the order of the steps.
func (f Facts) treatments(p PartyFacts, base string) []MatrixCell {
	if f.Course == nil {
		return nil
	}
	cells := make([]MatrixCell, len(f.Course.Plan.Steps))
	for i, s := range f.Course.Plan.Steps {
		cell := &cells[i]
		*cell = f.treated(s, p)
		if cell.Link == "" {
			cell.Link = base + "/treatment"
		}
		if f.Past || f.Over {
			cell.post = nil
		}
	}
	return cells
}

func (f Facts) treated(s chain.PlanStep, p PartyFacts) MatrixCell {
	if p.Left && s.Municipal() {
		return MatrixCell{State: Left, Reason: msgLeft.With(p.LeftOn)}
	}
	all := f.Course.Of(s.Key)
	i := slices.IndexFunc(all, func(t *chain.Treatment) bool {
		return !t.Prepares && (!s.Municipal() || t.Organisation == p.Municipality)
	})
	switch {
	case f.Over:
		return MatrixCell{State: NotApplicable, Reason: msgAsksNothing.With(f.State)}
	case i < 0 && f.Course.Plan.SentAt == nil:
		return MatrixCell{State: Missing, Reason: msgNotSent, By: f.due(s.Key)}
	case i < 0:
		return MatrixCell{State: NotApplicable, Reason: msgNotTreated}
	}
	t := all[i]
	cell := MatrixCell{Reason: t.Reason, By: t.By, Link: t.Self}
	switch t.State {
	case chain.Done:
		cell.State = Met
	case chain.Open:
		keeper := t.Keeper()
		cell.State, cell.post, cell.act = Partly, &keeper, treatment.RecordResolution.At(t.Ref())
	case chain.Waiting:
		cell.State = Missing
	case chain.Left:
		cell.State = Left
	default:
		cell.State = NotApplicable
	}
	if t.By != nil && t.By.Before(f.Today) && (cell.State == Partly || cell.State == Missing) {
		cell.State = Overdue
	}
	return cell
}

// due is the day of a milestone; nil where it has none.
func (f Facts) due(key string) *workday.Date {
	if m := f.find(key); m != nil {
		return m.Due
	}
	return nil
}

// treat fills in the cells of the treatment, once the people are known.
func (r *MatrixRow) treat(columns []MatrixStep) {
	r.Treatments = make([]MatrixTreatment, len(r.steps))
	for i, c := range r.steps {
		r.Treatments[i] = MatrixTreatment{Step: columns[i].Step, State: c.State, Reason: c.Reason, Who: c.Who, By: c.By, Link: c.Link}
	}
}
