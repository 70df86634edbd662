// Package calendar keeps the calendars by which working days are counted (rule
// 5.2): the national one, of which organisations inherit, and of these their
// bodies. Each has dated entries of its own, kept by a region's secretariat or a
// municipality's clerk, with every change. A count of days is explained, and a
// change of a calendar moves no deadline: it warns of those that it would have
// moved (rule 5.3).
package calendar

import (
	"time"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Calendar is what working days are counted by in an organisation, or for one of
// its bodies: its own entries and those that it inherits. The public holidays,
// which all inherit, are computed and stand in the national calendar.
type Calendar struct {
	request.Resource
	Organisation string            `json:"organisation" example:"3417"`
	Body         string            `json:"body,omitempty" example:"kommunestyre" doc:"The body whose calendar it is; missing for the organisation's own"`
	Version      string            `json:"version" example:"no-1+5f0c1a9b77e2" doc:"The version by which days are counted: the same for two calendars exactly when they have the same entries"`
	Entries      []*CalendarEntry  `json:"entries" doc:"The entries in the order of their days: its own, and those that it inherits"`
	Related      map[string]string `json:"related" doc:"Where what belongs to it is found"`
}

// CalendarEntry is a dated entry in the calendar of an organisation or a body.
type CalendarEntry struct {
	request.Resource
	Organisation string            `json:"organisation" db:"organisation" example:"3417"`
	Body         string            `json:"body,omitempty" db:"body" example:"kommunestyre" doc:"The body in whose calendar it stands; missing for the organisation's own"`
	Number       int64             `json:"entry" db:"number" example:"3" doc:"Its number in that calendar"`
	Kind         workday.EntryKind `json:"kind" db:"kind" enum:"day_off,recess,working_day" example:"recess" doc:"day_off: no working day; recess: no meetings, but working days all the same; working_day: a working day that would otherwise be off"`
	FirstDay     workday.Date      `json:"first_day" db:"first_day" format:"date" example:"2024-07-01"`
	LastDay      workday.Date      `json:"last_day" db:"last_day" format:"date" example:"2024-07-31"`
	Name         string            `json:"name" db:"name" example:"Fellesferie" doc:"What it is called: the reason that is given for the day"`
	Warnings     []CalendarWarning `json:"warnings,omitempty" db:"-" doc:"In the answer to a change: the deadlines that it would have moved, or that now end on a day off. They stand as they were (rule 5.3)"`
}

// CalendarEntryInput is an entry as it is added, or put in the place of another.
type CalendarEntryInput struct {
	Kind     workday.EntryKind `json:"kind" enum:"day_off,recess,working_day" example:"recess" doc:"day_off: no working day; recess: no meetings, but working days all the same; working_day: a working day that would otherwise be off"`
	FirstDay workday.Date      `json:"first_day" format:"date" example:"2024-07-01" doc:"The first day, within ten years of today"`
	LastDay  *workday.Date     `json:"last_day,omitempty" format:"date" example:"2024-07-31" doc:"The last day, within a year of the first; the first if left out"`
	Name     string            `json:"name" minLength:"1" maxLength:"100" example:"Fellesferie" doc:"What it is called: the reason that is given for the day"`
	Reason   string            `json:"reason,omitempty" maxLength:"500" example:"The council's plan for the year" doc:"What the change rests on"`
}

// CalendarChange is one change of a calendar, in its history.
type CalendarChange struct {
	Number int64               `json:"number" db:"number" example:"4" doc:"The changes of a calendar are numbered"`
	At     time.Time           `json:"at" db:"made_at"`
	By     string              `json:"by" db:"made_by" format:"uuid"`
	For    *string             `json:"for" db:"made_for" format:"uuid" doc:"The office holder for whom a substitute made it; null where none did"`
	Reason string              `json:"reason,omitempty" db:"reason" example:"The council's plan for the year"`
	Entry  int64               `json:"entry" db:"entry" example:"3" doc:"The number of the entry"`
	Before *CalendarEntryState `json:"before,omitempty" db:"before" doc:"The entry as it was; missing where it was added"`
	After  *CalendarEntryState `json:"after,omitempty" db:"after" doc:"The entry as it is from then on; missing where it was removed"`
}

// CalendarEntryState is what an entry said at a time.
type CalendarEntryState struct {
	Kind     workday.EntryKind `json:"kind" enum:"day_off,recess,working_day" example:"recess"`
	FirstDay workday.Date      `json:"first_day" format:"date" example:"2024-07-01"`
	LastDay  workday.Date      `json:"last_day" format:"date" example:"2024-07-31"`
	Name     string            `json:"name" example:"Fellesferie"`
}

// CalendarWarning is a deadline that a change of a calendar would have moved, or has put on
// a day off. It stands as it was (rule 5.3).
type CalendarWarning struct {
	Code    string       `json:"code" enum:"would_move,day_off" doc:"would_move: counted anew by its rule it would be another day; day_off: its day is no longer a working day"`
	Title   message.Text `json:"title" example:"Milestone: Proposal ready"`
	Href    string       `json:"href" example:"/v1/regions/kongsvingerregionen/cases/2024-1/milestones/proposal_ready" doc:"Where the deadline is found"`
	Due     workday.Date `json:"due" format:"date" example:"2024-05-10" doc:"The day on which it stands"`
	WouldBe workday.Date `json:"would_be,omitzero" format:"date" example:"2024-05-13" doc:"The day that its rule would give now; missing where it is not counted by a rule"`
	Detail  message.Text `json:"detail" example:"10 May 2024 is no longer a working day (day off: Inneklemt dag)."`
}

// CountedDeadline is a count of days, explained (rule 5.3).
type CountedDeadline struct {
	Self         string    `json:"self" example:"/v1/organisations/3417/calendar/deadline"`
	Organisation string    `json:"organisation" example:"3417"`
	Body         string    `json:"body,omitempty" example:"kommunestyre" doc:"The body in whose calendar it is counted; missing for the organisation's own"`
	Zone         string    `json:"zone" example:"Europe/Oslo" doc:"The time zone in which the day of the deadline ends"`
	EndsAt       time.Time `json:"ends_at" example:"2025-04-22T22:00:00Z" doc:"The instant from which it is over: the end of its day in the zone (rule 5.1)"`
	workday.Explanation
}

// place is whose calendar it is: an organisation's, or one of its bodies'.
type place struct {
	Organisation, Body string
}

func (p place) organisation() organisation.Ref { return organisation.Ref{Organisation: p.Organisation} }

func (p place) body() body.Ref { return body.Ref{Ref: p.organisation(), Key: p.Body} }

// place is where the entry stands.
func (e *CalendarEntry) place() place { return place{e.Organisation, e.Body} }

// counted is the entry as days are counted by it.
func (e *CalendarEntry) counted() workday.Entry {
	return workday.Entry{First: e.FirstDay, Last: e.LastDay, Kind: e.Kind, Name: e.Name}
}

// own are the entries of the calendar that stand in it, and not above.
func (c *Calendar) own() []*CalendarEntry {
	var own []*CalendarEntry
	for _, e := range c.Entries {
		if e.Body == c.Body {
			own = append(own, e)
		}
	}
	return own
}

// counted is the calendar as days are counted by it: the national one, the
// organisation's, and the body's (rule 5.2).
func (c *Calendar) counted() (*workday.Calendar, error) {
	var levels [2][]workday.Entry
	for _, e := range c.Entries {
		if e.Body == "" {
			levels[0] = append(levels[0], e.counted())
		} else {
			levels[1] = append(levels[1], e.counted())
		}
	}
	organisations, err := workday.Norway().With(levels[0])
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the entry
	}
	return organisations.With(levels[1]) //nolint:wrapcheck // it names the entry
}
