package timeline

import (
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// When is the time of a milestone: a day, or a month whose day is not known.
type When struct {
	Due   *workday.Date  `json:"due" db:"due" format:"date" doc:"The day; it ends at its end in the zone. Null where only the month is known"`
	Month *workday.Month `json:"month" db:"month" example:"2024-06" doc:"The month, where the day is not known: then there is no reminder, and it is never overdue"`
}

// first and last are the days between which it lies.
func (w When) first() workday.Date {
	if w.Due != nil {
		return *w.Due
	}
	return w.Month.First()
}

func (w When) last() workday.Date {
	if w.Due != nil {
		return *w.Due
	}
	return w.Month.Last()
}

// Say is the time in a language.
func (w When) Say(in message.Language) string {
	if w.Due != nil {
		return w.Due.Say(in)
	}
	return w.Month.Say(in)
}

func (w When) plannedFor(o When) bool {
	return value(w.Due) == value(o.Due) && value(w.Month) == value(o.Month)
}

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
