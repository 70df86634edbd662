package workday

import (
	"forankring.no/forankring/internal/platform/message"
)

// Explanation is how a deadline was computed (rule 5.3): as data, and as a sentence.
type Explanation struct {
	Start           Date         `json:"start" format:"date" example:"2025-04-11" doc:"The day from which it is counted, which is not counted itself"`
	Rule            Rule         `json:"rule" example:"working_days:4" doc:"The unit (working_days, days, weeks or months), the count, and after a comma the roll (forward, backward or nearest), left out where there is none"`
	Unit            Unit         `json:"unit" enum:"working_days,days,weeks,months" example:"working_days"`
	Count           int          `json:"count" example:"4" doc:"How many are counted; negative where it is counted back"`
	Roll            Roll         `json:"roll" enum:"none,forward,backward,nearest" example:"none" doc:"What becomes of a deadline on a day that is not a working day. Of two working days that are equally near, nearest takes the later one"`
	CountedTo       Date         `json:"counted_to" format:"date" example:"2025-04-22" doc:"The day on which the count ends, before the roll"`
	Due             Date         `json:"due" format:"date" example:"2025-04-22" doc:"The deadline, which lasts to the end of this day"`
	Shortened       bool         `json:"shortened" doc:"Whether the month in which the count ends lacks the day of the start, so that its last day is taken"`
	Skipped         []SkippedDay `json:"skipped" doc:"Every day that was passed over because it is not a working day, by the count of working days or by the roll, in the order of the calendar"`
	CalendarVersion string       `json:"calendar_version" example:"no-1" doc:"The version of the calendar by which it was counted: another one may count other days"`
	Sentence        message.Text `json:"sentence" example:"4 working days after 11 April 2025 is 22 April 2025." doc:"All of it in words"`
}

// SkippedDay is a day that a deadline passes over, and why (rule 5.3).
type SkippedDay struct {
	Date   Date         `json:"date" format:"date" example:"2025-04-17"`
	Reason ReasonKind   `json:"reason" enum:"weekend,public_holiday,day_off" example:"public_holiday"`
	Text   message.Text `json:"text" example:"public holiday: Maundy Thursday"`
}

// Explain counts by the rule from a day, and says how (rules 5.1, 5.3).
func (c *Calendar) Explain(start Date, r Rule) Explanation {
	if !r.rolls() {
		r.Roll = RollNone
	}
	to := c.count(start, r)
	due, tie := c.roll(to, r.Roll)
	e := Explanation{
		Start: start, Rule: r, Unit: r.Unit, Count: r.Count, Roll: r.Roll, CountedTo: to, Due: due,
		Shortened: r.Unit == Months && to.Day() != start.Day(), Skipped: []SkippedDay{}, CalendarVersion: c.version,
	}
	if r.Unit == WorkingDays && r.Count != 0 {
		e.Skipped = c.daysOff(start, to, start)
	} else if due != to {
		e.Skipped = c.daysOff(to, due, due)
	}
	e.Sentence = e.sentence(c.Reason(to), tie)
	return e
}

// Due is the deadline that Explain explains.
func (c *Calendar) Due(start Date, r Rule) Date {
	due, _ := c.roll(c.count(start, r), r.Roll)
	return due
}

// count is where a rule's count ends, before its roll.
func (c *Calendar) count(start Date, r Rule) Date {
	switch r.Unit {
	case WorkingDays:
		return c.AddWorkingDays(start, r.Count)
	case Months:
		return start.AddMonths(r.Count)
	case Weeks:
		return start.AddDays(7 * r.Count)
	default:
		return start.AddDays(r.Count)
	}
}

// roll is the day to which a deadline is moved, and whether another was as near.
func (c *Calendar) roll(d Date, how Roll) (to Date, tie bool) {
	switch how {
	case RollForward:
		return c.Next(d), false
	case RollBackward:
		return c.Previous(d), false
	case RollNearest:
		next, previous := c.Next(d), c.Previous(d)
		after, before := next.Sub(d), d.Sub(previous)
		if after <= before {
			return next, after == before && after > 0
		}
		return previous, false
	default:
		return d, false
	}
}

// daysOff are the days from one to another, whichever is the earlier, that are not working days, both
// included but for the one that is no part of it.
func (c *Calendar) daysOff(from, to, but Date) []SkippedDay {
	days := []SkippedDay{}
	for d := Earlier(from, to); !d.After(Later(from, to)); d = d.AddDays(1) {
		if reason := c.Reason(d); !reason.IsZero() && d != but {
			days = append(days, SkippedDay{Date: d, Reason: reason.Kind, Text: reason.words})
		}
	}
	return days
}

// AddMonths is the same day n months later, or earlier when n is negative: the last day of a month that does
// not have it.
func (d Date) AddMonths(n int) Date {
	m := d.Month().AddMonths(n)
	return Earlier(m.First().AddDays(d.Day()-1), m.Last())
}
