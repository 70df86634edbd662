package approval

import (
	_ "embed"

	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// How a municipality stands in the gate, and why.
var (
	msgLeft        = message.New1[string]("approval.left", "{municipality} no longer takes part in the case.")
	msgNotAnswered = message.New1[string]("approval.not_answered", "{municipality} has not answered.")
	// MsgOutdated says why an answer no longer counts (rule 1.1).
	MsgOutdated = message.New("approval.outdated", "The answer was given before the municipality left the case, and no longer counts.")
	msgRejected = message.New1[string]("approval.rejected", "{municipality} has rejected the version.")
	msgReturned = message.New1[string]("approval.returned", "{municipality} has returned the version.")
	msgStale    = message.New2[string, int]("approval.stale", "{municipality} approved version {version}, but what it approved has changed since.")
	msgBlocked  = message.New1[string]("approval.blocked",
		"Whoever answered for {municipality} is disqualified in the case, so somebody else must answer (KL § 11-10, FVL § 6).")
	msgSupposed    = message.New1[string]("approval.supposed", "The approval of {municipality} is only supposed.")
	msgCarried     = message.New2[string, int]("approval.carried", "{municipality} approved version {version}, and nothing that it approved has changed.")
	msgConditional = message.New1[string]("approval.conditional", "{municipality} has approved, with conditions.")
	msgApproved    = message.New1[string]("approval.approved", "{municipality} has approved.")

	msgCouncilAnswers = message.New("approval.council_answers",
		"The chief executive is disqualified in the case: the council or the executive committee answers, and the clerk records it (rule 1.7).")
)

// Why answers cannot be supposed.
var (
	msgSupposedTwice = message.New1[string]("approval.supposed_twice", "Suppose only one answer of {municipality} (rule 3.8).")
	msgNotAsked      = message.New2[int, string]("approval.not_asked", "Version {version} asks nothing of {municipality} (rule 3.8).")
	msgNoSuchAnswer  = message.New3[int, mandate.State, string]("approval.no_such_answer",
		"Version {version} is {state}: {municipality} can no longer give this answer (rules 3.4, 3.7).")
)

// What is wrong with an answer.
var (
	msgOtherCommonHash = message.New1[int]("approval.other_common_hash", "must be the hash of the common part of version {version}")
	msgOtherSliceHash  = message.New2[string, int]("approval.other_slice_hash", "must be the hash of the slice of {municipality} in version {version}")
	msgReasonNeeded    = message.New1[Verdict]("approval.reason_needed", "must say why the answer is {answer}")
	msgOnlyApproval    = message.New1[int]("approval.only_approval",
		"Version {version} is in force: a municipality that has not approved it can join it by approving, and is bound by nothing until then (rule 3.7).")
	msgNothingReleased = message.New("approval.nothing_released", "must be left out unless the answer approves: without an approval nobody is released")
)

// What is wrong with the deadlines of a submission.
var msgOutsideMandate = message.New1[workday.Date]("approval.outside_mandate", "must be later than today and not later than {last}, the mandate's last day")

// Why a version was closed, and why its reminders stopped. Both are kept in
// words.
var (
	msgReplaced   = message.New1[int]("approval.replaced", "replaced by version {version}")
	msgSuperseded = message.New1[int]("approval.superseded", "version {version} came into force")
	msgAnswered   = message.New("approval.answered", "answered")
	msgInForce    = message.New("approval.in_force", "the version is in force")
	msgUnbound    = message.New("approval.unbound", "the municipality has not approved the version in force")
)

// The titles of tasks.
var (
	msgAnswer        = message.New2[int, string]("approval.answer", "Answer version {version} of the mandate for {municipality}")
	msgCouncilAnswer = message.New2[string, int]("approval.council_answer", "Record the answer of {municipality}'s council to version {version} of the mandate")
)

// What answers are called.
var verdictNames = message.Names[Verdict]{
	Unanswered:             message.New("approval.verdict_waiting", "not given"),
	Approved:               message.New("approval.verdict_approved", "approved"),
	ApprovedWithConditions: message.New("approval.verdict_conditional", "approved with conditions"),
	Rejected:               message.New("approval.verdict_rejected", "rejected"),
	Returned:               message.New("approval.verdict_returned", "returned"),
}

// Say is the answer in a language, as a sentence names it.
func (v Verdict) Say(in message.Language) string { return verdictNames.Say(in, v) }
