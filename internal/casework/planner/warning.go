package planner

import (
	"time"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// warnings are what is possible in a plan, and may not be meant: meetings on days
// that are not for them, consultations across Easter, into July or short, and bodies
// that have set nothing (rules 5.2, 5.5, 10.1).
func (p *passes) warnings() []PlanWarning {
	all := []PlanWarning{}
	p.all(func(s *stop) {
		add := func(code string, detail message.Text) {
			b := p.breakAt(s, "")
			all = append(all, PlanWarning{Code: code, Step: b.Step, Organisation: b.Organisation, Body: b.Body, Detail: detail})
		}
		if s.body >= 0 {
			p.warnOfMeeting(s, add)
		} else if p.Steps[s.step].Kind == Consultation {
			p.warnOfConsultation(s, add)
		}
	})
	return all
}

func (p *passes) warnOfMeeting(s *stop, add func(string, message.Text)) {
	name, on := p.name(s), s.chosen.On
	if reason := s.calendar.Reason(on); !reason.IsZero() {
		add("day_off", msgMeetsOff.With(name, on, reason))
	}
	if entry, recess := s.calendar.InRecess(on); recess {
		add("recess", msgMeetsInRecess.With(name, on, entry.Name))
	} else if inJuly(on, on) {
		add("july", msgMeetsInJuly.With(name, on))
	}
	if at := p.Bodies[s.body].Settings.At(on); at == nil || at.Submission == nil && at.Notice == nil {
		add("no_settings", msgNoSettings.With(name))
	}
}

func (p *passes) warnOfConsultation(s *stop, add func(string, message.Text)) {
	name := p.name(s)
	if overEaster(s.ready, s.done) {
		add("over_easter", msgOverEaster.With(name, s.ready, s.done))
	}
	if inJuly(s.ready, s.done) {
		add("over_july", msgOverJuly.With(name, s.ready, s.done))
	}
	if s.done.Sub(s.ready) < LawfulConsultation {
		add("short_consultation", msgShort.With(name, LawfulConsultation, s.done.Sub(s.ready)))
	}
}

// overEaster says whether one of the days is Easter Sunday.
func overEaster(from, to workday.Date) bool {
	for year := from.Year(); year <= to.Year(); year++ {
		if easter := workday.EasterSunday(year); !easter.Before(from) && !easter.After(to) {
			return true
		}
	}
	return false
}

// inJuly says whether one of the days lies in July.
func inJuly(from, to workday.Date) bool {
	for year := from.Year(); year <= to.Year(); year++ {
		first, _ := workday.NewDate(year, time.July, 1)
		if !first.After(to) && !first.AddDays(30).Before(from) {
			return true
		}
	}
	return false
}
