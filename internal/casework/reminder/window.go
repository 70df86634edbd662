package reminder

import (
	"time"

	"forankring.no/forankring/internal/platform/workday"
)

// window says when reminders may be sent (rules 6.1, 6.4): from a local time on,
// on the working days of the addressee's organisation, or on any day, and never on
// a quiet one.
type window struct {
	cal    *workday.Calendar
	from   string // such as 08:00
	anyDay bool
	quiet  []Quiet
}

// sends says whether anything is sent on a day.
func (w window) sends(day workday.Date) bool {
	for _, q := range w.quiet {
		if !day.Before(q.From) && !day.After(q.To) {
			return false
		}
	}
	return w.anyDay || w.cal.IsWorkingDay(day)
}

// time is the moment at which a day's reminders go out, by the clock on the wall
// there: summer time moves it in UTC.
func (w window) time(day workday.Date) time.Time {
	at, err := time.Parse("15:04", w.from)
	if err != nil {
		panic("a send time that was never checked: " + w.from)
	}
	t := day.In(workday.Oslo())
	return time.Date(t.Year(), t.Month(), t.Day(), at.Hour(), at.Minute(), 0, 0, workday.Oslo()).UTC()
}

// mayGo says whether a reminder that is due may go out at a moment (rule 6.4): on
// its own day from its time on, until that day ends; and on any later day on which
// something is sent, from the send time on.
func (w window) mayGo(dueAt, now time.Time) bool {
	today := workday.Today(now)
	return today == workday.Today(dueAt) || w.sends(today) && !now.Before(w.time(today))
}

// next is when a reminder goes out that may not go now: at the send time of today,
// or of the first day after it on which something is sent.
func (w window) next(now time.Time) time.Time {
	day := workday.Today(now)
	if !now.Before(w.time(day)) {
		day = day.AddDays(1)
	}
	for !w.sends(day) {
		day = day.AddDays(1)
	}
	return w.time(day)
}

// atOnce is when a step is sent that is told at once, because its deadline was set
// late on its own day (rule 6.1): now, and whatever day it is, but nobody is
// written to in the night before that day's send time. Until midnight nothing
// holds it back: by the next morning the deadline has passed.
func (w window) atOnce(now time.Time) time.Time {
	if at := w.time(workday.Today(now)); now.Before(at) {
		return at
	}
	return now
}

// late says whether a reminder goes out on a later day than its own, and is
// marked (rule 6.4).
func late(dueAt, now time.Time) bool { return workday.Today(now).After(workday.Today(dueAt)) }
