package assignment

import (
	"fmt"

	"forankring.no/forankring/internal/casework/coverage"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// What is warned of besides capacity. These refuse nothing.
var (
	ErrShareTooSmall = fault.New(fault.Invalid, "assignment.share_too_small", "The share is too small to count",
		"Only whoever gives at least the share that the mandate asks for covers a requirement: shares are not added across people (rule 4.3). It is a warning, and refuses nothing.")
	ErrLeavesGap = fault.New(fault.Conflict, "assignment.leaves_gap", "The replacement leaves days uncovered",
		"On some days somebody will be lacking whom the person replaced would have been (rule 4.3). It is a warning, and refuses nothing.")
)

// Warning is a time for which something should be looked at, though it hinders
// nothing.
type Warning struct {
	Code   string       `json:"code" example:"assignment.over_capacity" doc:"What it is about, explained at /v1/problems/{code}"`
	Detail string       `json:"detail" example:"From 2024-04-01 to 2024-06-30 the person can give 100 percent; 60 are released (2024-3 in kongsvingerregionen), and this would be 60 more."`
	From   workday.Date `json:"from" format:"date" doc:"The first day"`
	To     workday.Date `json:"to" format:"date" doc:"The day after the last day"`
}

// tooSmall warns of a share that covers nothing of what is asked: by the version
// in force, or where that does not ask for it, the open one.
func (v View) tooSmall(a *Assignment) []Warning {
	if !a.Live(v.today) {
		return nil
	}
	for _, version := range v.Asking() {
		if r := version.Requirement(a.Requirement); r != nil {
			if a.Share >= r.Share {
				return nil
			}
			return []Warning{{
				Code: ErrShareTooSmall.Code, From: a.From, To: a.Ends,
				Detail: fmt.Sprintf("Version %d asks for at least %d percent of each; with %d the person covers nothing (rule 4.3).", version.Version, r.Share, a.Share),
			}}
		}
	}
	return nil
}

// gaps warns of the days that lose somebody by a replacement: the one that the
// release of a nominated person would be, or the one just made.
func (v View) gaps(a *Assignment) (list []Warning) {
	r := v.Binding().Requirement(a.Requirement)
	if r == nil || a.Replaces == nil {
		return nil
	}
	before, after := presences(v.before, r.Key), presences(v.Named, r.Key)
	switch {
	case a.State == Nominated && a.Live(v.today):
		before, after = after, v.replaced(a)
	case a.State != Released || v.before == nil:
		return nil
	}
	for _, p := range need(*r).Opened(before, after, v.today) {
		list = append(list, Warning{
			Code: ErrLeavesGap.Code, From: p.From, To: p.To,
			Detail: fmt.Sprintf("From %s to %s the replacement leaves %d lacking who would have been there (rule 4.3).", p.From, p.To.AddDays(-1), p.Lacking),
		})
	}
	return list
}

// replaced are the people there, once a nominated person is released and
// whomever they replace has given way.
func (v View) replaced(a *Assignment) []coverage.Presence {
	people := []coverage.Presence{a.presence()}
	for _, o := range v.Named {
		if o.Requirement != a.Requirement || !o.Counts() {
			continue
		}
		there := o.presence()
		if o.Number == *a.Replaces {
			there.To = earlier(there.To, later(a.From, v.today))
		}
		people = append(people, there)
	}
	return people
}
