package reminder

import (
	"fmt"
	"strconv"
	"strings"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// On which side of the deadline a step lies.
const (
	Before = "before"
	On     = "on_the_day"
	After  = "after"
)

// As what somebody is reminded.
const (
	AsAsked          = "asked"
	AsAdministrator  = "administrator"
	AsChiefExecutive = "chief_executive"
	AsRegion         = "region"
)

// Step is one of a policy: when something is sent, and to whom (rule 6.1).
type Step struct {
	Key         string       `json:"key,omitempty" readOnly:"true" example:"2_working_days_before" doc:"What the ledger calls it"`
	When        string       `json:"when" enum:"before,on_the_day,after" example:"before"`
	Count       int          `json:"count,omitempty" minimum:"0" maximum:"366" example:"2" doc:"How many days before or after; left out on the day itself"`
	Unit        workday.Unit `json:"unit,omitempty" enum:"working_days,days" example:"working_days" doc:"What is counted; left out on the day itself. Working days are those of the addressee's organisation"`
	Addressee   string       `json:"addressee" enum:"asked,administrator,chief_executive,region" example:"asked" doc:"asked: those whose act is waited for; administrator and chief_executive: those of the organisation that owes it; region: its secretariat and the chair of its board"`
	AlsoDaysOff bool         `json:"also_on_days_off,omitempty" doc:"Whether it is sent on days off too. If not, it goes on the last working day before, or, after the deadline, on the first one after"`
}

// name is what the ledger calls the step.
func (s Step) name() string {
	if s.When == On {
		return OnTheDay
	}
	unit := string(s.Unit)
	if s.Count == 1 {
		unit = strings.TrimSuffix(unit, "s")
	}
	return fmt.Sprintf("%d_%s_%s", s.Count, unit, s.When)
}

// named is the step with its name, as it is kept.
func (s Step) named() Step {
	s.Key = s.name()
	return s
}

// signed is how many days lie between the deadline and the step; fewer than none
// before it.
func (s Step) signed() int {
	if s.When == Before {
		return -s.Count
	}
	return s.Count
}

// counted is the day that the step falls on, be it off or not.
func (s Step) counted(cal *workday.Calendar, due workday.Date) workday.Date {
	if s.Unit == workday.WorkingDays {
		return cal.AddWorkingDays(due, s.signed())
	}
	return due.AddDays(s.signed())
}

// day is when the step of a deadline is sent. One that falls on a day on which
// nothing is sent goes on the last day before it, and after the deadline on the
// first one after it.
func (s Step) day(w window, due workday.Date) workday.Date {
	by, day := -1, s.counted(w.cal, due)
	if s.When == After {
		by = 1
	}
	for !w.sends(day) {
		day = day.AddDays(by)
	}
	return day
}

// posts are those of a deadline to whom the step goes.
func (s Step) posts(d Deadline) []authority.Post {
	switch s.Addressee {
	case AsAsked:
		return d.Asked
	case AsAdministrator:
		return d.Admin
	case AsChiefExecutive:
		return d.Chief
	default:
		return d.Region
	}
}

// words are the step in words, with whom it reaches.
func (s Step) words() message.Text {
	when := stepWords(s.name())
	if s.AlsoDaysOff {
		when = msgAlsoDaysOff.With(when)
	}
	return msgStepTo.With(when, addresseeWords(s.Addressee))
}

func addresseeWords(as string) message.Text {
	switch as {
	case AsAsked:
		return msgAsAsked
	case AsAdministrator:
		return msgAsAdministrator
	case AsChiefExecutive:
		return msgAsChiefExecutive
	default:
		return msgAsRegion
	}
}

// stepWords are a step's name in words: 2_working_days_before is 2 working days
// before.
func stepWords(name string) message.Text {
	digits, what, _ := strings.Cut(name, "_")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return msgOnTheDay
	}
	switch strings.ReplaceAll(what, "days", "day") {
	case "working_day_before":
		return msgWorkingDaysBefore.With(n)
	case "working_day_after":
		return msgWorkingDaysAfter.With(n)
	case "day_before":
		return msgDaysBefore.With(n)
	default:
		return msgDaysAfter.With(n)
	}
}
