package timeline

import (
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Tag is the chapter of the timeline in the contract.
var Tag = httpapi.Tag{Name: "Timeline", Text: "Milestones of a case: planned, moved with a reason, and done by the case as one or by each municipality (rules 5.1, 5.3, 5.4)."}

// planFaults are the refusals of what is planned, new or edited.
var planFaults = []*fault.Error{
	ErrContent, ErrWhen, ErrByWhom, ErrResponsible, ErrUnknownDependency, ErrCycle, body.ErrUnknownBody, person.ErrUnknownPerson,
	casefile.ErrWrongState, casefile.ErrWithdrawn,
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerReads(d)
	s.registerPlanning(d)
	s.registerCompletion(d)
	s.registerUndoing(d)
}

func (s *Service) registerReads(d *httpapi.Door) {
	httpapi.ShowList(d, ListMilestones, httpapi.Doc{
		Tag: Tag, Summary: "List the milestones of a case",
		Description: "The timeline in the order of its days: a month counts as its last day. What is overdue is worked out at each reading (rule 5.1).",
	}, s.List)
	httpapi.Show(d, showMilestone, httpapi.Doc{
		Tag: Tag, Summary: "Show a milestone",
		Description: "One milestone with its first plan and every move, what it waits for and what waits for it, each municipality's part, and warnings of what does not fit (rules 5.3, 5.4).",
	}, s.Show)
}

func (s *Service) registerPlanning(d *httpapi.Door) {
	httpapi.DoWith(d, planMilestone, httpapi.Doc{
		Tag: Tag, Summary: "Plan a milestone", Creates: true,
		Description: "A deadline has a day. An event takes place on a day or in a month; it has no reminders and is never overdue. Whoever is responsible is reminded; where nobody is named, the secretariat is, or each municipality's administrator. Where the mandate's naming due date falls on the day of `naming_due`, each person hears of both in one letter. A day off is accepted with a warning (rules 2.3e, 5.3, 5.4, 6.2).",
		Faults:      slices.Concat(planFaults, []*fault.Error{ErrKey, ErrTooMany}),
	}, s.Plan)
	httpapi.DoWith(d, editMilestone, httpapi.Doc{
		Tag: Tag, Summary: "Edit a milestone",
		Description: "Changes everything of a milestone but its key and its day: that is moved with a reason (move-milestone). Its reminders follow (rules 5.3, 5.4, 6.2).",
		Faults:      slices.Concat(planFaults, []*fault.Error{ErrMoveNeedsReason, ErrDone}),
	}, s.Edit)
	httpapi.DoWith(d, moveMilestone, httpapi.Doc{
		Tag: Tag, Summary: "Move a milestone",
		Description: "Gives a milestone another day or month, and keeps what it was and why it changed. The answer shows what waits for it, and warns of a day off and of an order that no longer fits; try it out first with dry_run. Reminders not yet sent follow the new day. Moving it to where it is changes nothing (rules 5.3, 5.4, 6.2).",
		Faults:      []*fault.Error{ErrContent, ErrWhen, ErrDone, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.Move)
}

func (s *Service) registerCompletion(d *httpapi.Door) {
	httpapi.DoWith(d, completeMilestone, httpapi.Doc{
		Tag: Tag, Summary: "Complete a milestone",
		Description: "Records that a milestone of the whole case is done, and on which day; its reminders stop. Its responsible does it, with or without another office: the holder of the office or a substitute, the person, a body's chair or its clerk or secretariat; and the region's secretariat. A milestone that depends on others which are open is completed with a warning. Repeating it changes nothing. What was done may be recorded until the case is closed (rules 5.4, 6.5).",
		Faults:      []*fault.Error{ErrContent, ErrDoneOn, ErrDoneByEach, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.Complete)
	httpapi.DoWith(d, completePart, httpapi.Doc{
		Tag: Tag, Summary: "Complete a municipality's part of a milestone",
		Description: "Records that the municipality has done its part of a milestone per municipality, and on which day; its reminders stop. Its responsible office there does it, and its administrator and clerk. `naming_due` completes itself when the municipality's people are released. The milestone is done when all that take part have done theirs. Repeating it changes nothing (rules 5.4, 6.5).",
		Faults:      []*fault.Error{ErrContent, ErrDoneOn, ErrDoneOnce, casefile.ErrNotParty, casefile.ErrLeft, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.CompletePart)
}
