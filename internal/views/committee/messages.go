package committee

import (
	_ "embed"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

var msgNotAsked = message.New1[string]("committee.not_asked", "The version asks nothing of {municipality}.")

// pageWords are the words of the page without anything in them, by the names by
// which its template says them.
var pageWords = map[string]message.Text{
	"title":      message.New("committee.page.title", "Chief executives' committee: open mandates"),
	"as_of":      message.New("committee.page.as_of", "As of"),
	"table":      message.New("committee.page.table", "Open mandates"),
	"caption":    message.New("committee.page.caption", "Mandates that are open for answers, the first to be answered first. Each row is a mandate, each column a municipality."),
	"mandate":    message.New("committee.page.mandate", "Mandate"),
	"deadline":   message.New("committee.page.deadline", "Deadline and rule"),
	"tightened":  message.New("committee.page.tightened", "The rule was tightened while the version was open."),
	"late":       message.New("committee.page.late", "after the deadline"),
	"reason":     message.New("committee.page.reason", "Reason:"),
	"conditions": message.New("committee.page.conditions", "Conditions:"),
	"can_answer": message.New("committee.page.can_answer", "Can answer:"),
	"more":       message.New("committee.page.more", "More mandates are open than this page shows:"),
	"next":       message.New("committee.page.next", "next part"),
	"none":       message.New("committee.page.none", "No mandates are open."),
}

// What the page says of a mandate.
var (
	msgMoment   = message.New2[workday.Date, string]("committee.page.moment", "{day}, {clock}")
	msgVersion  = message.New2[string, int]("committee.page.version", "Case {case}, version {version}")
	msgSentOut  = message.New1[workday.Date]("committee.page.sent_out", "Sent out on {day}")
	msgAnswerBy = message.New2[workday.Date, message.Text]("committee.page.answer_by", "Answer by {day}. {left}.")
	msgPassed   = message.New2[int, int]("committee.page.passed", "The deadline passed {days} {days|day|days} ago ({working} working {working|day|days})")
	msgToday    = message.New("committee.page.today", "The deadline is today")
	msgLeft     = message.New2[int, int]("committee.page.left", "{days} {days|day|days} left ({working} working {working|day|days})")
	msgForce    = message.New3[message.Text, int, int]("committee.page.force", "Comes into force with the approval of {rule}: {given} of {needed} given.")
	msgLacking  = message.New2[int, []held]("committee.page.lacking", "Lacking {n}: {municipalities}.")
)

// What the page says of an answer.
var (
	msgStaleFrom  = message.New1[int]("committee.page.stale_from", "Approved version {version}; what was approved has changed since.")
	msgByBody     = message.New4[string, message.Text, string, string]("committee.page.by_body", "{body}{on}, case {number}; recorded by {clerk}")
	msgOn         = message.New1[workday.Date]("committee.page.on", ", {day}")
	msgOnBehalf   = message.New2[string, string]("committee.page.on_behalf", "{name}, for {holder}")
	msgCarried    = message.New1[int]("committee.page.carried", "given to version {version}, still counts")
	msgCondition  = message.New5[authz.Holder, string, workday.Date, message.Text, message.Text]("committee.page.condition", "{office}, {organisation}, by {day}, {effect}: {state}")
	msgBefore     = message.New("committee.page.before_start", "before the start")
	msgDuring     = message.New("committee.page.during", "during the work")
	msgSubstitute = message.New1[string]("committee.page.substitute", "{name} (substitute)")
	msgRecords    = message.New1[string]("committee.page.records", "{name} (records the council's answer)")
)

var outcomes = map[approval.Outcome]message.Text{
	approval.OutcomeInForce: message.New("committee.page.enough", "Approved by as many as the rule asks for."),
	approval.OutcomeCannot:  message.New("committee.page.cannot", "Cannot come into force with the answers that were given."),
	approval.OutcomeWaiting: message.New("committee.page.waiting", "Waiting for answers."),
}

var statuses = map[approval.Verdict]message.Text{
	approval.Unanswered:             message.New("committee.page.status_waiting", "Not answered"),
	approval.Approved:               message.New("committee.page.status_approved", "Approved"),
	approval.ApprovedWithConditions: message.New("committee.page.status_conditional", "Approved with conditions"),
	approval.Rejected:               message.New("committee.page.status_rejected", "Rejected"),
	approval.Returned:               message.New("committee.page.status_returned", "Returned"),
	approval.Stale:                  message.New("committee.page.status_stale", "To be confirmed anew"),
	approval.Blocked:                message.New("committee.page.status_blocked", "Does not count: whoever answered is disqualified"),
	NotAsked:                        message.New("committee.page.status_not_asked", "Not asked"),
}

var conditionStates = map[condition.State]message.Text{
	condition.Open:      message.New("committee.page.condition_open", "not fulfilled"),
	condition.Reported:  message.New("committee.page.condition_reported", "reported fulfilled"),
	condition.Fulfilled: message.New("committee.page.condition_fulfilled", "fulfilled"),
}
