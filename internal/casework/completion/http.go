package completion

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	over := []*fault.Error{casefile.ErrWrongState, casefile.ErrWithdrawn}
	httpapi.DoWith(d, timeline.CompleteMilestone, httpapi.Doc{
		Tag: timeline.Tag, Summary: "Complete a milestone",
		Description: "Records that a milestone of the whole case is done, and on which day; its reminders stop. Its responsible does it, with or without another office: the holder of the office or a substitute, the person, a body's chair or its clerk or secretariat; and the region's secretariat. A milestone that depends on others which are open is completed with a warning. Repeating it changes nothing. What was done may be recorded until the case is closed (rules 5.4, 6.5).",
		Faults:      []*fault.Error{timeline.ErrContent, timeline.ErrDoneOn, timeline.ErrDoneByEach, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.Complete)
	httpapi.DoWith(d, timeline.CompletePartOf, httpapi.Doc{
		Tag: timeline.Tag, Summary: "Complete a municipality's part of a milestone",
		Description: "Records that the municipality has done its part of a milestone per municipality, and on which day; its reminders stop. Its responsible office there does it, and its administrator and clerk. `naming_due` completes itself when the municipality's people are released. The milestone is done when all that take part have done theirs. Repeating it changes nothing (rules 5.4, 6.5).",
		Faults:      []*fault.Error{timeline.ErrContent, timeline.ErrDoneOn, timeline.ErrDoneOnce, casefile.ErrNotParty, casefile.ErrLeft, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.CompletePart)
	httpapi.DoWith(d, timeline.ReopenMilestone, httpapi.Doc{
		Tag: timeline.Tag, Summary: "Reopen a milestone",
		Description: "Takes back, with a reason, that a milestone of the whole case is done: its responsible is reminded again. Refused while a milestone that depends on it is done (rules 5.4, 6.5).",
		Faults:      append([]*fault.Error{timeline.ErrContent, timeline.ErrNotDone, timeline.ErrDoneByEach, timeline.ErrFollowed}, over...),
	}, s.Reopen)
	httpapi.DoWith(d, timeline.ReopenPartOf, httpapi.Doc{
		Tag: timeline.Tag, Summary: "Reopen a municipality's part of a milestone",
		Description: "Takes back, with a reason, that the municipality has done its part: it is reminded again. Refused while a milestone is done that depends on all parts; and of `naming_due`, while the people that the mandate asks for are released (rules 2.3e, 5.4, 6.5).",
		Faults:      append([]*fault.Error{timeline.ErrContent, timeline.ErrNotDone, timeline.ErrDoneOnce, timeline.ErrFollowed, timeline.ErrReleased, casefile.ErrNotParty, casefile.ErrLeft}, over...),
	}, s.ReopenPart)
}
