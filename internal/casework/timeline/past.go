package timeline

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/canon"
)

// turned are milestones as they stood at a moment of the past, as the record
// tells (rule 1.1): who had done them and what was to be done, whatever was moved,
// reopened or withdrawn since.
func turned(all []Milestone, p *reading.Past) []Milestone {
	if p == nil {
		return all
	}
	for i := range all {
		m := &all[i]
		m.Title, m.Kind, m.Note = reading.Was(p, m.Self, "title", m.Title), reading.Was(p, m.Self, "kind", m.Kind), reading.Was(p, m.Self, "note", m.Note)
		due := m.Due
		m.Due, m.Month = reading.Was(p, m.Self, "due", m.Due), reading.Was(p, m.Self, "month", m.Month)
		m.Responsible = reading.Was(p, m.Self, "responsible", m.Responsible)
		m.DoneAt, m.DoneNote = reading.Was(p, m.Self, "done_at", m.DoneAt), reading.Was(p, m.Self, "done_note", m.DoneNote)
		m.DoneOn = reading.Was(p, m.Self, "done_on", m.DoneOn)
		m.DependsOn = slices.DeleteFunc(reading.Was(p, m.Self, "depends_on", m.DependsOn), func(key string) bool { return find(all, key) == nil })
		m.Lags = slices.DeleteFunc(reading.Was(p, m.Self, "lags", m.Lags), func(l MilestoneLag) bool { return !slices.Contains(m.DependsOn, l.Milestone) })
		if m.Rule = reading.Was(p, m.Self, "rule", m.Rule); m.Rule == nil || canon.OrZero(m.Due) != canon.OrZero(due) {
			m.Explanation = nil // it tells of another day
		}
		m.Moves = slices.DeleteFunc(m.Moves, func(v MilestoneMove) bool { return p.Hides(v.At) })
		if done, ok := p.Last(m.Self, completing); ok && m.DoneAt != nil && m.DoneBy == nil {
			m.DoneBy = done.Person // it was reopened since
		}
		m.turn(p.Until)
		for n := range m.Parts {
			part := &m.Parts[n]
			part.Completion = reading.Was(p, m.Self, "parts/"+part.Municipality, part.Completion)
			part.turn(p.Until)
		}
	}
	return all
}

// turn forgets what was recorded as done after a moment.
func (c *Completion) turn(until time.Time) {
	if c.DoneAt == nil || c.DoneAt.After(until) {
		*c = Completion{}
	}
}
