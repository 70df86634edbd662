package stand

import (
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/followup"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/message"
)

// followUp is a municipality's cell of the follow-up: what it has reported of what it is to
// do about the resolution; nil until the case is adopted, and where it never was (rule 2.4).
func (f Facts) followUp(p PartyFacts, base string) *MatrixCell {
	if f.State != casefile.Adopted && f.State != casefile.FollowingUp && (f.State != casefile.Closed || len(f.FollowUps) == 0) {
		return nil
	}
	cell := f.reported(p)
	if f.Over {
		cell = f.quiet(cell)
	}
	if f.Past {
		cell.post = nil
	}
	cell.Condition, cell.Link = FollowUp, base+"/follow-ups"
	return &cell
}

func (f Facts) reported(p PartyFacts) MatrixCell {
	if p.Left {
		return MatrixCell{State: Left, Reason: msgLeft.With(p.LeftOn)}
	}
	var all, done, undone int
	cell := MatrixCell{State: Missing}
	for _, one := range f.FollowUps {
		i := slices.IndexFunc(one.Parts, func(x followup.FollowUpPart) bool { return x.Municipality == p.Municipality })
		if i < 0 || one.WithdrawnAt != nil {
			continue
		}
		all++
		switch one.Parts[i].State {
		case followup.Done:
			done++
		case followup.NotDone:
			undone++
		default:
			if cell.By == nil || one.Due.Before(*cell.By) {
				ref := followup.Ref{Ref: f.Ref, Number: one.Number}
				cell.By = &one.Due
				cell.asks(p.Municipality, office.Administrator, followup.ReportFollowUp.At(followup.PartRef{Ref: ref, Municipality: p.Municipality}))
			}
		}
	}
	cell.Reason = msgFollowedUp.With(done, all)
	switch {
	case all == 0:
		return MatrixCell{State: NotApplicable, Reason: msgNothingPlanned}
	case done == all:
		cell.State, cell.Reason = Met, msgAllFollowedUp
	case cell.By != nil && cell.By.Before(f.Today):
		cell.State = Overdue
	case done > 0:
		cell.State = Partly
	}
	if undone > 0 {
		cell.Reason = message.Sentences(cell.Reason, msgNotFollowedUp.With(undone))
	}
	return cell
}
