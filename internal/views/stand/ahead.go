package stand

import (
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/workday"
)

// timeline looks at the required milestones: one that is overdue weighs most,
// then one that is not there, then one without a responsible.
func (f Facts) timeline(p PartyFacts, region string) MatrixCell {
	var absent []milestoneKey
	var lone, late []string
	var alone string
	var next *workday.Date
	behind := MatrixCell{State: Overdue}
	for _, key := range f.required() {
		m := f.find(key)
		switch {
		case m == nil:
			absent = append(absent, milestoneKey(key))
			continue
		case m.Responsible == nil:
			lone, alone = append(lone, m.Title), key
		}
		if m.overdue(p.Municipality) {
			late = append(late, m.Title)
			if behind.post == nil || m.PerMunicipality {
				behind.asks(f.completing(m, p.Municipality, region))
			}
		}
		if !m.done(p.Municipality) && m.Due != nil && (next == nil || m.Due.Before(*next)) {
			next = m.Due
		}
	}
	cell := MatrixCell{State: Missing}
	switch {
	case len(late) > 0:
		behind.Reason, behind.By = msgOverdue.With(late), next
		return behind
	case len(absent) > 0:
		cell.Reason = msgNotSet.With(absent)
		cell.asks(region, office.Secretariat, timeline.PlanMilestone.At(f.Ref))
	case len(lone) > 0:
		cell.State, cell.Reason = Partly, msgNobodysTask.With(lone)
		cell.asks(region, office.Secretariat, timeline.EditMilestone.At(timeline.Ref{Ref: f.Ref, Key: alone}))
	default:
		return MatrixCell{State: Met, Reason: msgAllSet}
	}
	return cell
}

// completing is who completes a milestone, and how: a municipality its own part.
func (f Facts) completing(m *MilestoneFact, municipality, region string) (organisation, held string, target act.Target) {
	ref := timeline.Ref{Ref: f.Ref, Key: m.Key}
	if m.PerMunicipality {
		return municipality, office.Administrator, timeline.CompletePartOf.At(timeline.PartRef{Ref: ref, Municipality: municipality})
	}
	return region, office.Secretariat, timeline.CompleteMilestone.At(ref)
}
