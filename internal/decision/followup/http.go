package followup

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/document"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Follow-up", Text: "Once a case is adopted, the secretariat plans what the municipalities that adopted it do about each item of the resolution, and by when; each reports what it has done, with evidence, or why not. Then the case is closed (rule 2.2)."}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	over := []*fault.Error{casefile.ErrWrongState, casefile.ErrWithdrawn}
	httpapi.Do(d, beginFollowUp, httpapi.Doc{
		Tag: tag, Summary: "Begin the follow-up of a case",
		Description: "Moves an adopted case to its follow-up, in which the secretariat plans what municipalities do about the resolution. All are told (rule 2.2).",
		Faults:      over,
	}, s.Begin)
	httpapi.DoWith(d, closeCase, httpapi.Doc{
		Tag: tag, Summary: "Close a case",
		Description: "Ends a case that is adopted, followed up or not adopted, with a reason; one that needs no treatment also while it is active: neither a strategy, its revision, a plan, a change of the agreement nor a case of principal importance. Nothing is asked of anybody any more: an open version of the mandate is withdrawn, assignments end today, unsent reminders are cancelled, and everyone concerned gets one notice (rules 2.2, 2.4).",
		Faults:      append([]*fault.Error{casefile.ErrUntreated, ErrReason}, over...),
	}, s.Close)
	httpapi.ShowList(d, listFollowUps, httpapi.Doc{
		Tag: tag, Summary: "List the follow-ups of a case",
		Description: "What municipalities do about the items of the resolution, by number, and how far each is; those that are withdrawn too.",
	}, s.List)
	httpapi.DoWith(d, planFollowUp, httpapi.Doc{
		Tag: tag, Summary: "Plan a follow-up", Creates: true,
		Description: "Says what municipalities do about an item of the resolution by which the case was adopted, and by when: all that adopted it, or some of them. What rests on councils binds only those that adopted it; of others nothing can be asked (rule 8.3). Their administrators and chief executives are told, and reminded by the usual steps until they have reported (rule 6.1).",
		Faults:      append([]*fault.Error{ErrContent, ErrNotBound}, over...),
	}, s.Plan)
	httpapi.Show(d, showFollowUp, httpapi.Doc{
		Tag: tag, Summary: "Show a follow-up",
		Description: "What is to be done about which item of the resolution, by when, and how far each municipality is.",
	}, s.Show)
	httpapi.DoWith(d, withdrawFollowUp, httpapi.Doc{
		Tag: tag, Summary: "Withdraw a follow-up",
		Description: "Takes back, with a reason, what was planned: nobody is asked or reminded any more, and those who were are told. What was reported stays readable.",
		Faults:      append([]*fault.Error{ErrReason, ErrWithdrawn}, over...),
	}, s.Withdraw)
	httpapi.Show(d, showReport, httpapi.Doc{
		Tag: tag, Summary: "Show how far a municipality is with a follow-up",
		Description: "The municipality's last report; `open` until it has reported.",
	}, s.ShowReport)
	httpapi.DoWith(d, ReportFollowUp, httpapi.Doc{
		Tag: tag, Summary: "Report on a follow-up",
		Description: "The municipality's own offices report that it is done, on which day, with evidence (an address, or documents of the case); or that it is not, and why. Its reminders stop, and the secretariat is told. The same again changes nothing; another report needs If-Match, and takes the place of the one that stands: all are kept, until the case is closed (rules 2.5, 6.5).",
		Faults:      append([]*fault.Error{ErrReport, ErrWithdrawn, casefile.ErrAddress, casefile.ErrNotParty, casefile.ErrLeft, document.ErrPinned, timeline.ErrDoneOn}, over...),
	}, s.Report)
	httpapi.Show(d, showRevision, httpapi.Doc{
		Tag: tag, Summary: "Show what a case revises",
		Description: "What is proposed in a case, such as the revision of a strategy, beside what was adopted in the case that it follows: item by item, with each difference of words, compared as resolutions are (rules 2.1, 8.2).",
		Faults:      []*fault.Error{ErrNoRevision},
	}, s.ShowRevision)
}
