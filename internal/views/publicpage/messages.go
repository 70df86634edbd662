package publicpage

import (
	_ "embed"

	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What feed and calendar say.
var (
	msgFeed           = message.New1[string]("publicpage.feed", "What happens in {region}")
	msgCalendar       = message.New1[string]("publicpage.calendar", "Open meetings: {region}")
	msgOf             = message.New2[string, string]("publicpage.body_of", "{body} ({municipality})")
	msgOpened         = message.New2[string, string]("publicpage.opened", "New case {number}: {title}")
	msgWithdrawn      = message.New2[string, string]("publicpage.withdrawn", "Case {number} is withdrawn: {title}")
	msgAdopted        = message.New2[string, string]("publicpage.is_adopted", "Case {number} is adopted: {title}")
	msgNotAdopted     = message.New2[string, string]("publicpage.not_adopted", "Case {number} is not adopted: {title}")
	msgCalled         = message.New2[string, workday.Date]("publicpage.called", "{body} meets on {day}")
	msgCalledAt       = message.New3[string, workday.Date, string]("publicpage.called_at", "{body} meets on {day} at {time}")
	msgResolved       = message.New3[string, string, chain.Outcome]("publicpage.resolved", "{body}, case {number}: {outcome}")
	msgResolvedExempt = message.New3[string, string, string]("publicpage.resolved_exempt", "{body}, case {number}: exempt from public access, {basis}")
	msgRemote         = message.New("publicpage.remote", "Remotely")
)

// What the pages say of numbers and names.
var (
	msgCasesOf  = message.New1[string]("publicpage.cases_of", "Public cases: {region}")
	msgCaseNo   = message.New1[string]("publicpage.case_no", "Case {number}")
	msgCounts   = message.New3[int, int, int]("publicpage.counts", "{for} for, {against} against, {present} present")
	msgVotes    = message.New2[int, int]("publicpage.votes", "{for} for, {against} against")
	msgVoteNo   = message.New1[int]("publicpage.vote_no", "Vote {number}")
	msgVersion  = message.New1[int]("publicpage.version", "Version {number}")
	msgItemNo   = message.New1[int]("publicpage.item_no", "Item {number}")
	msgPeople   = message.New2[int, int]("publicpage.people", "{n} {n|person|people}, {share} percent each")
	msgLeft     = message.New1[workday.Date]("publicpage.left", "left on {day}")
	msgExempt   = message.New1[string]("publicpage.exempt", "Exempt from public access: {basis}")
	msgNotice   = message.New1[workday.Date]("publicpage.notice_on", "The notice went out on {day}.")
	msgDeferred = message.New1[workday.Date]("publicpage.deferred_to", "put off to {day}")
	msgExpected = message.New1[workday.Date]("publicpage.expected_by", "expected by {day}")
	msgOpenedOn = message.New1[workday.Date]("publicpage.reconciling_since", "Since {day} a way is sought to one resolution.")
	msgEarliest = message.New1[workday.Date]("publicpage.earliest", "can be finished by {day} at the earliest")
	msgChosenOn = message.New1[workday.Date]("publicpage.chosen_on", "chosen on {day}")
	msgDue      = message.New1[workday.Date]("publicpage.due", "until {day}")
	msgContest  = message.New1[workday.Date]("publicpage.contest", "Members of the council can ask for a review until {day} (KL § 27-1).")
)

var msgOtherText = message.New("publicpage.other_text", "adopted another text")

// pageWords are the words of the pages by their names.
var pageWords = map[string]message.Text{
	"all_cases": message.New("publicpage.all_cases", "All cases"), "feed": message.New("publicpage.to_feed", "Follow (Atom)"), "meetings": message.New("publicpage.to_meetings", "Open meetings (calendar)"),
	"language": message.New("publicpage.language", "Language"), "search": message.New("publicpage.search", "Search"), "words": message.New("publicpage.words", "Words in title and summary, or a number"),
	"state": message.New("publicpage.state", "State"), "kind": message.New("publicpage.kind", "Kind"), "year": message.New("publicpage.year", "Year"), "municipality": message.New("publicpage.municipality", "Municipality number"),
	"any": message.New("publicpage.any", "Any"), "number": message.New("publicpage.number", "Number"), "title": message.New("publicpage.title", "Title"), "opened": message.New("publicpage.opened_on", "Opened"),
	"none": message.New("publicpage.none", "No cases."), "more": message.New("publicpage.more", "More cases"), "withdrawn_on": message.New("publicpage.withdrawn_on", "Withdrawn"),
	"summary": message.New("publicpage.summary", "Summary"), "participants": message.New("publicpage.participants", "Participants"), "timeline": message.New("publicpage.timeline", "Timeline"),
	"what": message.New("publicpage.what", "What"), "when": message.New("publicpage.when", "When"), "done": message.New("publicpage.done", "done"),
	"chain": message.New("publicpage.chain", "Treatment"), "step": message.New("publicpage.step", "Step"), "body": message.New("publicpage.body", "Body"), "outcome": message.New("publicpage.outcome", "Resolution"),
	"day": message.New("publicpage.day", "Day"), "vote": message.New("publicpage.vote", "Votes"), "proposed": message.New("publicpage.proposed", "Proposed resolution"),
	"beside": message.New("publicpage.beside", "Resolutions beside the proposal"), "legend": message.New("publicpage.legend", "Words that were taken out are struck through, and words that were put in are underlined."),
	"was": message.New("publicpage.was", "taken out:"), "is": message.New("publicpage.is", "put in:"),
	"proposal": message.New("publicpage.proposal", "The proposal"), "same": message.New("publicpage.same", "In the same words"), "added": message.New("publicpage.added", "Not in the proposal:"),
	"editorial": message.New("publicpage.editorial", "The same, written otherwise:"),
	"gone":      message.New("publicpage.gone", "Left out"), "text": message.New("publicpage.text", "Text"), "held": message.New("publicpage.meetings_held", "Meetings"), "place": message.New("publicpage.place", "Time and place"),
	"item": message.New("publicpage.item", "Item"), "papers": message.New("publicpage.papers", "Papers"), "minutes": message.New("publicpage.minutes", "Minutes"), "for": message.New("publicpage.for", "For"),
	"against": message.New("publicpage.against", "Against"), "blank": message.New("publicpage.blank", "Blank"), "contributions": message.New("publicpage.contributions", "What municipalities contribute"),
	"function": message.New("publicpage.function", "Function"), "given": message.New("publicpage.given", "Given"), "follow": message.New("publicpage.follow", "Follow"),
	"remote": msgRemote, "written": message.New("publicpage.written", "In writing"), "paper": message.New("publicpage.paper", "Paper"),

	"kind_strategy": message.New("publicpage.kind.strategy", "strategy"), "kind_strategy_revision": message.New("publicpage.kind.strategy_revision", "revision of a strategy"), "kind_plan": message.New("publicpage.kind.plan", "plan"),
	"kind_agreement_change": message.New("publicpage.kind.agreement_change", "change of the agreement"), "kind_statement": message.New("publicpage.kind.statement", "statement"), "kind_enquiry": message.New("publicpage.kind.enquiry", "enquiry"),
	"kind_other": message.New("publicpage.kind.other", "other"),

	"reconciling": message.New("publicpage.reconciling", "Reconciliation"), "apart": message.New("publicpage.apart", "Who stands apart"), "exits": message.New("publicpage.exits", "Ways out"), "chosen": message.New("publicpage.chosen", "What was chosen"),
	"voice_adopts": msgOtherText, "voice_differs": msgOtherText, "voice_rejects": message.New("publicpage.said_no", "said no"),
	"exit_adopt_new_text": message.New("publicpage.exit.adopt_new_text", "The others adopt the new text"), "exit_ask_again": message.New("publicpage.exit.ask_again", "Those who stand apart are asked again"),
	"exit_mediation": message.New("publicpage.exit.mediation", "Mediation"), "exit_go_on_without": message.New("publicpage.exit.go_on_without", "The case goes on without those who said no"),

	"milestone_open": message.New("publicpage.milestone.open", "not done"), "milestone_overdue": message.New("publicpage.milestone.overdue", "overdue"), "milestone_done": message.New("publicpage.milestone.done", "done"),
	"milestone_left": message.New("publicpage.milestone.left", "has left"),

	"meeting_called": message.New("publicpage.meeting.called", "called"), "meeting_opened": message.New("publicpage.meeting.opened", "going on"), "meeting_closed": message.New("publicpage.meeting.closed", "held"),
	"meeting_minuted": message.New("publicpage.meeting.minuted", "held, with signed minutes"), "meeting_cancelled": message.New("publicpage.meeting.cancelled", "cancelled"),
}
