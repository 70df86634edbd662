package planner

import (
	"slices"

	"forankring.no/forankring/internal/platform/workday"
)

// far is a day after all that can be planned.
var far = workday.MustDate("2200-12-31")

// stop is what is planned for one body of a step, or for a step that no body treats.
type stop struct {
	step, body int // body is the place of the body, -1 without one
	slots      slots
	calendar   *workday.Calendar

	// The forward pass: what comes before is done and prepared for by ready, it takes
	// the meeting in chosen, or begins on ready, and is done on done. Where it breaks
	// there is no such meeting.
	ready  workday.Date
	chosen Slot
	done   workday.Date
	breaks bool

	// The backward pass: it has to be done by until, for which the papers have to be in,
	// or it has to begin, on last at the latest; last is no date where it cannot be.
	until  workday.Date
	last   workday.Date
	latest Slot
}

// passes are a chain on its way through the passes: its stops by their steps.
type passes struct {
	*Chain
	order []int
	stops [][]stop
}

func newPasses(c *Chain) (*passes, error) {
	ordered, err := order(c.Steps)
	if err != nil {
		return nil, err
	}
	p := &passes{Chain: c, order: ordered, stops: make([][]stop, len(c.Steps))}
	known := make([]slots, len(c.Bodies))
	for i, b := range c.Bodies {
		known[i] = slotsOf(b)
	}
	for i, s := range c.Steps {
		for _, b := range s.Bodies {
			p.stops[i] = append(p.stops[i], stop{step: i, body: b, slots: known[b], calendar: c.Bodies[b].Calendar})
		}
		if len(s.Bodies) == 0 {
			p.stops[i] = []stop{{step: i, body: -1, calendar: c.Calendar}}
		}
	}
	return p, nil
}

// organisation is whose body a stop is; "" without one.
func (p *passes) organisation(s *stop) string {
	if s.body < 0 {
		return ""
	}
	return p.Bodies[s.body].Organisation
}

// waitsFor calls with each stop of a step before that a stop waits for.
func (p *passes) waitsFor(s *stop, before int, each func(*stop)) {
	own := p.Steps[s.step].Own && p.has(before, p.organisation(s))
	for i := range p.stops[before] {
		if b := &p.stops[before][i]; !own || p.organisation(b) == p.organisation(s) {
			each(b)
		}
	}
}

func (p *passes) has(step int, organisation string) bool {
	for i := range p.stops[step] {
		if p.organisation(&p.stops[step][i]) == organisation {
			return true
		}
	}
	return false
}

// forward gives every stop the first meeting that it can reach, up to the step that
// breaks; relaxed is one that meets as soon as it is ready, or nil. It says whether
// none breaks.
func (p *passes) forward(relaxed *stop) bool {
	for _, i := range p.order {
		broken := false
		ends := p.ends(i)
		for j := range p.stops[i] {
			s := &p.stops[i][j]
			s.ready = p.readyOf(s, ends)
			s.meet(p, s == relaxed)
			broken = broken || s.breaks
		}
		if broken {
			return false
		}
	}
	return true
}

// readyOf is the day on which what comes before a stop is done, and the preparation
// with it; ends are those of the steps before.
func (p *passes) readyOf(s *stop, ends []workday.Date) workday.Date {
	step, from := p.Steps[s.step], p.Start
	for k, before := range step.After {
		if !step.Own {
			from = workday.Later(from, ends[k])
			continue
		}
		p.waitsFor(s, before, func(b *stop) { from = workday.Later(from, b.done) })
	}
	return due(s.calendar, from, step.Preparation)
}

// ends are the days on which the steps before one are done by all.
func (p *passes) ends(i int) []workday.Date {
	ends := make([]workday.Date, len(p.Steps[i].After))
	for k, before := range p.Steps[i].After {
		for j := range p.stops[before] {
			ends[k] = workday.Later(ends[k], p.stops[before][j].done)
		}
	}
	return ends
}

// meet takes the first meeting that can be reached when it is ready.
func (s *stop) meet(p *passes, relaxed bool) {
	s.breaks = false
	switch {
	case s.body < 0:
		s.done = due(s.calendar, s.ready, p.Steps[s.step].Lasts)
		return
	case relaxed:
		s.chosen = s.slots.soonest(s.ready, s.chosen.On, p.Bodies[s.body].Settings)
	default:
		var ok bool
		s.chosen, ok = s.slots.earliest(s.ready)
		s.breaks = !ok
	}
	s.done = s.chosen.On
}

// backward gives every stop the last meeting by which all can still be finished on a
// day, from the end to the start. It gives the last day on which the work may begin,
// no date where that cannot be said since a step has no meeting in time. Such a step
// asks nothing of what comes before it.
func (p *passes) backward(finish workday.Date) (start workday.Date) {
	for i := range p.stops {
		for j := range p.stops[i] {
			p.stops[i][j].until = finish
		}
	}
	start, possible := far, true
	for _, i := range slices.Backward(p.order) {
		for j := range p.stops[i] {
			s := &p.stops[i][j]
			if !s.retreat(p) {
				possible = false
				continue
			}
			needs := latestFrom(s.calendar, s.last, p.Steps[i].Preparation)
			if len(p.Steps[i].After) == 0 {
				start = workday.Earlier(start, needs)
			}
			for _, before := range p.Steps[i].After {
				p.waitsFor(s, before, func(b *stop) { b.until = workday.Earlier(b.until, needs) })
			}
		}
	}
	if !possible {
		return workday.Date{}
	}
	return start
}

// retreat takes the last meeting that is in time.
func (s *stop) retreat(p *passes) bool {
	s.last = workday.Date{}
	if s.body < 0 {
		s.last = latestFrom(s.calendar, s.until, p.Steps[s.step].Lasts)
		return true
	}
	slot, ok := s.slots.latest(s.until)
	if ok {
		s.latest, s.last = slot, slot.Gate()
	}
	return ok
}
