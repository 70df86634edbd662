package approval

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/act"
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
