package planner

import (
	"cmp"
	"slices"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// Plan lays the chain over the meetings: each step takes the first meeting that it
// can reach, and is told the last by which all can still be finished in time
// (rule 5.5). It refuses steps that wait for each other.
func (c *Chain) Plan() (*PlanOutcome, error) {
	p, err := newPasses(c)
	if err != nil {
		return nil, err
	}
	o := &PlanOutcome{Start: c.Start, WantedFinish: some(c.Finish), Sentences: []message.Text{}, Warnings: []PlanWarning{}}
	if !p.forward(nil) {
		o.Steps = p.steps(nil)
		o.LatestStart = some(p.backward(cmp.Or(c.Finish, far)))
		p.tellBroken(o)
		return o, nil
	}
	end := p.end()
	o.EarliestFinish, o.Feasible = &end.done, c.Finish.IsZero() || !end.done.After(c.Finish)
	o.LatestStart = some(p.backward(cmp.Or(c.Finish, end.done)))
	if o.LatestStart != nil {
		o.SlackDays = new(o.LatestStart.Sub(c.Start))
	}
	path := p.critical(end)
	o.Steps = p.steps(path)
	p.tellPlanned(o, end)
	o.Bottleneck = p.bottleneck(path)
	o.Sentences = append(o.Sentences, o.Bottleneck.Sentence)
	o.Warnings = p.warnings()
	return o, nil
}

// all calls with every stop, in the order of the steps.
func (p *passes) all(each func(*stop)) {
	for _, i := range p.order {
		for j := range p.stops[i] {
			each(&p.stops[i][j])
		}
	}
}

// end is the stop that is done last; of several the first.
func (p *passes) end() (last *stop) {
	p.all(func(s *stop) {
		if last == nil || s.done.After(last.done) {
			last = s
		}
	})
	return last
}

// critical is the way on which the finish depends, from the last stop back to the
// first: before each the one that it waited for.
func (p *passes) critical(end *stop) (path []*stop) {
	for at := end; at != nil; {
		path = append(path, at)
		var waited *stop
		for _, before := range p.Steps[at.step].After {
			p.waitsFor(at, before, func(b *stop) {
				if waited == nil || b.done.After(waited.done) {
					waited = b
				}
			})
		}
		at = waited
	}
	return path
}

// bottleneck is the body on the critical path that costs most: by how much all would
// be finished earlier, if it alone met as soon as it can be reached. Where none
// costs anything by itself, it is the last one; where no body is on the path, its
// last step.
func (p *passes) bottleneck(path []*stop) *PlanBottleneck {
	now, most, gain := path[0].done, path[0], 0
	if last := slices.IndexFunc(path, func(s *stop) bool { return s.body >= 0 }); last >= 0 {
		most = path[last]
	}
	for _, s := range path {
		if s.body < 0 {
			continue
		}
		if earlier := now.Sub(p.relaxed(s)); earlier > gain {
			most, gain = s, earlier
		}
	}
	at := p.breakAt(most, "")
	b := &PlanBottleneck{Step: at.Step, Organisation: at.Organisation, Body: at.Body, GainDays: gain}
	switch {
	case most.body < 0:
		b.Sentence = msgTakesItsTime.With(p.name(most))
	case gain > 0:
		b.Sentence = msgHoldsUp.With(p.name(most), now.AddDays(-gain), gain)
	default:
		b.Sentence = msgHoldsNothing.With(p.name(most))
	}
	return b
}

// relaxed is the finish of the chain with one stop that meets as soon as it can.
func (p *passes) relaxed(s *stop) workday.Date {
	again := &passes{Chain: p.Chain, order: p.order, stops: make([][]stop, len(p.stops))}
	for i := range p.stops {
		again.stops[i] = slices.Clone(p.stops[i])
	}
	place := slices.IndexFunc(p.stops[s.step], func(o stop) bool { return o.body == s.body })
	again.forward(&again.stops[s.step][place])
	return again.end().done
}

// name is what sentences call a stop.
func (p *passes) name(s *stop) message.Text {
	if s.body < 0 {
		return p.Steps[s.step].Name
	}
	return p.Bodies[s.body].Name
}

// tellPlanned says of a plan in which every step has its meetings when it ends and
// may begin, or why that is too late.
func (p *passes) tellPlanned(o *PlanOutcome, end *stop) {
	last := msgMeetsLast
	if end.body < 0 {
		last = msgEndsLast
	}
	o.Sentences = append(o.Sentences, last.With(p.name(end), end.done))
	if !o.Feasible {
		o.Infeasible = p.tooLate(o)
		o.Sentences = append(o.Sentences, o.Infeasible.Sentence)
		return
	}
	finish := cmp.Or(p.Finish, end.done)
	if *o.SlackDays > 0 {
		o.Sentences = append(o.Sentences, msgMayBegin.With(*o.LatestStart, finish, *o.SlackDays))
		return
	}
	o.Sentences = append(o.Sentences, msgMustBegin.With(p.Start, finish))
}

// tooLate is the break of a plan that is finished too late: the first stop that comes
// later than what follows lets it; of several of one step the one that does by most.
func (p *passes) tooLate(o *PlanOutcome) *PlanBreak {
	var first *stop
	p.all(func(s *stop) {
		late := s.done.Sub(s.until)
		if late > 0 && (first == nil || first.step == s.step && late > first.done.Sub(first.until)) {
			first = s
		}
	})
	b := p.breakAt(first, TooLate)
	b.NearestFinish, b.NearestStart = o.EarliestFinish, o.LatestStart
	b.Sentence = message.Sentences(msgTooLate.With(p.name(first), first.done, first.until, p.Finish), msgNearestFinish.With(*b.NearestFinish))
	if b.NearestStart != nil {
		b.Sentence = message.Sentences(b.Sentence, msgNearestStart.With(p.Finish, *b.NearestStart))
	}
	return b
}

func (p *passes) breakAt(s *stop, reason BreakReason) *PlanBreak {
	b := &PlanBreak{Step: p.Steps[s.step].Key, Reason: reason}
	if s.body >= 0 {
		b.Organisation, b.Body = p.Bodies[s.body].Organisation, p.Bodies[s.body].Key
	}
	return b
}

// tellBroken says of a plan in which a step has no meeting where it breaks, by each
// body that has none.
func (p *passes) tellBroken(o *PlanOutcome) {
	p.all(func(s *stop) {
		if !s.breaks {
			return
		}
		b := p.breakAt(s, NoneLater)
		if last, found := s.slots.latest(far); found {
			b.Sentence = msgNoneLater.With(p.name(s), s.ready, last.On, last.Gate())
		} else {
			b.Reason, b.Sentence = NoMeetings, msgNoMeetings.With(p.name(s), p.Start)
		}
		o.Sentences = append(o.Sentences, b.Sentence)
		if o.Infeasible == nil {
			o.Infeasible = b
		}
	})
	if o.LatestStart != nil {
		o.Infeasible.NearestStart, o.SlackDays = o.LatestStart, new(o.LatestStart.Sub(p.Start))
		o.Sentences = append(o.Sentences, msgLastChance.With(*o.LatestStart))
	}
}
