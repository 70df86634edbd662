package minutes

import (
	_ "embed"

	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/debate"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is missing, and what is wrong with a signature or a correction.
var (
	msgGap        = message.New2[message.Text, string]("minutes.gap", "{gap} ({paragraph})")
	msgNoPlace    = message.New("minutes.no_place", "The place is missing.")
	msgNoTime     = message.New("minutes.no_time", "The time of the meeting is missing.")
	msgNoPeriod   = message.New("minutes.no_period", "The period of the written procedure is missing.")
	msgNobody     = message.New("minutes.nobody", "It does not say who was present.")
	msgNoChair    = message.New("minutes.no_chair", "It does not say who chaired.")
	msgNoItems    = message.New("minutes.no_items", "It does not say which cases were treated.")
	msgNoOutcome  = message.New("minutes.no_outcome", "It does not say what became of the item.")
	msgNoText     = message.New("minutes.no_text", "The text of the resolution is missing.")
	msgNoConsent  = message.New1[string]("minutes.no_consent", "The two consents of {member} are missing.")
	msgNoBasis    = message.New1[string]("minutes.no_basis", "The legal basis on which {member} left the item is missing.")
	msgChairSigns = message.New("minutes.chair_signs", "All others have signed: whoever chaired the meeting signs.")
	msgPaperDay   = message.New2[workday.Date, workday.Date]("minutes.paper_day", "must not be before {first}, the day of the meeting, or after {last}")
	msgNotThere   = message.New("minutes.not_there", "must be somebody who was at the meeting by a seat")
	msgNoSuchItem = message.New1[string]("minutes.no_such_item", "must be an item of these minutes: there is no {number}")
	msgSigned     = message.New1[string]("minutes.signed_by", "Signed by {name}.")
	msgCorrected  = message.New1[int]("minutes.corrected", "Corrected by version {n}.")
)

// What minutes say.
var (
	msgNoticeSent   = message.New1[workday.Date]("minutes.says.notice", "The notice went out on {day}.")
	msgNoticeLate   = message.New2[workday.Date, workday.Date]("minutes.says.notice_late", "The notice went out on {day}, and was late: it was due on {due}.")
	msgDoors        = message.New3[string, int, int]("minutes.says.doors", "The doors were closed by {basis}, by a vote in the open: {yes} for and {no} against.")
	msgDisqualified = message.New2[string, string]("minutes.says.disqualified", "{name} was disqualified and left the item: {basis}.")
	msgExempted     = message.New2[string, string]("minutes.says.exempted", "{name} was exempted and left the item: {basis}.")
	msgTookSeat     = message.New1[string]("minutes.says.took_seat", "{name} took the seat.")
	msgPaper        = message.New4[string, int, int, string]("minutes.says.paper", "{title}: document {document}, version {version}, SHA-256 {hash}")
	msgLink         = message.New3[string, string, string]("minutes.says.link", "{title}: {address}, SHA-256 {hash}")
	msgConsent      = message.New3[string, message.Text, message.Text]("minutes.says.consent", "{name}: to the text {text}, to the procedure {procedure}")
	msgYes          = message.New("minutes.says.yes", "yes")
	msgNo           = message.New("minutes.says.no", "no")
	msgRefused      = message.New("minutes.says.refused", "Not decided: those present objected.")
	msgDeferredTo   = message.New1[workday.Date]("minutes.says.deferred_to", "Deferred to {day}")
	msgCounted      = message.New3[int, int, int]("minutes.says.counted", "{yes} for, {no} against, {blank} blank.")
	msgElection     = message.New("minutes.says.election", "Election")
	msgTrial        = message.New1[string]("minutes.says.trial", "Trial vote on proposal {on}")
	msgOver         = message.New2[string, string]("minutes.says.over", "Proposal {on} against proposal {over}")
	msgOn           = message.New1[string]("minutes.says.on", "Proposal {on}")
)

// proposalKinds are the kinds of proposals in words.
var proposalKinds = map[string]message.Text{
	debate.Main: message.New("minutes.kind.main", "Main proposal"), debate.Amendment: message.New("minutes.kind.amendment", "Amendment"),
	debate.Addition: message.New("minutes.kind.addition", "Addition"), debate.Alternative: message.New("minutes.kind.alternative", "Alternative proposal"),
	debate.Joint: message.New("minutes.kind.joint", "Joint proposal"),
}

// outcomes are what became of an item, in words.
var outcomes = map[chain.Outcome]message.Text{
	chain.Recommended: message.New("minutes.outcome.recommended", "Recommended"), chain.RecommendedWithChanges: message.New("minutes.outcome.recommended_with_changes", "Recommended with changes"),
	chain.RecommendedAgainst: message.New("minutes.outcome.recommended_against", "Recommended against"), chain.Adopted: message.New("minutes.outcome.adopted", "Adopted"),
	chain.AdoptedWithChanges: message.New("minutes.outcome.adopted_with_changes", "Adopted with changes"), chain.Rejected: message.New("minutes.outcome.rejected", "Rejected"),
	chain.Deferred: message.New("minutes.outcome.deferred", "Deferred"), chain.ReferredBack: message.New("minutes.outcome.referred_back", "Referred back"),
	chain.Noted: message.New("minutes.outcome.noted", "Noted"), chain.NotDecided: message.New("minutes.outcome.not_decided", "Not decided"),
	chain.WithdrawnFrom: message.New("minutes.outcome.withdrawn", "Withdrawn"),
}

// pageWords are the words of the page and the text without anything in them.
var pageWords = map[string]message.Text{
	"minutes": message.New("minutes.page.minutes", "Minutes"), "draft": message.New("minutes.page.draft", "Draft: not signed"), "signing": message.New("minutes.page.signing", "Being signed"),
	"replaced": message.New("minutes.page.replaced", "Replaced by a later version"), "version": message.New("minutes.page.version", "Version"), "time": message.New("minutes.page.time", "Time"),
	"place": message.New("minutes.page.place", "Place"), "remote": message.New("minutes.page.remote", "Remote meeting"), "written": message.New("minutes.page.written", "Written procedure"),
	"both": message.New("minutes.page.both", "some of the members remotely"), "period": message.New("minutes.page.period", "Period"), "chair": message.New("minutes.page.chair", "Chair"),
	"present": message.New("minutes.page.present", "Present"), "for": message.New("minutes.page.for", "for"), "absent": message.New("minutes.page.absent", "Absent"),
	"nobody": message.New("minutes.page.nobody", "Nobody"), "speakers": message.New("minutes.page.speakers", "Spoke without a vote"), "notice": message.New("minutes.page.notice", "Notice"),
	"urgent": message.New("minutes.page.urgent", "Why it could not wait"), "case": message.New("minutes.page.case", "Case"), "exempt": message.New("minutes.page.exempt", "Exempt from public access"),
	"hidden": message.New("minutes.page.hidden", "What the minutes say of this item is exempt from public access."),
	"late":   message.New("minutes.page.late", "The item was added after the notice had gone out."), "papers": message.New("minutes.page.papers", "Papers"),
	"proposals": message.New("minutes.page.proposals", "Proposals"), "withdrawn": message.New("minutes.page.withdrawn", "withdrawn"), "votes": message.New("minutes.page.votes", "Votes"),
	"voted_for": message.New("minutes.page.voted_for", "For:"), "voted_against": message.New("minutes.page.voted_against", "Against:"), "voted_blank": message.New("minutes.page.voted_blank", "Blank:"),
	"consents": message.New("minutes.page.consents", "Consents"), "statements": message.New("minutes.page.statements", "Statements for the record"),
	"resolution": message.New("minutes.page.resolution", "Resolution"), "reason": message.New("minutes.page.reason", "Reason:"),
	"corrections": message.New("minutes.page.corrections", "Corrections"), "signatures": message.New("minutes.page.signatures", "Signatures"),
	"on_paper": message.New("minutes.page.on_paper", "on paper"), "gaps": message.New("minutes.page.gaps", "Missing before they can be signed"),
	"hash": message.New("minutes.page.hash", "SHA-256 of the protocol"),
}
