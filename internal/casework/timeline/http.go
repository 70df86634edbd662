package timeline

import (
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/responsible"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Tag is the chapter of the timeline in the contract.
var Tag = httpapi.Tag{Name: "Timeline", Text: "Milestones of a case: planned, moved with a reason, and done by the case as one or by each municipality (rules 5.1, 5.3, 5.4)."}

// planFaults are the refusals of what is planned, new or edited.
var planFaults = []*fault.Error{
	ErrContent, ErrWhen, ErrByWhom, responsible.ErrInvalid, ErrUnknownDependency, ErrCycle, ErrLag, ErrCount, body.ErrUnknownBody, person.ErrUnknownPerson,
	casefile.ErrWrongState, casefile.ErrWithdrawn,
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerReads(d)
	s.registerPlanning(d)
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
	httpapi.DoWith(d, PlanMilestone, httpapi.Doc{
		Tag: Tag, Summary: "Plan a milestone", Creates: true,
		Description: "A deadline has a day. An event takes place on a day or in a month; it has no reminders and is never overdue. Whoever is responsible is reminded; where nobody is named, the secretariat is, or each municipality's administrator. Where the mandate's naming due date falls on the day of `naming_due`, each person hears of both in one letter. A day off is accepted with a warning. Instead of a day a rule may be given: the day is counted by the calendar of the responsible's organisation, or else of the region, from a day or from another milestone's day, and kept with its explanation (rules 2.3e, 5.3, 5.4, 6.2).",
		Faults:      slices.Concat(planFaults, []*fault.Error{ErrKey, ErrTooMany}),
	}, s.Plan)
	httpapi.DoWith(d, EditMilestone, httpapi.Doc{
		Tag: Tag, Summary: "Edit a milestone",
		Description: "Changes everything of a milestone but its key and its day: that is moved with a reason (move-milestone). Its reminders follow (rules 5.3, 5.4, 6.2).",
		Faults:      slices.Concat(planFaults, []*fault.Error{ErrMoveNeedsReason, ErrDone}),
	}, s.Edit)
	httpapi.DoWith(d, withdrawMilestone, httpapi.Doc{
		Tag: Tag, Summary: "Withdraw a milestone",
		Description: "Takes a milestone that was planned by mistake off the timeline, with a reason: its reminders stop, its key is free again, and what it was stays in the record. Refused once somebody has done it, while others depend on it, and once the case has started on it (rules 2.3e, 5.4, 9.5).",
		Faults:      []*fault.Error{ErrContent, ErrDone, ErrFollowed, ErrStarted, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.Withdraw)
}
