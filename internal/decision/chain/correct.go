package chain

import (
	"slices"

	"forankring.no/forankring/internal/platform/fault"
)

// ErrRests refuses to correct a resolution on which something rests.
var ErrRests = fault.New(fault.Conflict, "treatment.correction_rests", "Something rests on the resolution",
	"What a body resolved is corrected while nothing rests on it. Once another body has resolved something in the case since, or has it on its agenda, or the case has been referred back by it or stands on another agenda, it stays: the body treats the case once more, or its minutes are corrected (rules 7.3, 7.7).")

// MustCorrect refuses to let a resolution take the place of the one that a meeting made, if
// something rests on that one: what another body resolved since, a turn that would be taken
// from a body with the case on its agenda, a branch that was opened again, or another
// meeting that treats the case (rules 7.3, 7.7). It turns the treatment back to before.
func (m *Matter) MustCorrect(t *Treatment, meeting int64, r *Resolution) error {
	standing := t.Standing()
	if standing == nil || standing.Meeting == nil || *standing.Meeting != meeting || t.Meeting != nil && *t.Meeting != meeting {
		return ErrRests.With(msgTreatedSince.With(t.BodyName))
	}
	for _, o := range m.Treatments {
		if last := o.Standing(); o.ID != t.ID && m.onBranch(t, o) && last != nil && last.RecordedAt.After(standing.RecordedAt) {
			return ErrRests.With(msgResolvedSince.With(o.BodyName, last.Outcome, last.Date))
		}
		if o.Meeting != nil && m.comesAfter(o, t) && standing.Outcome.ends() && !r.Outcome.ends() {
			return ErrRests.With(msgOnAnAgenda.With(o.BodyName))
		}
	}
	if standing.Outcome == ReferredBack && (r.Outcome != ReferredBack || r.ReferTo != standing.ReferTo) {
		return ErrRests.With(msgReferredAlready.With(standing.ReferTo))
	}
	t.Round = standing.Round
	if t.Ended == ChangeWithdrawn {
		t.EndedAt, t.Ended, t.EndedWhy = nil, "", ""
		m.judge(t)
	}
	return nil
}

// ends says whether a treatment is over by the outcome.
func (o Outcome) ends() bool { return o.Final() || o == WithdrawnFrom }

// onBranch says whether a treatment comes after another, or before it.
func (c *Course) onBranch(t, o *Treatment) bool { return c.comesAfter(o, t) || c.comesAfter(t, o) }

// comesAfter says whether a treatment comes after another, at once or by others between.
func (c *Course) comesAfter(t, first *Treatment) bool {
	return slices.ContainsFunc(c.Before(t), func(b *Treatment) bool { return b.ID == first.ID || c.comesAfter(b, first) })
}

// Next are the treatments that come after one at once, of those that have not left the
// case.
func (c *Course) Next(t *Treatment) []*Treatment {
	return slices.DeleteFunc(slices.Clone(c.Treatments), func(o *Treatment) bool { return c.gone(o) || !slices.Contains(c.Before(o), t) })
}
