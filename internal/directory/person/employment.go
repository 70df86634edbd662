package person

import (
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of employments.
var (
	ErrStaffKey = fault.New(fault.Conflict, "directory.staff_key_taken", "The staff key is taken",
		"A staff key names one employment in the municipality (rule 1.2).")
	ErrStaffKeyAlike = fault.New(fault.Conflict, "directory.staff_key_alike", "The staff key is another's but for zeros",
		"A warning: the two are two people, unless the column `person` says otherwise. People are never joined by name or e-mail (rule 1.2).")
	ErrOverFullTime = fault.New(fault.Conflict, "directory.over_full_time", "More than full time",
		"All employments of a person together, in whatever municipality, give at most 100 percent on any day (rule 1.2).")
	ErrOverAgreed = fault.New(fault.Conflict, "directory.over_agreed", "More than has been agreed",
		"Somebody whose home is elsewhere gives here, on any day, at most what they or their home have agreed to. Ask for more by `ask-admission` (rule 1.2).")
	ErrEmployedHere = fault.New(fault.Conflict, "directory.employed_already", "The person is employed there already",
		"A list does not employ a person twice in a municipality on the same days. Where somebody has two posts, record the second with `employ-person` (rule 1.2).")
)

// fullTime is what all employments of a person may give together, in percent.
const fullTime = 100

// Employment is a person's post in a municipality for the days [from, to), and
// what they can give there (rule 1.2).
type Employment struct {
	request.Resource
	ID           int64         `json:"-" db:"id"`
	Municipality string        `json:"municipality" db:"municipality" example:"3417"`
	StaffKey     string        `json:"staff_key" db:"staff_key" example:"plan-07"`
	Person       string        `json:"person" db:"person" format:"uuid" minLength:"36" maxLength:"36"`
	Name         string        `json:"name" db:"name" doc:"The person's name" example:"Planner, Grue"`
	Home         string        `json:"-" db:"home"`
	Email        string        `json:"-" db:"email"`
	Phone        string        `json:"-" db:"phone"`
	Language     string        `json:"-" db:"language"`
	Title        string        `json:"title,omitempty" db:"title" example:"Planlegger"`
	From         workday.Date  `json:"from" db:"from_date" format:"date" doc:"The first day"`
	To           *workday.Date `json:"to" db:"to_date" format:"date" doc:"The day after the last day; null while no end is set"`
	Capacity     []Capacity    `json:"capacity" db:"-" doc:"What the person can give, from day to day: each entry holds until the next"`
	CreatedAt    time.Time     `json:"created_at" db:"created_at"`
}

// Capacity is what an employee can give from a day on.
type Capacity struct {
	EmploymentID int64        `json:"-" db:"employment_id"`
	From         workday.Date `json:"from" db:"from_date" format:"date"`
	Percent      int          `json:"percent" db:"percent" minimum:"0" maximum:"100" example:"80" doc:"Percent of full time"`
}

// EmploymentInput is a new employment.
type EmploymentInput struct {
	Person   string        `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier; where the home is elsewhere, somebody who has agreed to it, or whose home has (see ask-admission)"`
	StaffKey string        `json:"staff_key" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$" example:"plan-07" doc:"Unique in the municipality"`
	Title    string        `json:"title,omitempty" maxLength:"120" example:"Planlegger"`
	From     workday.Date  `json:"from" format:"date" doc:"The first day"`
	To       *workday.Date `json:"to,omitempty" format:"date" doc:"The day after the last day; left out while no end is known"`
	Capacity int           `json:"capacity" minimum:"0" maximum:"100" example:"80" doc:"Percent of full time from the first day on"`
}

// EmploymentEditInput changes an employment; what is left out stays.
type EmploymentEditInput struct {
	Title *string       `json:"title,omitempty" maxLength:"120" example:"Planlegger"`
	To    *workday.Date `json:"to,omitempty" format:"date" doc:"The day after the last day"`
}

// CapacityInput is what an employee can give from a day on.
type CapacityInput struct {
	Percent int `json:"percent" minimum:"0" maximum:"100" example:"60" doc:"Percent of full time"`
}

// Path is the address of the employment.
func (e Employment) Path() string {
	return request.Path("organisations/%s/employments/%s", e.Municipality, e.StaffKey)
}

// lasting is the period of the employment.
func (e *Employment) lasting() period.Period[workday.Date] { return period.Of(e.From, e.To) }

// ref is the employment as paths name it.
func (e Employment) ref() EmploymentRef {
	return EmploymentRef{Ref: organisation.Ref{Organisation: e.Municipality}, StaffKey: e.StaffKey}
}

// employment is the employment that the input makes, checked.
func (in EmploymentInput) employment(municipality string) (Employment, error) {
	e := in.made(municipality)
	return e, e.check()
}

func (in EmploymentInput) made(municipality string) Employment {
	return Employment{
		Municipality: municipality, StaffKey: in.StaffKey, Person: strings.ToLower(in.Person), Title: in.Title, From: in.From, To: in.To,
		Capacity: []Capacity{{From: in.From, Percent: in.Capacity}},
	}
}

// Edit changes title and end.
func (e *Employment) Edit(in EmploymentEditInput) error {
	e.Title = either(in.Title, e.Title)
	if in.To != nil {
		e.To = in.To
	}
	return e.check()
}

func (e *Employment) check() error {
	if err := e.mustNotEndBeforeItBegins(); err != nil {
		return err
	}
	return e.tidyTitle()
}

// mustNotEndBeforeItBegins refuses an end before the first day.
func (e *Employment) mustNotEndBeforeItBegins() error {
	if e.lasting().Empty() {
		return organisation.ErrPeriod.On("/to", organisation.MsgNotLater.With(e.From))
	}
	return nil
}

// tidyTitle brings the title to its one form.
func (e *Employment) tidyTitle() error {
	var c fault.Checks
	canon.TidyLine(&c, "/title", &e.Title)
	return c.Err(organisation.ErrContent)
}

// Give sets what the employee can give from a day within the employment on,
// and answers with what they could give from there before.
func (e *Employment) Give(from workday.Date, percent int) (before int, err error) {
	if err := e.mustLastOn(from); err != nil {
		return 0, err
	}
	before = e.PercentOn(from)
	given := Capacity{EmploymentID: e.ID, From: from, Percent: percent}
	for i, c := range e.Capacity {
		if c.From == from {
			e.Capacity[i] = given
			return before, nil
		}
		if c.From.After(from) {
			e.Capacity = append(e.Capacity[:i:i], append([]Capacity{given}, e.Capacity[i:]...)...)
			return before, nil
		}
	}
	e.Capacity = append(e.Capacity, given)
	return before, nil
}

// mustLastOn refuses a day outside the employment.
func (e *Employment) mustLastOn(day workday.Date) error {
	if !e.lasting().Contains(day) {
		return organisation.ErrPeriod.On("path/from", msgOutside.With(day))
	}
	return nil
}

// PercentOn is what the employee can give on a day: 0 outside the employment.
func (e *Employment) PercentOn(day workday.Date) (percent int) {
	if e.mustLastOn(day) != nil {
		return 0
	}
	for _, c := range e.Capacity {
		if !c.From.After(day) {
			percent = c.Percent
		}
	}
	return percent
}

// CheckCapacity refuses employments of one person that give more than full
// time together on any day (rule 1.2). What a person gives in other municipalities
// is not told to the one that asks.
func CheckCapacity(all []*Employment, municipality string) error {
	for _, s := range sums(all) {
		switch {
		case s.percent <= fullTime:
		case s.percent == sums(of(municipality, all)).on(s.from).percent:
			return ErrOverFullTime.With(msgOverFullTime.With(s.from, s.percent))
		default:
			return ErrOverFullTime.With(msgOverWithOthers.With(s.from))
		}
	}
	return nil
}

// agreement is what somebody from elsewhere, or their home, has agreed to.
type agreement struct {
	home    string
	percent int
	given   bool
}

// mustAllow refuses that what a municipality has of somebody from elsewhere grows
// on any day beyond what has been agreed. What it had before stays its own
// (rule 1.2).
func (a agreement) mustAllow(before, after []*Employment) error {
	was, is := sums(before), sums(after)
	for _, turn := range slices.Concat(is, was) {
		now, then := is.on(turn.from), was.on(turn.from)
		switch {
		case !a.given && (now.percent > then.percent || now.posts > 0 && then.posts == 0):
			return ErrNotAgreed.With(MsgNotAgreed.With(a.home, "employment"))
		case a.given && now.percent > max(then.percent, a.percent):
			return ErrOverAgreed.With(msgOverAgreed.With(turn.from, now.percent, a.percent))
		}
	}
	return nil
}

// timeline is what employments give together, in the order of the days on which
// that changes.
type timeline []sum

// sum is what employments give together from a day on, and how many last then.
type sum struct {
	from           workday.Date
	percent, posts int
}

// sums adds employments up in one pass over their days in order: a list may name
// one person thousands of times.
func sums(all []*Employment) timeline {
	var turns timeline // by how much each changes
	for _, e := range all {
		if e.lasting().Empty() {
			continue
		}
		turns = append(turns, sum{from: e.From, posts: 1})
		given := 0
		for _, c := range e.Capacity {
			if e.To == nil || c.From.Before(*e.To) {
				turns = append(turns, sum{from: workday.Later(c.From, e.From), percent: c.Percent - given})
				given = c.Percent
			}
		}
		if e.To != nil {
			turns = append(turns, sum{from: *e.To, percent: -given, posts: -1})
		}
	}
	slices.SortFunc(turns, func(a, b sum) int { return a.from.Compare(b.from) })
	var now sum
	together := turns[:0]
	for i, turn := range turns {
		now = sum{turn.from, now.percent + turn.percent, now.posts + turn.posts}
		if i+1 == len(turns) || turns[i+1].from != turn.from {
			together = append(together, now)
		}
	}
	return together
}

// on is what is given on a day.
func (t timeline) on(day workday.Date) sum {
	i, exact := slices.BinarySearchFunc(t, day, func(s sum, day workday.Date) int { return s.from.Compare(day) })
	if !exact {
		i--
	}
	if i < 0 {
		return sum{}
	}
	return t[i]
}

// of are copies of the employments that are a municipality's.
func of(municipality string, all []*Employment) (theirs []*Employment) {
	for _, e := range all {
		if e.Municipality == municipality {
			c := *e
			c.Capacity = slices.Clone(e.Capacity)
			theirs = append(theirs, &c)
		}
	}
	return theirs
}
