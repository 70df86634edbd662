package calendar

import (
	"cmp"
	"slices"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// The bounds of a calendar: what it says stays readable, and is read at every count.
const (
	maxDays    = 366 // of one entry
	maxYears   = 10  // from today, before as after
	maxEntries = 400 // of one calendar
)

// The faults of calendars.
var (
	ErrContent = fault.New(fault.Invalid, "calendar.content", "The entry cannot be taken",
		"An entry has a name, and lasts from its first to its last day: a year at most, within ten years of today (rule 5.2).")
	ErrContradiction = fault.New(fault.Conflict, "calendar.contradiction", "The entry contradicts another",
		"One calendar cannot say of a day both that it is off and that it is a working day (rule 5.2). Change the other entry, or remove it.")
	ErrOverlap = fault.New(fault.Conflict, "calendar.overlap", "The days have an entry already",
		"A day has one entry of a kind in a calendar (rule 5.2). Change the other entry, or enter the days that are left.")
	ErrFull = fault.New(fault.Conflict, "calendar.full", "The calendar is full",
		"A calendar has at most 400 entries (rule 5.2). Enter days that follow each other as one entry, or remove what is long past.")
	ErrRule = fault.New(fault.Invalid, "calendar.rule", "No such rule for a deadline",
		"A rule is a unit (working_days, days, weeks or months), a colon and a count of at most about ten years, and after a comma what becomes of a deadline on a day off, if it moves: forward, backward or nearest (rule 5.3). Examples: working_days:10, days:42,forward, months:-1,nearest.")
	ErrRange = fault.New(fault.Invalid, "calendar.range", "The deadline lies outside the calendar",
		"Deadlines lie between 1900-01-01 and 2200-12-31 (rule 5.1).")
	ErrZone = fault.New(fault.Invalid, "calendar.zone", "No such time zone",
		"A zone is named as in the IANA time zone database, such as Europe/Oslo (rule 5.1).")
)

// check brings the input to its one form, and refuses days that are no entry, seen
// from today (rule 5.2).
func (in *CalendarEntryInput) check(today workday.Date) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/name", &in.Name)
	canon.TidyText(&c, "/reason", &in.Reason)
	if in.LastDay == nil {
		in.LastDay = &in.FirstDay
	}
	first, last := today.AddMonths(-12*maxYears), today.AddMonths(12*maxYears)
	c.Require(!in.FirstDay.Before(first), "/first_day", msgTooEarly.With(first))
	switch {
	case in.LastDay.Before(in.FirstDay):
		c.Require(false, "/last_day", msgEndsBefore)
	case in.LastDay.Sub(in.FirstDay) >= maxDays:
		c.Require(false, "/last_day", msgEndless)
	case in.LastDay.After(last):
		c.Require(false, "/last_day", msgTooLate.With(last))
	}
	return c.Err(ErrContent)
}

// same says whether the input leaves an entry as it is.
func (in *CalendarEntryInput) same(e *CalendarEntry) bool {
	return in.Kind == e.Kind && in.FirstDay == e.FirstDay && *in.LastDay == e.LastDay && in.Name == e.Name
}

// mustFit refuses days that the calendar's own entries speak of already: one that
// says the opposite first (rule 5.2). The entry numbered except is the one that is
// replaced. An entry of the calendar above is overridden.
func (c *Calendar) mustFit(in *CalendarEntryInput, except int64) error {
	own := c.own()
	if except == 0 && len(own) >= maxEntries {
		return ErrFull
	}
	var overlap error
	for _, e := range own {
		if e.Number == except || in.LastDay.Before(e.FirstDay) || in.FirstDay.After(e.LastDay) || (e.Kind == workday.Recess) != (in.Kind == workday.Recess) {
			continue
		}
		common := days(workday.Later(in.FirstDay, e.FirstDay), workday.Earlier(*in.LastDay, e.LastDay))
		if e.Kind != in.Kind {
			return ErrContradiction.On("/first_day", msgSaysOpposite.With(e.Name, kindNames[e.Kind], common))
		}
		if overlap == nil {
			overlap = ErrOverlap.On("/first_day", msgOverlaps.With(e.Name, common))
		}
	}
	return overlap
}

// days are one day or several, in words.
func days(first, last workday.Date) message.Text {
	if first == last {
		return msgOnDay.With(first)
	}
	return msgOnDays.With(first, last)
}

// put is the calendar with an entry added, or in the place of the one with its
// number.
func (c *Calendar) put(e *CalendarEntry) *Calendar {
	after := c.without(e)
	after.Entries = append(after.Entries, e)
	slices.SortFunc(after.Entries, (*CalendarEntry).compare)
	return after
}

// without is the calendar without an entry of its own.
func (c *Calendar) without(e *CalendarEntry) *Calendar {
	after := *c
	after.Entries = slices.DeleteFunc(slices.Clone(c.Entries), func(o *CalendarEntry) bool { return o.Body == e.Body && o.Number == e.Number })
	return &after
}

// find is an entry of the calendar's own; nil where there is none.
func (c *Calendar) find(number int64) *CalendarEntry {
	for _, e := range c.own() {
		if e.Number == number {
			return e
		}
	}
	return nil
}

// compare orders entries by their days.
func (e *CalendarEntry) compare(o *CalendarEntry) int {
	return cmp.Or(e.FirstDay.Compare(o.FirstDay), e.LastDay.Compare(o.LastDay), cmp.Compare(e.Body, o.Body), cmp.Compare(e.Number, o.Number))
}

// kindNames are what the kinds of entries are called.
var kindNames = map[workday.EntryKind]message.Text{
	workday.DayOff: msgKindDayOff, workday.Recess: msgKindRecess, workday.WorkingDay: msgKindWorkingDay,
}
