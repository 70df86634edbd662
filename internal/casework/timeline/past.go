package timeline

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
)

// turned are milestones as they stood at a moment of the past, as the record
// tells (rule 1.1): who had done them and what was to be done, whatever was moved,
// reopened or withdrawn since.
func turned(all []Milestone, p *casefile.Past) []Milestone {
	if p == nil {
		return all
	}
	for i := range all {
		m := &all[i]
		m.Title, m.Kind, m.Note = casefile.Was(p, m.Self, "title", m.Title), casefile.Was(p, m.Self, "kind", m.Kind), casefile.Was(p, m.Self, "note", m.Note)
		m.Due, m.Month = casefile.Was(p, m.Self, "due", m.Due), casefile.Was(p, m.Self, "month", m.Month)
		m.Responsible = casefile.Was(p, m.Self, "responsible", m.Responsible)
		m.DoneAt, m.DoneNote = casefile.Was(p, m.Self, "done_at", m.DoneAt), casefile.Was(p, m.Self, "done_note", m.DoneNote)
		m.DoneOn = casefile.Was(p, m.Self, "done_on", m.DoneOn)
		m.DependsOn = slices.DeleteFunc(casefile.Was(p, m.Self, "depends_on", m.DependsOn), func(key string) bool { return find(all, key) == nil })
		m.Moves = slices.DeleteFunc(m.Moves, func(v MilestoneMove) bool { return p.Hides(v.At) })
		if done, ok := p.Last(m.Self, completing); ok && m.DoneAt != nil && m.DoneBy == nil {
			m.DoneBy = done.Person // it was reopened since
		}
		m.turn(p.Until)
		for n := range m.Parts {
			part := &m.Parts[n]
			part.Completion = casefile.Was(p, m.Self, "parts/"+part.Municipality, part.Completion)
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
