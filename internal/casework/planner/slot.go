package planner

import (
	"slices"
	"sort"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/workday"
)

// Slot is a meeting with the days on which its papers are in and its notice goes
// out.
type Slot struct {
	Meeting
	Papers workday.Date
	Notice workday.Date
}

// Gate is the last day on which the case can still come before the meeting: when
// its papers have to be in and its notice goes out.
func (s Slot) Gate() workday.Date { return workday.Earlier(s.Papers, s.Notice) }

// slots are the meetings of a body, in stretches in which the same settings stand:
// within one, a later meeting never has an earlier gate.
type slots struct {
	calendar  *workday.Calendar
	meetings  []Meeting
	stretches []stretch
}

// stretch are the meetings [from, to) of a body, and what it goes by on them.
type stretch struct {
	from, to int
	settings *body.Settings
}

// slotsOf parts the meetings of a body, which are in the order of their days, where
// other settings begin (rule 5.2).
func slotsOf(b Body) slots {
	s := slots{calendar: b.Calendar, meetings: b.Meetings}
	starts := []workday.Date{{}}
	for _, settings := range b.Settings {
		starts = append(starts, settings.From)
	}
	slices.SortFunc(starts, workday.Date.Compare)
	starts = slices.Compact(starts)
	for i, start := range starts {
		st := stretch{from: s.from(start), to: len(s.meetings), settings: b.Settings.At(start)}
		if i+1 < len(starts) {
			st.to = s.from(starts[i+1])
		}
		if st.from < st.to {
			s.stretches = append(s.stretches, st)
		}
	}
	return s
}

// from is the place of the first meeting on a day or after it.
func (s slots) from(day workday.Date) int {
	return sort.Search(len(s.meetings), func(i int) bool { return !s.meetings[i].On.Before(day) })
}

// slot is a meeting with its days.
func (s slots) slot(m Meeting, settings *body.Settings) Slot {
	at := Slot{Meeting: m, Papers: m.On, Notice: m.On}
	if settings == nil {
		return at
	}
	if settings.Submission != nil {
		at.Papers = settings.Submission.Before(m.On, s.calendar)
	}
	if settings.Notice != nil {
		at.Notice = settings.Notice.Before(m.On, s.calendar)
	}
	return at
}

// earliest is the first meeting that can still be reached on a day.
func (s slots) earliest(ready workday.Date) (Slot, bool) {
	for _, st := range s.stretches {
		i := st.from + sort.Search(st.to-st.from, func(i int) bool {
			return !s.slot(s.meetings[st.from+i], st.settings).Gate().Before(ready)
		})
		if i < st.to {
			return s.slot(s.meetings[i], st.settings), true
		}
	}
	return Slot{}, false
}

// latest is the meeting until a day, included, that can be reached the latest; of
// several the last.
func (s slots) latest(until workday.Date) (found Slot, ok bool) {
	end := s.from(until.AddDays(1))
	for _, st := range s.stretches {
		if st.from >= end {
			break
		}
		last := s.slot(s.meetings[min(st.to, end)-1], st.settings)
		if !ok || !last.Gate().Before(found.Gate()) {
			found, ok = last, true
		}
	}
	return found, ok
}

// missed is the meeting before the one that was chosen.
func (s slots) missed(chosen Slot, settings body.SettingsHistory) (Slot, bool) {
	i := s.from(chosen.On) - 1
	if i < 0 {
		return Slot{}, false
	}
	m := s.meetings[i]
	return s.slot(m, settings.At(m.On)), true
}

// soonest is the first day on which the body could meet, if it met on every working
// day; what it meets on anyhow at the latest.
func (s slots) soonest(ready, anyhow workday.Date, settings body.SettingsHistory) Slot {
	for day := ready; day.Before(anyhow); day = day.AddDays(1) {
		at := s.slot(Meeting{On: day}, settings.At(day))
		if s.calendar.IsWorkingDay(day) && !at.Gate().Before(ready) {
			return at
		}
	}
	return s.slot(Meeting{On: anyhow}, settings.At(anyhow))
}
