package planner

import (
	"slices"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// some is a day that is there; nil for no date.
func some(d workday.Date) *workday.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

func rule(r workday.Rule) *workday.Rule {
	if r.IsZero() {
		return nil
	}
	return &r
}

// steps are the steps of the chain as they are planned.
func (p *passes) steps(critical []*stop) []PlannedStep {
	all := make([]PlannedStep, 0, len(p.order))
	for _, i := range p.order {
		s := p.Steps[i]
		shown := PlannedStep{
			Key: s.Key, Name: s.Name, Kind: s.Kind, After: []string{}, Preparation: rule(s.Preparation), Lasts: rule(s.Lasts),
			Parts: make([]PlannedPart, len(p.stops[i])),
		}
		for _, before := range s.After {
			shown.After = append(shown.After, p.Steps[before].Key)
		}
		for j := range p.stops[i] {
			at := &p.stops[i][j]
			shown.Parts[j] = p.part(at)
			shown.Parts[j].Critical = slices.Contains(critical, at)
			shown.Critical = shown.Critical || shown.Parts[j].Critical
		}
		shown.Done, shown.SlackDays = joined(shown.Parts)
		all = append(all, shown)
	}
	return all
}

// joined are the day on which all parts are done, and their least slack.
func joined(parts []PlannedPart) (done *workday.Date, slack *int) {
	done, slack = parts[0].Done, parts[0].SlackDays
	for _, part := range parts[1:] {
		if done == nil || part.Done == nil {
			done = nil
		} else if part.Done.After(*done) {
			done = part.Done
		}
		if slack == nil || part.SlackDays == nil {
			slack = nil
		} else if *part.SlackDays < *slack {
			slack = part.SlackDays
		}
	}
	return done, slack
}

// part is what is planned for a stop; without days where it breaks or lies behind
// what does.
func (p *passes) part(s *stop) PlannedPart {
	shown := PlannedPart{Name: p.name(s), Ready: some(s.ready)}
	if s.body >= 0 {
		b := &p.Bodies[s.body]
		shown.Organisation, shown.Body, shown.bodyID = b.Organisation, b.Key, b.ID
	}
	if s.ready.IsZero() || s.breaks {
		return shown
	}
	shown.Done = some(s.done)
	if !s.last.IsZero() {
		shown.Latest, shown.SlackDays = some(s.last), new(s.last.Sub(s.ready))
	}
	if s.body < 0 {
		shown.Sentence = msgRuns.With(shown.Name, s.ready, s.done)
		return shown
	}
	if s.chosen.ID != 0 {
		shown.Meeting = &s.chosen.ID
	}
	shown.MeetingOn, shown.Papers, shown.Notice = some(s.chosen.On), some(s.chosen.Papers), some(s.chosen.Notice)
	if shown.Latest != nil {
		shown.Latest = some(s.latest.On)
	}
	shown.Sentence = p.why(s)
	return shown
}

// why says why a stop takes its meeting, and of the one before why not that.
func (p *passes) why(s *stop) message.Text {
	takes := msgTakes.With(p.name(s), s.chosen.On, s.chosen.Gate(), s.ready)
	missed, there := s.slots.missed(s.chosen, p.Bodies[s.body].Settings)
	if !there || missed.On.Before(p.Start) {
		return takes
	}
	return message.Sentences(takes, msgMissed.With(missed.On, missed.Gate()))
}
