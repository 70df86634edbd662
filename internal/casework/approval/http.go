package approval

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/council"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

const (
	parts    = mandate.Each + "/approvals"
	eachPart = parts + "/{municipality}"
)

var reads = act.Needs("case", "read", casefile.InCase())

// The acts on whole versions.
var (
	listMandates    = act.Show[ListRef]("list-mandates", mandate.Below, reads)
	showMandate     = act.Show[mandate.Ref]("show-mandate", mandate.Each, reads)
	showMandateGate = act.Show[GateRef]("show-mandate-gate", mandate.Each+"/gate", reads)
	submitMandate   = act.New[mandate.Ref]("submit-mandate", http.MethodPost, mandate.Each+"/submit", act.Needs("mandate", "submit", casefile.InCase()))
	withdrawMandate = act.New[mandate.Ref]("withdraw-mandate", http.MethodPost, mandate.Each+"/withdraw", act.Needs("mandate", "withdraw", casefile.InCase()))
	rejectMandate   = act.New[mandate.Ref]("reject-mandate", http.MethodPost, mandate.Each+"/reject", act.Needs("mandate", "reject", casefile.InCase()))
)

// AnswerMandate is the chief executive's answer for a municipality, and
// RecordCouncilAnswer the clerk's record of the council's in their place.
var (
	AnswerMandate = act.New[mandate.PartRef]("answer-mandate", http.MethodPut, eachPart, act.Needs("mandate", "answer", casefile.InMunicipality()))

	listApprovals       = act.Show[mandate.Ref]("list-approvals", parts, reads)
	showApproval        = act.Show[mandate.PartRef]("show-approval", eachPart, reads)
	RecordCouncilAnswer = act.New[mandate.PartRef]("record-council-answer", http.MethodPut, eachPart+"/council",
		act.Needs("mandate", "record_answer", casefile.InMunicipality()))
)

// ListRef is how a path and its query name a list of a case's versions.
type ListRef struct {
	casefile.Ref
	State string `query:"state" enum:"draft,open,in_force,rejected,withdrawn,superseded,discarded" doc:"Only versions in this state"`
}

// GateRef is how a path and its query name the gate of a version, with answers
// that are only supposed.
type GateRef struct {
	mandate.Ref
	WhatIf string `query:"what_if" maxLength:"2000" example:"3417:approved,3418:rejected" doc:"Answers to suppose in the place of those that stand, each municipality once"`
}

// Register declares the operations, in the order of the procedure.
func (s *Service) Register(d *httpapi.Door) {
	s.registerReads(d)
	s.registerDrafts(d)
	s.registerSubmissions(d)
	s.registerAnswers(d)
}

func (s *Service) registerReads(d *httpapi.Door) {
	httpapi.ShowList(d, listMandates, httpapi.Doc{
		Tag: mandate.Tag, Summary: "List the versions of the mandate",
		Description: "The versions of a case's mandate with their slices and answers, the newest first (rule 3.1).",
	}, s.List)
	httpapi.Show(d, showMandate, httpapi.Doc{
		Tag: mandate.Tag, Summary: "Show a version of the mandate",
		Description: "One version: its content and hashes, how every municipality stands to it, and whom it waits for (rules 3.1-3.4).",
	}, s.Show)
	httpapi.Show(d, showMandateGate, httpapi.Doc{
		Tag: mandate.Tag, Summary: "Explain why a version is in force, or not yet",
		Description: "One entry for each municipality: its state, why, since when, who can act now, and by when; how many approvals the rule needs, and whether the answers meet it. With `what_if`, the same for the supposed answers, computed by the code that decides (rule 3.8).",
		Faults:      []*fault.Error{ErrWhatIf, ErrWhatIfStranger, ErrWhatIfStands},
	}, s.ShowGate)
	httpapi.ShowList(d, listApprovals, httpapi.Doc{
		Tag: mandate.Tag, Summary: "List how the municipalities stand to a version",
		Description: "Every municipality of which the version asks something: its standing answer or that none is given yet, earlier answers, and the hashes to repeat in an answer (rule 3.4).",
	}, s.Approvals)
	httpapi.Show(d, showApproval, httpapi.Doc{
		Tag: mandate.Tag, Summary: "Show how a municipality stands to a version",
		Description: "One municipality's standing answer or that none is given yet, earlier answers, and the hashes to repeat in an answer. The entity tag is this municipality's alone (rule 3.4).",
		Faults:      []*fault.Error{mandate.ErrNoSlice},
	}, s.ShowApproval)
}

func (s *Service) registerDrafts(d *httpapi.Door) {
	httpapi.DoWith(d, mandate.DraftMandate, httpapi.Doc{
		Tag: mandate.Tag, Summary: "Draft a version of the mandate", Creates: true,
		Description: "Makes the next version, in draft, with its whole content: the common part and one slice for each municipality that takes part. A case has one draft at a time (rules 3.1, 3.3).",
		Faults:      []*fault.Error{mandate.ErrContent, mandate.ErrParticipants, mandate.ErrDraftExists, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.Draft)
	httpapi.DoWith(d, mandate.EditMandate, httpapi.Doc{
		Tag: mandate.Tag, Summary: "Edit a draft of the mandate",
		Description: "Replaces the content of a draft. A version cannot be changed once it is submitted (rule 3.2).",
		Faults:      []*fault.Error{mandate.ErrContent, mandate.ErrParticipants, mandate.ErrNotDraft, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.Edit)
	httpapi.DoWith(d, mandate.DiscardMandate, httpapi.Doc{
		Tag: mandate.Tag, Summary: "Discard a draft of the mandate",
		Description: "Gives up a draft, with a reason, so that another can be begun; it stays readable, and its number is not used again. A version that was submitted is withdrawn instead (rules 3.2, 3.3).",
		Faults:      []*fault.Error{mandate.ErrNotDraft, mandate.ErrReason, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.Discard)
}

func (s *Service) registerSubmissions(d *httpapi.Door) {
	httpapi.DoWith(d, submitMandate, httpapi.Doc{
		Tag: mandate.Tag, Summary: "Submit a draft for answers",
		Description: "Opens a draft for the municipalities' answers and fixes its content by hashes. A version that was open until then is withdrawn. Chief executives are told, and reminded of the answer; administrators are reminded to name people (rules 3.2, 3.3, 6.2).",
		Faults:      []*fault.Error{mandate.ErrNotDraft, ErrDeadlines, ErrUnknownDecision, mandate.ErrParticipants, mandate.ErrRuleUnmeetable, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.Submit)
	httpapi.DoWith(d, withdrawMandate, httpapi.Doc{
		Tag: mandate.Tag, Summary: "Withdraw an open version",
		Description: "Closes an open version for a reason. Its reminders stop, and the chief executives are told (rule 3.3).",
		Faults:      []*fault.Error{mandate.ErrNotOpen, mandate.ErrReason, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.Withdraw)
	httpapi.DoWith(d, rejectMandate, httpapi.Doc{
		Tag: mandate.Tag, Summary: "Close a version that cannot come into force",
		Description: "Closes an open version as rejected, once its answers cannot meet the rule. A rejection or a return by one municipality closes nothing by itself (rule 3.3).",
		Faults:      []*fault.Error{mandate.ErrNotOpen, ErrStillPossible, mandate.ErrReason, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.Reject)
}

func (s *Service) registerAnswers(d *httpapi.Door) {
	httpapi.DoWith(d, AnswerMandate, httpapi.Doc{
		Tag: mandate.Tag, Summary: "Answer a version on behalf of a municipality",
		Description: "Records the chief executive's answer, bound by hashes to the common part and the municipality's slice. The first answer needs no If-Match; repeating the standing answer is harmless, whatever the tag; changing it needs If-Match with this municipality's tag. Answers after the deadline are accepted while the version is open, and marked late. The last approval that the rule needs brings the version into force; a municipality that has not approved a version in force may still join it by approving (rules 3.3-3.5, 3.7).",
		Faults: []*fault.Error{mandate.ErrNotOpen, ErrOtherContent, mandate.ErrNoSlice, ErrOwnSubmission, mandate.ErrReason, ErrStands, condition.ErrUnfit, condition.ErrDue,
			casefile.ErrWrongState, casefile.ErrWithdrawn, casefile.ErrNotParty, casefile.ErrLeft},
	}, s.Answer)
	httpapi.DoWith(d, RecordCouncilAnswer, httpapi.Doc{
		Tag: mandate.Tag, Summary: "Record the council's answer in a disqualified chief executive's place",
		Description: "While the chief executive is disqualified in the case, the municipality's council or executive committee answers, and names who releases people; the clerk records it with date and case number (rule 1.7, KL § 11-10, FVL § 6). Otherwise as answer-mandate.",
		Faults: []*fault.Error{council.ErrNotDisqualified, council.ErrDecision, mandate.ErrNotOpen, ErrOtherContent, mandate.ErrNoSlice, ErrOwnSubmission, mandate.ErrReason, ErrStands, condition.ErrUnfit, condition.ErrDue,
			authority.ErrSelf, person.ErrUnknownPerson, organisation.ErrPeriod, casefile.ErrWrongState, casefile.ErrWithdrawn, casefile.ErrNotParty, casefile.ErrLeft},
	}, s.AnswerByCouncil)
}
