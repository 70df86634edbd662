package body

import (
	"cmp"
	"slices"
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of settings.
var (
	ErrSettings = fault.New(fault.Invalid, "directory.settings_invalid", "The settings are not valid",
		"Settings hold from a day and rest on something: a decision, with its day and case number, or a reason. A decision is never dated after today (rule 5.2).")
	// WarnMeetingsHeld tells that settings reach back to meetings that were held. They
	// are kept all the same: what was sent and handed in before a meeting was judged by
	// what stood then, who set what and when is kept, and a mistake must not be frozen
	// by its first meeting.
	WarnMeetingsHeld = fault.New(fault.Conflict, "directory.settings_reach_back", "Meetings have been held from that day on",
		"Settings that begin before today also hold for meetings that have been held; nothing that was sent or handed in for them changes.")
)

// The units in which a time before a meeting is counted.
const (
	WorkingDays = "working_days"
	Days        = "days"
)

// Lead is a time before a meeting, or for its minutes after one: so many working days or
// days.
type Lead struct {
	Count int    `json:"count" minimum:"0" maximum:"365" example:"7"`
	Unit  string `json:"unit" enum:"working_days,days" example:"days"`
}

// Rule is the lead as a deadline is counted by it from the day of the meeting (rule
// 5.3): working days are counted back, and days too, of which the last is put back to
// a working day where it is none.
func (l Lead) Rule() workday.Rule {
	if l.Unit == WorkingDays {
		return workday.Rule{Unit: workday.WorkingDays, Count: -l.Count, Roll: workday.RollNone}
	}
	return workday.Rule{Unit: workday.Days, Count: -l.Count, Roll: workday.RollBackward}
}

// Before is the last day on which what a lead is about can be done for a meeting on
// a day.
func (l Lead) Before(meeting workday.Date, calendar *workday.Calendar) workday.Date {
	if l.Unit == WorkingDays {
		return calendar.AddWorkingDays(meeting, -l.Count)
	}
	return calendar.Previous(meeting.AddDays(-l.Count))
}

// After is the last day on which what a lead is about can be done after a meeting on a
// day: working days are counted on, and days too, of which the last is put off to a
// working day where it is none.
func (l Lead) After(meeting workday.Date, calendar *workday.Calendar) workday.Date {
	if l.Unit == WorkingDays {
		return calendar.AddWorkingDays(meeting, l.Count)
	}
	return calendar.Next(meeting.AddDays(l.Count))
}

// Settings are what a body goes by from a day on, until others begin (rules 5.2, 7.1).
type Settings struct {
	BodyID int64 `json:"-" db:"body_id"`
	Number int64 `json:"number" db:"number" example:"2" doc:"The number among all that the body has set"`
	// From is the first day on which they stand.
	From workday.Date `json:"from" db:"from_date" format:"date" example:"2024-01-01" doc:"The first day on which they stand"`
	Provisions
	DecidedOn  *workday.Date `json:"decided_on" db:"decided_on" format:"date" doc:"The day of the decision that they rest on; null where none is named"`
	CaseNumber string        `json:"case_number,omitempty" db:"case_number" example:"008/24" doc:"The case number of that decision"`
	Reason     string        `json:"reason,omitempty" db:"reason" example:"The rules of procedure, § 4" doc:"What else they rest on"`
	SetBy      string        `json:"set_by" db:"set_by" format:"uuid"`
	SetFor     *string       `json:"set_for" db:"set_for" format:"uuid" doc:"The office holder for whom a substitute set them; null where none did"`
	SetAt      time.Time     `json:"set_at" db:"set_at"`
	// To and Replaced are filled in when they are shown.
	To       *workday.Date `json:"to" db:"-" format:"date" doc:"The day from which others stand; null while they stand on"`
	Replaced bool          `json:"replaced" db:"-" doc:"Whether later ones begin on the same day, so that these never stand"`
}

// SettingsRecord are the settings of a body on a day, and all that it has set.
type SettingsRecord struct {
	request.Resource
	Organisation string            `json:"organisation" example:"kongsvingerregionen"`
	Body         string            `json:"body" example:"styre"`
	At           workday.Date      `json:"at" format:"date" example:"2024-02-12" doc:"The day asked for"`
	Standing     *Settings         `json:"standing,omitempty" doc:"Those that stand on that day; left out where none has begun"`
	History      []*Settings       `json:"history" doc:"All that were set, in the order in which they were"`
	Warnings     []SettingsWarning `json:"warnings" doc:"What a change just made does not fit, but is kept"`
}

// SettingsWarning is something about settings that is worth a look.
type SettingsWarning struct {
	Code   string       `json:"code" example:"directory.settings_reach_back"`
	Detail message.Text `json:"detail"`
}

// SettingsInput sets what a body goes by from a day on.
type SettingsInput struct {
	From workday.Date `json:"from" format:"date" example:"2024-03-01" doc:"The first day on which they stand. What was set before stands until then, and what begins later stands from then"`
	Provisions
	DecidedOn  *workday.Date `json:"decided_on,omitempty" format:"date" example:"2024-02-08" doc:"The day of the decision that they rest on, with its case number"`
	CaseNumber string        `json:"case_number,omitempty" maxLength:"60" example:"008/24"`
	Reason     string        `json:"reason,omitempty" maxLength:"1000" example:"The rules of procedure, § 4" doc:"What else they rest on; required without a case number"`
}

// check brings the input to its one form, and refuses settings that rest on nothing,
// or on a decision that is to come, and what the body cannot have: decisions where it
// is not elected, votes of municipalities in a body of one, and a majority that is none
// (KL §§ 5-1, 11-9).
func (in *SettingsInput) check(b Body, today workday.Date) error {
	if err := mayDecide(b.Kind, or(in.Decides, false)); err != nil {
		return err
	}
	var c fault.Checks
	in.Provisions.check(&c, b)
	canon.TidyLine(&c, "/case_number", &in.CaseNumber)
	canon.TidyText(&c, "/reason", &in.Reason)
	c.Require(in.CaseNumber != "" || in.Reason != "", "/reason", msgRestsOnNothing)
	c.Require((in.DecidedOn == nil) == (in.CaseNumber == ""), "/decided_on", msgDayAndNumber)
	c.Require(in.DecidedOn == nil || !in.DecidedOn.After(today), "/decided_on", msgDecisionToCome)
	return c.Err(ErrSettings)
}

// settings are those that the input makes, the next in a history.
func (in SettingsInput) settings(history SettingsHistory, c *organisation.Change) *Settings {
	return &Settings{
		Number: history.number() + 1, From: in.From, Provisions: in.Provisions, DecidedOn: in.DecidedOn, CaseNumber: in.CaseNumber,
		Reason: in.Reason, SetBy: c.Actor.Person, SetFor: c.Actor.For(), SetAt: c.Now,
	}
}

// changes are what settings change of those that stood on their first day.
func (s *Settings) changes(before *Settings) audit.Changes {
	if before == nil {
		before = &Settings{}
	}
	return audit.Difference(append(s.Provisions.changes(before.Provisions),
		audit.Set("from", s.From),
		audit.Optional("decided_on", before.DecidedOn, s.DecidedOn),
		audit.Changed("case_number", before.CaseNumber, s.CaseNumber),
		audit.Given("reason", s.Reason),
	)...)
}

// same says whether settings begin on the same day as others and say the same.
func (s *Settings) same(other *Settings) bool {
	return other != nil && s.From == other.From && s.Provisions.same(other.Provisions) &&
		equal(s.DecidedOn, other.DecidedOn) && s.CaseNumber == other.CaseNumber && s.Reason == other.Reason
}

// asksAs says whether settings ask for the same times before and after a meeting as
// others, which may be none.
func (s *Settings) asksAs(other *Settings) bool {
	if other == nil {
		other = &Settings{}
	}
	return s.Provisions.asksAs(other.Provisions)
}

// SettingsHistory is all that a body has set, in the order of its numbers.
type SettingsHistory []*Settings

// At are the settings that stand on a day: those that begin last by then, and of
// several that begin on one day those set last. They are nil where none has begun.
func (h SettingsHistory) At(day workday.Date) *Settings {
	var standing *Settings
	for _, s := range h {
		if !s.From.After(day) && (standing == nil || !s.From.Before(standing.From)) {
			standing = s
		}
	}
	return standing
}

// dated says of each of the history until when it stands.
func (h SettingsHistory) dated() SettingsHistory {
	for _, s := range h {
		s.To, s.Replaced = nil, false
		for _, other := range h {
			switch {
			case other.From == s.From && other.Number > s.Number:
				s.Replaced = true
			case other.From.After(s.From) && (s.To == nil || other.From.Before(*s.To)):
				s.To = &other.From
			}
		}
	}
	return h
}

// InOrder is the history in the order in which its settings begin to stand, each with
// until when it does; those that begin on one day in the order in which they were set.
func (h SettingsHistory) InOrder() SettingsHistory {
	ordered := slices.Clone(h.dated())
	slices.SortStableFunc(ordered, func(a, b *Settings) int { return cmp.Or(a.From.Sub(b.From), cmp.Compare(a.Number, b.Number)) })
	return ordered
}

// number is that of the last that was set, 0 before any was.
func (h SettingsHistory) number() int64 {
	if len(h) == 0 {
		return 0
	}
	return slices.MaxFunc(h, func(a, b *Settings) int { return int(a.Number - b.Number) }).Number
}
