package replan

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, ShowTimeline, httpapi.Doc{
		Tag: timeline.Tag, Summary: "Show the timeline of a case as a whole",
		Description: "All milestones in the order in which they follow each other, with the first plan against now, how much later each can be without the end moving, the critical path, and the bottleneck on it. What is done stays where it is. It is worked out at each reading (rule 5.4).",
	}, s.Show)
	httpapi.DoWith(d, timeline.MoveMilestone, httpapi.Doc{
		Tag: timeline.Tag, Summary: "Move a milestone",
		Description: "Gives a milestone another day or month, and keeps what it was and why it changed. The answer shows what waits for it, warns of a day off and of an order that no longer fits, and tells all that follows: which milestones are counted from one that moves, or would come too soon after one, and where they would go. With `follow` they move there in the same act, each with the reason in its history. Try it out first with dry_run. A milestone that was counted and is put on a day by hand is counted no more. Reminders not yet sent follow the new days. Moving it to where it is changes nothing (rules 5.3, 5.4, 6.2).",
		Faults: []*fault.Error{
			timeline.ErrContent, timeline.ErrWhen, timeline.ErrDone, timeline.ErrCycle, timeline.ErrCount, timeline.ErrCountedFrom, casefile.ErrWrongState, casefile.ErrWithdrawn,
		},
	}, s.Move)
}
