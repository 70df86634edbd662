package mandate

import (
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// The codes of what is warned of about a day, which is kept all the same.
const (
	DayOff            = "day_off"
	NamingDatesDiffer = "naming_dates_differ"
)

// DateWarning is something about a deadline that should be looked at, and is
// kept (rule 5.3).
type DateWarning struct {
	Code   string       `json:"code" enum:"day_off,naming_dates_differ" doc:"day_off: the day is not a working day; naming_dates_differ: the milestone naming_due names another day"`
	Member string       `json:"member" example:"answer_by" doc:"The member that holds the day"`
	Detail message.Text `json:"detail" example:"2024-05-17 is not a working day (public holiday: Constitution Day)."`
}

// WarnOfDayOff warns of a deadline on a day that is no working day in the calendar
// of the organisation concerned (rules 5.2, 5.3).
func WarnOfDayOff(member string, day workday.Date, calendar *workday.Calendar) []DateWarning {
	if !calendar.IsWorkingDay(day) {
		return []DateWarning{{DayOff, member, MsgDayOff.With(day, calendar.Reason(day))}}
	}
	return nil
}

// warnOfDayOff warns of a day by which all are to act: where it is off in the
// region, which set it, or else in municipalities that are asked.
func (v *Document) warnOfDayOff(member string, day workday.Date) []DateWarning {
	if found := WarnOfDayOff(member, day, v.Calendars.For(v.Region)); found != nil {
		return found
	}
	var found []DateWarning
	for i := range v.Slices {
		s := &v.Slices[i]
		if calendar := v.Calendars.For(s.Municipality); !calendar.IsWorkingDay(day) {
			found = append(found, DateWarning{DayOff, member, msgDayOffIn.With(day, s.Name, calendar.Reason(day))})
		}
	}
	return found
}

// MustTakeDays refuses what depends on the days of a version whose days ask nothing
// of anybody: of one that is neither open nor in force.
func (v *Document) MustTakeDays() error {
	if v.State != StateInForce {
		return v.MustBeOpen()
	}
	return nil
}

// DateWarnings are what does not fit with the deadlines of a submitted version that
// still ask something: days off, of the answers while it is open alone, and another
// day of the milestone of the naming, nil where there is none or nobody asked (rules
// 5.3, 6.2).
func (v *Document) DateWarnings(naming *workday.Date) []DateWarning {
	if v.AnswerBy == nil || v.NamingDue == nil || v.MustTakeDays() != nil {
		return nil
	}
	var found []DateWarning
	if v.State == StateOpen {
		found = v.warnOfDayOff("answer_by", *v.AnswerBy)
	}
	found = append(found, v.warnOfDayOff("naming_due", *v.NamingDue)...)
	if naming != nil && *naming != *v.NamingDue {
		found = append(found, DateWarning{NamingDatesDiffer, "naming_due", msgOtherNamingDate.With(*naming)})
	}
	return found
}

// NamingDate is the day by which a version asks for names.
type NamingDate struct {
	Version int          `db:"version"`
	Due     workday.Date `db:"naming_due"`
}
