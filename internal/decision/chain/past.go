package chain

import (
	"slices"

	"forankring.no/forankring/internal/casework/reading"
)

// turn turns the treatment back to how it stood at a moment of the past, and says
// whether it was there (rule 1.1).
func (t *Treatment) turn(p *reading.Past) bool {
	if p == nil {
		return true
	}
	if p.Hides(t.SentAt) {
		return false
	}
	if p.HidesAny(t.TurnAt) {
		t.TurnAt = nil
	}
	if t.Presentation != nil && p.Hides(t.Presentation.WrittenAt) {
		t.Presentation = nil
	}
	if t.Recommendation != nil && p.Hides(t.Recommendation.GivenAt) {
		t.Recommendation = nil
	}
	t.Resolutions = slices.DeleteFunc(t.Resolutions, func(r *Resolution) bool { return p.Hides(r.RecordedAt) })
	t.Changes = slices.DeleteFunc(t.Changes, func(c TreatmentChange) bool { return p.Hides(c.At) })
	for _, r := range t.Resolutions {
		if p.HidesAny(r.SupersededAt) {
			r.SupersededAt = nil
		}
	}
	t.replay()
	return true
}

// replay lets what was resolved and what became of the treatment besides take effect once
// more, in its order: what came of it later has overwritten how it stood then.
func (t *Treatment) replay() {
	reopened := t.Reopened
	t.Round, t.Reopened, t.DeferredTo, t.Meeting = 1, nil, nil, nil
	t.EndedAt, t.Ended, t.EndedWhy = nil, "", ""
	changes := t.Changes
	for _, r := range t.Resolutions {
		for len(changes) > 0 && !changes[0].At.After(r.RecordedAt) {
			t.again(changes[0], reopened)
			changes = changes[1:]
		}
		t.take(r, r.RecordedAt)
	}
	for _, c := range changes {
		t.again(c, reopened)
	}
}

// again is a change that takes effect once more; reopened are those for whom the
// treatment was opened again.
func (t *Treatment) again(c TreatmentChange, reopened []int64) {
	switch c.Change {
	case ChangeSkipped, ChangeWithdrawn:
		t.EndedAt, t.Ended, t.EndedWhy, t.DeferredTo, t.Meeting = &c.At, c.Change, c.Reason, nil, nil
	case ChangeReopened:
		if t.EndedAt != nil {
			t.Round++
		}
		t.EndedAt, t.Ended, t.EndedWhy, t.Reopened = nil, "", "", reopened
	case ChangePlaced:
		t.Meeting = c.Meeting
	case ChangeRemoved:
		t.Meeting = nil
	}
}
