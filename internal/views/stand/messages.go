package stand

import (
	_ "embed"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why a cell of the matrix has its state: shared benefit.
var (
	msgLeft             = message.New1[workday.Date]("stand.left", "The municipality left the case on {day}.")
	msgAsksNothing      = message.New1[casefile.State]("stand.asks_nothing", "The case is {state}, and asks nothing of anybody any more.")
	msgSucceeded        = message.New1[message.All[string]]("stand.succeeded", "It is no more; {successors} {successors|goes|go} on in its place, and can be added to the case (rule 1.1).")
	msgBenefitConfirmed = message.New("stand.benefit_confirmed", "The chief executive has confirmed the statement of shared benefit.")
	msgBenefitWritten   = message.New("stand.benefit_written", "The statement of shared benefit is written, but not confirmed.")
	msgBenefitMissing   = message.New("stand.benefit_missing", "The municipality has not written what it gains.")
)

// Why nobody who holds an office can act.
var (
	msgVacant = message.New("stand.vacant",
		"Nobody is chief executive of the municipality: the clerk can record whom the council appoints (KL § 13-1, rule 1.5).")
	msgCouncilDecides = message.New("stand.council_decides",
		"The chief executive is disqualified in the case: the council or the executive committee decides, and the clerk records it (rule 1.7).")
	msgNobodyCan = message.New("stand.nobody_can", "Nobody holds the office now who is not disqualified in the case.")
)

// The mandate.
var (
	msgMandateEnded = message.New2[int, workday.Date]("stand.mandate_ended", "The last day of version {version}, which is in force, was {last}.")
	msgFlagged      = message.New("stand.flagged",
		"Whoever gave the approval is disqualified in the case; it stands, because the version was in force when that was decided (KL § 11-10, FVL § 6).")
	msgNotSubmitted = message.New("stand.not_submitted", "No mandate is open or in force.")
	msgJoinStill    = message.New("stand.join_still", "It is in force without the municipality, which can still join by approving it.")
	msgNewOne       = message.New("stand.new_one", "The secretariat must draft a new version.")
	msgInForce      = message.New1[int]("stand.in_force", "Version {version} is in force and approved.")

	msgApproved            = message.New1[int]("stand.approved", "Version {version} is approved.")
	msgApprovedConditional = message.New3[int, int, int]("stand.approved_conditional",
		"Version {version} is approved, with conditions: {open} of {all} {open|is|are} not yet fulfilled.")
	msgApprovedFulfilled  = message.New1[int]("stand.approved_fulfilled", "Version {version} is approved, and all conditions of the approval are fulfilled.")
	msgCarried            = message.New2[int, int]("stand.carried", "Version {version} is approved, because the approval of version {before} carried over.")
	msgCarriedConditional = message.New4[int, int, int, int]("stand.carried_conditional",
		"Version {version} is approved, because the approval of version {before} carried over, with conditions: {open} of {all} {open|is|are} not yet fulfilled.")

	msgCarriedFulfilled = message.New2[int, int]("stand.carried_fulfilled",
		"Version {version} is approved, because the approval of version {before} carried over, and all its conditions are fulfilled.")

	msgNotAsked = message.New1[int]("stand.not_asked", "Version {version} asks nothing of the municipality.")
	msgStale    = message.New2[int, int]("stand.stale",
		"Version {before} was approved, but what was approved has changed since: the municipality must answer version {version}.")
	msgChanged = message.New1[int]("stand.changed",
		"What the municipality approved there has changed in version {version}: the municipality must answer that version.")
	msgBlocked = message.New1[int]("stand.blocked",
		"The answer to version {version} does not count: whoever gave it is disqualified, and somebody else must answer (KL § 11-10, FVL § 6).")
	msgRejected    = message.New1[int]("stand.rejected", "The municipality has rejected version {version}.")
	msgReturned    = message.New1[int]("stand.returned", "The municipality has returned version {version}.")
	msgNotAnswered = message.New1[int]("stand.not_answered", "The municipality has not answered version {version}.")
)

// People, other contributions and the timeline.
var (
	msgNoMandate     = message.New("stand.no_mandate", "No mandate is in force that says whom it asks for.")
	msgUnbound       = message.New("stand.unbound", "The municipality has not approved the mandate in force, which asks nothing of it until it does.")
	msgNobodyAsked   = message.New("stand.nobody_asked", "The mandate asks the municipality for nobody.")
	msgAskedNoLonger = message.New("stand.asked_no_longer", "The time for which the mandate asks for people is over.")
	msgAllReleased   = message.New("stand.all_released", "Everyone asked for is released by name, for the whole time ahead.")
	msgNotCovered    = message.New1[[]string]("stand.not_covered", "Not covered: {functions}.")
	msgNamedOnly     = message.New("stand.named_only", "People are named, but not released.")
	msgReleases      = message.New("stand.releases", "The municipality has released people.")
	msgAgreed        = message.New("stand.agreed", "Another contribution is agreed in the mandate.")
	msgRecorded      = message.New("stand.recorded", "The municipality has recorded another contribution.")
	msgGivesNothing  = message.New("stand.gives_nothing", "The municipality has released nobody, and no other contribution is agreed or recorded.")
	msgOverdue       = message.New1[[]string]("stand.overdue", "Overdue: {milestones}.")
	msgNotSet        = message.New1[[]milestoneKey]("stand.not_set", "Not set: {milestones}.")
	msgNobodysTask   = message.New1[[]string]("stand.nobodys_task", "Nobody is responsible for: {milestones}.")
	msgAllSet        = message.New("stand.all_set", "All required milestones are set, each has somebody responsible, and none is overdue.")
)

// The treatment.
var (
	msgNotSent          = message.New("stand.not_sent", "The case is not sent to treatment.")
	msgNoCouncilDecides = message.New("stand.no_council_decides", "No council of the municipality decides the case.")

	msgNotTreated = message.New("stand.not_treated", "No body of the municipality treats the case in this step.")
)

// What comes after the case is adopted.
var (
	msgNothingPlanned = message.New("stand.nothing_planned", "Nothing is planned that the municipality is to do about the resolution.")
	msgAllFollowedUp  = message.New("stand.all_followed_up", "The municipality has reported that all it is to do about the resolution is done.")
	msgFollowedUp     = message.New2[int, int]("stand.followed_up", "The municipality has reported that {done} of the {all} it is to do about the resolution {done|is|are} done.")
	msgNotFollowedUp  = message.New1[int]("stand.not_followed_up", "It has reported that {undone} {undone|is|are} not done, and why.")
)

// What the start gate misses.
var (
	msgNothingInForce   = message.New("stand.nothing_in_force", "No version of the mandate is in force.")
	msgNoDecision       = message.New("stand.no_decision", "The mandate in force names no political decision that it rests on.")
	msgMilestoneNotSet  = message.New1[milestoneKey]("stand.milestone_not_set", `The milestone "{milestone}" is not set.`)
	msgNoResponsible    = message.New1[string]("stand.no_responsible", `Nobody is responsible for the milestone "{milestone}".`)
	msgMilestoneOverdue = message.New1[string]("stand.milestone_overdue", `The milestone "{milestone}" is overdue.`)
	msgPartOverdue      = message.New2[string, string]("stand.part_overdue", `The milestone "{milestone}" is overdue in {municipality}.`)
	msgNotConfirmed     = message.New1[string]("stand.not_confirmed", "{municipality} has not confirmed its statement of shared benefit.")
	msgNotApproved      = message.New1[string]("stand.not_approved", "{municipality} has not approved the mandate in force.")
	msgNotReleased      = message.New2[string, string]("stand.not_released", "{municipality} has not released everyone whom the mandate asks for as {function}.")
	msgNoContribution   = message.New1[string]("stand.no_contribution", "{municipality} has released nobody, and no other contribution is agreed or recorded.")

	msgConditionReported = message.New5[int, string, authz.Holder, string, workday.Date]("stand.condition_reported",
		"Condition {number} of {municipality}'s approval is reported fulfilled by {office} in {organisation}, but not yet confirmed; the last day is {due}.")
	msgConditionOpen = message.New5[int, string, authz.Holder, string, workday.Date]("stand.condition_open",
		"Condition {number} of {municipality}'s approval is not fulfilled; {office} in {organisation} is responsible, and the last day is {due}.")
)

// milestoneKey is the key of a milestone that every gated case must have.
type milestoneKey string

var milestoneNames = map[milestoneKey]message.Text{
	"naming_due":             message.New("milestone.naming_due", "naming due"),
	"councils_decided":       message.New("milestone.councils_decided", "councils decided"),
	"proposal_ready":         message.New("milestone.proposal_ready", "proposal ready"),
	"board":                  message.New("milestone.board", "board"),
	"representative_council": message.New("milestone.representative_council", "representative council"),
	"joint_meeting":          message.New("milestone.joint_meeting", "joint meeting"),
}

// Say is what the milestone is called where it is not there yet.
func (k milestoneKey) Say(in message.Language) string {
	if name, usual := milestoneNames[k]; usual {
		return name.Say(in)
	}
	return string(k)
}

// msgConfirmOverride is the title of a task.
var msgConfirmOverride = message.New1[string]("stand.confirm_override", "Confirm the board's resolution {number} to start although something is missing")

// Why reminders stopped.
var (
	msgCaseWithdrawn    = message.New("stand.case_withdrawn", "the case is withdrawn")
	msgMunicipalityLeft = message.New("stand.municipality_left", "the municipality left the case")
)
