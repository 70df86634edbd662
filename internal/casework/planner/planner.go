// Package planner lays a chain of steps over the meetings that bodies have planned:
// which meeting each step takes, when its papers have to be in, how early all can be
// finished, how late the work may begin, and what holds it up (rule 5.5).
package planner

import (
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// StepKind says what a step of a chain is.
type StepKind string

const (
	// Meetings is a step that bodies treat in a meeting each, side by side.
	Meetings StepKind = "meetings"
	// Consultation is a time in which others are heard (rule 10.1).
	Consultation StepKind = "consultation"
	// Work is a time in which something is written.
	Work StepKind = "work"
)

// LawfulConsultation is how many days a consultation on a statutory plan lasts at
// least (PBL §§ 11-13, 11-14, rule 10.1).
const LawfulConsultation = 42

// Chain is what is to be planned: steps, the bodies that they name, and the days
// between which all is wanted.
type Chain struct {
	Bodies []Body
	Steps  []Step
	// Start is the first day on which somebody works on it.
	Start workday.Date
	// Finish is the day by which all is wanted, or no date.
	Finish workday.Date
	// Calendar counts the days of the steps that no body treats.
	Calendar *workday.Calendar
}

// Step is a link of a chain.
type Step struct {
	Key  string
	Name message.Text
	Kind StepKind
	// After are the places of the steps that come before it; without any it begins
	// the chain.
	After []int
	// Own says that a body waits, in the steps before, for those of its own
	// organisation alone, where there are such.
	Own bool
	// Preparation is what lies between the end of what comes before, or the start of
	// the chain, and the papers for this step; the zero rule is no time at all.
	Preparation workday.Rule
	// Lasts is how long a consultation or a work lasts.
	Lasts workday.Rule
	// Bodies are the places of the bodies that treat it.
	Bodies []int
}

// Body is a body with what is known of its meetings.
type Body struct {
	ID           int64
	Organisation string
	Key          string
	// Name is what sentences call it, at their beginning.
	Name     message.Text
	Calendar *workday.Calendar
	Settings body.SettingsHistory
	// Meetings are in the order of their days.
	Meetings []Meeting
}

// Meeting is a meeting of a body; one that is only assumed has no identifier.
type Meeting struct {
	ID int64
	On workday.Date
}

// due is a day counted by a rule, where there is one. A roll does not put it before the
// day from which it is counted.
func due(c *workday.Calendar, from workday.Date, r workday.Rule) workday.Date {
	if r.IsZero() {
		return from
	}
	return workday.Later(from, c.Due(from, r))
}

// latestFrom is the last day from which a rule counts to a day or before. What a
// rule counts from a later day is never earlier, so that it can be searched for.
func latestFrom(c *workday.Calendar, to workday.Date, r workday.Rule) workday.Date {
	if r.IsZero() {
		return to
	}
	early, late := to, to.AddDays(1)
	for reach := 1; due(c, early, r).After(to); reach *= 2 {
		late, early = early, early.AddDays(-reach)
	}
	for late.Sub(early) > 1 {
		middle := early.AddDays(late.Sub(early) / 2)
		if due(c, middle, r).After(to) {
			late = middle
		} else {
			early = middle
		}
	}
	return early
}
