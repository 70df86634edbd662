package schedule

import "forankring.no/forankring/internal/platform/workday"

// Follow is what becomes of a step when another moves.
type Follow struct {
	Key      string
	From, To Span
	// Cause is the step that moves it, directly: it is counted from that one, or
	// would come too soon after it.
	Cause   string
	Counted bool
	// Stands says that it cannot move by itself, though it no longer fits: it is
	// done, or counted from a step that stays.
	Stands bool
}

// Move is what follows when a step moves to another day or month, in the order in
// which it does: a step that is counted from one that moves is counted anew; one
// that would come too soon after one that moves goes to the first working day on
// which it fits, or to the month of it. What still fits stays. Each follows what
// moved before it, so that with all of it the plan fits as before.
func (p *Plan) Move(key string, to Span) []Follow {
	now := map[string]Span{key: to}
	var all []Follow
	for i := range p.steps {
		s := &p.steps[i]
		f, follows := p.follow(s, now)
		if s.Key == key || !follows {
			continue
		}
		if all = append(all, f); !f.Stands {
			now[s.Key] = f.To
		}
	}
	return all
}

// follow is what becomes of a step when others are where they are now.
func (p *Plan) follow(s *Step, now map[string]Span) (Follow, bool) {
	f := Follow{Key: s.Key, From: s.Span, To: s.Span, Stands: s.Done}
	if c := s.Counted; c != nil {
		if from, moves := now[c.Step]; moves && !s.Done {
			f.To, f.Cause, f.Counted = On(s.Calendar.Due(from.First, c.Rule)), c.Step, true
			return f, f.To != s.Span
		}
		f.Stands = true
	}
	if f.Cause = s.tooSoonAfter(now); f.Cause == "" {
		return f, false
	}
	if !f.Stands {
		f.To = s.from(p.earliest(s, now), s.Calendar)
	}
	return f, true
}

// tooSoonAfter is the step, of those that move, that pushes this one the furthest;
// "" where none does.
func (s *Step) tooSoonAfter(now map[string]Span) (cause string) {
	furthest := s.Last
	for _, l := range s.After {
		if at, moves := now[l.Step]; moves && s.earliest(at.First, l.Lag).After(furthest) {
			cause, furthest = l.Step, s.earliest(at.First, l.Lag)
		}
	}
	return cause
}

// earliest is the first day on which a step can be after all those before it, as
// they are now; of a month its first day counts. It is no day where it is after none.
func (p *Plan) earliest(s *Step, now map[string]Span) (day workday.Date) {
	for _, l := range s.After {
		before := p.step(l.Step)
		if before == nil {
			continue
		}
		at, moves := now[l.Step]
		if !moves {
			at = before.Span
		}
		day = workday.Later(day, s.earliest(at.First, l.Lag))
	}
	return day
}
