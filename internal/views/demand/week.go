package demand

import (
	"fmt"
	"time"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The sizes of periods. A view begins with the week of its first day.
const (
	weekDays     = 7
	defaultWeeks = 13
	maxWeeks     = 60
	maxDays      = 3660
)

// completePeriod fills in what was left out: from today, for 13 weeks. It refuses one
// without a day, and one of more than so many.
func completePeriod(from, to, today workday.Date, limit int) (workday.Date, workday.Date, error) {
	if from.IsZero() {
		from = today
	}
	if to.IsZero() {
		to = monday(from).AddDays(defaultWeeks * weekDays)
	}
	var c fault.Checks
	c.Require(from.Before(to), "query/to", organisation.MsgNotLater.With(from))
	c.Require(to.Sub(from) <= limit, "query/to", msgTooLong.With(limit, from))
	return from, to, c.Err(ErrPeriod)
}

// weeks brings a period to whole weeks, Monday to Sunday.
func weeks(from, to, today workday.Date) (workday.Date, workday.Date, error) {
	from, to, err := completePeriod(from, to, today, maxWeeks*weekDays)
	if err != nil {
		return from, to, err
	}
	from, to = monday(from), monday(to.AddDays(weekDays-1))
	if to.Sub(from) > maxWeeks*weekDays {
		return from, to, ErrPeriod.On("query/to", msgTooWide.With(maxWeeks))
	}
	return from, to, nil
}

func monday(d workday.Date) workday.Date { return d.AddDays(-(int(d.Weekday()) + 6) % weekDays) }

// numberOf is the number of the week of a date in its year.
func numberOf(d workday.Date) int {
	_, week := d.In(time.UTC).ISOWeek()
	return week
}

// weekOf names the week of a date as ISO 8601 does.
func weekOf(d workday.Date) string {
	year, week := d.In(time.UTC).ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}

// employee is an employment with what it can give, and what is asked of it.
type employee struct {
	ID               int64         `db:"id"`
	MunicipalityName string        `db:"municipality_name"`
	StaffKey         string        `db:"staff_key"`
	Name             string        `db:"name"`
	Title            string        `db:"title"`
	From             workday.Date  `db:"from_date"`
	To               *workday.Date `db:"to_date"`

	gives []capacity.Level
	named []staffing.Named
}

// throughout says whether the employment lasts on every day of [from, to).
func (e *employee) throughout(from, to workday.Date) bool {
	return period.Of(e.From, e.To).Covers(period.Between(from, to))
}

// load is what the employee can give and what is asked of it.
func (e *employee) load() capacity.Load {
	l := capacity.Load{Gives: e.gives}
	for i := range e.named {
		l.Uses = append(l.Uses, e.named[i].Use())
	}
	return l
}

// during are the days of [from, to) on which the employment lasts.
func (e *employee) during(from, to workday.Date) (workday.Date, workday.Date) {
	both := period.Of(e.From, e.To).Intersect(period.Between(from, to))
	return both.From, *both.To
}

// Day is what an employee can give on a day and what is given and asked of it,
// in percent of full time. Free is negative where more is released than can be
// given.
type Day struct {
	Capacity  int `json:"capacity" example:"80" doc:"What the employee can give"`
	Released  int `json:"released" example:"60" doc:"What is released, in whatever case and region"`
	Nominated int `json:"nominated" example:"20" doc:"What is nominated and not decided on"`
	Free      int `json:"free" example:"20" doc:"Capacity less what is released; negative where too much is released"`
}

// tightest is the day of [from, to) on which the employee has least free, the
// first of several, among those on which the employment lasts. What is released
// by the override of a chief executive counts as everything else (rule 4.2).
func (e *employee) tightest(from, to workday.Date) Day {
	from, to = e.during(from, to)
	s, ok := e.load().Tightest(from, to)
	if !ok {
		return Day{}
	}
	return Day{Capacity: s.Percent, Released: s.Released, Nominated: s.Nominated, Free: s.Free()}
}

// overridden says whether a chief executive released over capacity (rule 4.2).
func overridden(n staffing.Named) bool { return n.Counts() && n.Override != nil }

// LoadHundredths are sums over working days, in hundredths of a person-day: 100
// is one person full time for one working day.
type LoadHundredths struct {
	Capacity  int `json:"capacity" example:"400"`
	Released  int `json:"released" example:"160"`
	Nominated int `json:"nominated" example:"0"`
}

// LoadDays are the same sums in person-days, to two decimals, exactly.
type LoadDays struct {
	Capacity  string `json:"capacity" example:"4.00"`
	Released  string `json:"released" example:"1.60"`
	Nominated string `json:"nominated" example:"0.00"`
}

func (h LoadHundredths) days() LoadDays {
	return LoadDays{decimal(h.Capacity, "."), decimal(h.Released, "."), decimal(h.Nominated, ".")}
}

// decimal writes hundredths with a mark before the decimals.
func decimal(hundredths int, mark string) string {
	return fmt.Sprintf("%d%s%02d", hundredths/100, mark, hundredths%100)
}

// LoadWeek is an employee's week. What is in percent is that of the week's
// tightest day, on which least is free, so that the figures belong together.
type LoadWeek struct {
	Week        string       `json:"week" example:"2024-W14" doc:"The week's number (ISO 8601)"`
	From        workday.Date `json:"from" format:"date" example:"2024-04-01" doc:"The week's Monday"`
	WorkingDays int          `json:"working_days" example:"4" doc:"The working days of the week on which the employment lasts"`
	Day
	Peak       int            `json:"peak" example:"60" doc:"The most that is released on any day of the week"`
	Over       bool           `json:"over" doc:"Whether more is released on some day than the employee can give"`
	Overridden bool           `json:"overridden" doc:"A chief executive has released over capacity for some day of the week (rule 4.2)"`
	Hundredths LoadHundredths `json:"person_day_hundredths" doc:"Added up over the working days, in hundredths of a person-day: share × working days"`
	PersonDays LoadDays       `json:"person_days" doc:"The same in person-days"`
}

// week adds up the week that begins on a Monday. Days outside the employment
// count nothing.
func (e *employee) week(monday workday.Date, calendar *workday.Calendar) LoadWeek {
	w := LoadWeek{Week: weekOf(monday), From: monday, Day: e.tightest(monday, monday.AddDays(weekDays))}
	from, to := e.during(monday, monday.AddDays(weekDays))
	for _, s := range e.load().Stretches(from, to) {
		w.Peak = max(w.Peak, s.Released)
		w.Overridden = w.Overridden || s.Overridden
		days := calendar.WorkingDaysBetween(s.From, s.To)
		w.WorkingDays += days
		w.Hundredths.Capacity += days * s.Percent
		w.Hundredths.Released += days * s.Released
		w.Hundredths.Nominated += days * s.Nominated
	}
	w.Over, w.PersonDays = w.Free < 0, w.Hundredths.days()
	return w
}

// inWeeks is the employee's time in the weeks of [from, to).
func (e *employee) inWeeks(municipality string, from, to workday.Date, calendar *workday.Calendar) PersonLoad {
	l := PersonLoad{Municipality: municipality, MunicipalityName: e.MunicipalityName, StaffKey: e.StaffKey, Name: e.Name, Title: e.Title, Weeks: []LoadWeek{}}
	l.Self, l.Actions = showLoad.Href(PersonLoadQuery{EmploymentRef: person.EmploymentRef{Ref: organisation.Ref{Organisation: municipality}, StaffKey: e.StaffKey}}), []request.Action{}
	for day := from; day.Before(to); day = day.AddDays(weekDays) {
		w := e.week(day, calendar)
		l.Over = l.Over || w.Over
		l.Weeks = append(l.Weeks, w)
	}
	return l
}

// PersonLoad is what one employee can give, and gives, week by week.
type PersonLoad struct {
	request.Resource
	Municipality     string     `json:"municipality" example:"3417"`
	MunicipalityName string     `json:"municipality_name" example:"Grue"`
	StaffKey         string     `json:"staff_key" example:"plan-07"`
	Name             string     `json:"name" example:"Planner, Grue"`
	Title            string     `json:"title,omitempty" example:"Planlegger"`
	Over             bool       `json:"over" doc:"More is released than can be given on some day of these weeks"`
	Weeks            []LoadWeek `json:"weeks"`
}
