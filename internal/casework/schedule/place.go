package schedule

import "forankring.no/forankring/internal/platform/workday"

// Forward places the steps as early as they can be: each on the first working day on
// or after a start, and after those before it. What is done stays where it is.
func (p *Plan) Forward(start workday.Date) map[string]workday.Date {
	placed := map[string]Span{}
	days := map[string]workday.Date{}
	for i := range p.steps {
		s := &p.steps[i]
		if s.Done {
			continue
		}
		day := s.Calendar.Next(workday.Later(start, p.earliest(s, placed)))
		placed[s.Key], days[s.Key] = On(day), day
	}
	return days
}

// Backward places the steps as late as they can be: each on the last working day on
// or before an end, and before those that come after it. What is done stays where it
// is, and holds nothing back.
func (p *Plan) Backward(end workday.Date) map[string]workday.Date {
	days := map[string]workday.Date{}
	latest := map[string]workday.Date{}
	for i := len(p.steps) - 1; i >= 0; i-- {
		s := &p.steps[i]
		if s.Done {
			continue
		}
		day := end
		if told, ok := latest[s.Key]; ok {
			day = workday.Earlier(day, told)
		}
		day = s.Calendar.Previous(day)
		days[s.Key] = day
		for _, l := range s.After {
			before := s.latest(day, l.Lag)
			if was, told := latest[l.Step]; !told || before.Before(was) {
				latest[l.Step] = before
			}
		}
	}
	return days
}
