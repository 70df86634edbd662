package planner

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// tag is the chapter of plans in the contract.
var tag = httpapi.Tag{Name: "Plans", Text: "A chain of steps over the meeting calendars of the bodies that treat a case: how early all can be finished, how late the work may begin, and what holds it up (rule 5.5)."}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	faults := []*fault.Error{ErrChain, ErrCycle, casefile.ErrWrongState, casefile.ErrWithdrawn}
	httpapi.DoWith(d, computePlan, httpapi.Doc{
		Tag: tag, Summary: "Compute a plan",
		Description: "Lays a chain over the planned meetings and stores nothing. Each step takes the first meeting whose papers and notice can still be in time when what comes before is done, with the preparation; the answer says so of each body, with the last meeting that would do, the slack, what holds it up most, and what may not be meant. Where it cannot be done it says which step breaks, and the nearest days that work. What if a meeting were cancelled, moved or added is asked with `assumptions` (rules 5.2, 5.5, 10.1).",
		Faults:      faults,
	}, s.Compute)
	httpapi.DoWith(d, takeOverPlan, httpapi.Doc{
		Tag: tag, Summary: "Take a plan over", Creates: true,
		Description: "Computes the plan and makes it the case's in one act: each step is a milestone, or moves the one that has its key, and the meetings are reserved. It takes the place of the plan that stands, whose ETag goes into If-Match (rules 5.4, 5.5).",
		Faults:      append(faults, ErrInfeasible, ErrMeetingsChanged, timeline.ErrContent, timeline.ErrDone, timeline.ErrByWhom, timeline.ErrTooMany, timeline.ErrCycle, timeline.ErrUnknownDependency),
	}, s.TakeOver)
	httpapi.Show(d, showPlan, httpapi.Doc{
		Tag: tag, Summary: "Show the plan of a case",
		Description: "The plan that was taken over, and how each step stands against the calendars now: what was moved or cancelled, and for which meeting the papers can no longer be in (rule 5.5).",
	}, s.Show)
	httpapi.DoWith(d, giveUpPlan, httpapi.Doc{
		Tag: tag, Summary: "Give a plan up",
		Description: "Its meetings are reserved no more. Its milestones stay: move or withdraw them one by one. Answers with the plan, whose ETag goes into If-Match (rule 5.5).",
		Faults:      []*fault.Error{ErrChain, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.GiveUp)
}
