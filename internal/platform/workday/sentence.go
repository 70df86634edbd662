package workday

import "forankring.no/forankring/internal/platform/message"

// spans are how a count is said, after its start and before it.
var spans = map[Unit]struct {
	after, before message.Of2[int, message.Spoken]
}{
	WorkingDays: {msgWorkingDaysAfter, msgWorkingDaysBefore},
	Days:        {msgDaysAfter, msgDaysBefore},
	Weeks:       {msgWeeksAfter, msgWeeksBefore},
	Months:      {msgMonthsAfter, msgMonthsBefore},
}

// rolled are how a roll is said of what it is applied to.
var rolled = map[Roll]message.Of1[message.Text]{
	RollForward: msgOrNext, RollBackward: msgOrPrevious, RollNearest: msgOrNearest,
}

// From is the rule in words, counted from a day or from what happens on one: "10 working days after 2 April 2025",
// "42 days after the hearing begins, moved forward to a working day".
func (r Rule) From(start message.Spoken) message.Text {
	if said, ok := rolled[r.Roll]; ok {
		return said.With(r.span(start))
	}
	return r.span(start)
}

// span is the rule in words without its roll.
func (r Rule) span(start message.Spoken) message.Text {
	if r.Count < 0 {
		return spans[r.Unit].before.With(-r.Count, start)
	}
	return spans[r.Unit].after.With(r.Count, start)
}

// mostNamed is how many skipped days a sentence names; the data has all.
const mostNamed = 12

// sentence is the explanation in words, given why the count's last day is not a working day, and whether
// another working day was as near.
func (e Explanation) sentence(off Reason, tie bool) message.Text {
	said := []message.Text{msgIs.With(e.Rule.span(e.Start), e.CountedTo)}
	if e.CountedTo == e.Due && len(e.Skipped) > 0 { // by the count, and not by the roll
		said = append(said, msgNotCounted.With(e.named()))
	}
	if e.Shortened {
		said = append(said, msgShortened.With(e.Start.Day(), e.CountedTo.Month()))
	}
	if !off.IsZero() {
		said = append(said, e.moved(off, tie))
	}
	return message.Sentences(append(said, msgByVersion.With(e.CalendarVersion))...)
}

// moved says what the roll makes of a last day that is not a working day.
func (e Explanation) moved(off Reason, tie bool) message.Text {
	switch {
	case tie:
		return msgMovedTie.With(off.words, e.Due)
	case e.Due.After(e.CountedTo):
		return msgMovedForward.With(off.words, e.Due)
	case e.Due.Before(e.CountedTo):
		return msgMovedBack.With(off.words, e.Due)
	default:
		return msgKept.With(off.words)
	}
}

// named are the skipped days for a sentence: weekends as a number, the others by their names.
func (e Explanation) named() message.All[message.Text] {
	var weekend, more int
	var days message.All[message.Text]
	for _, s := range e.Skipped {
		switch {
		case s.Reason == ReasonWeekend:
			weekend++
		case len(days) == mostNamed:
			more++
		default:
			days = append(days, msgSkipped.With(s.Date, s.Text))
		}
	}
	if weekend > 0 {
		days = append(message.All[message.Text]{msgWeekend.With(weekend)}, days...)
	}
	if more > 0 {
		days = append(days, msgMore.With(more))
	}
	return days
}
