package statutes

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What statutes say.
var (
	msgDecides       = message.New("statutes.decides", "It is an elected body and decides (KL § 5-1).")
	msgRecommends    = message.New("statutes.recommends", "It is an elected body that recommends and decides nothing (KL § 5-1).")
	msgNotElected    = message.New1[message.Text]("statutes.not_elected", "A {kind} is not an elected body: it notes and deliberates (KL § 5-1).")
	msgSize          = message.New2[int, int]("statutes.size", "It has {n} {n|member|members}, of whom at least {needed} have to be present and vote (KL § 11-9).")
	msgSizeAlone     = message.New1[int]("statutes.size_alone", "It has {n} {n|member|members}.")
	msgNoSize        = message.New("statutes.no_size", "How many members it has, nobody has said.")
	msgTakes         = message.New1[message.Text]("statutes.takes", "A proposal takes {majority} (KL § 11-9).")
	msgAgreement     = message.New1[message.Text]("statutes.agreement", "It adopts those changes of the agreement that not every council has to adopt itself, by {majority}: so the agreement says (KL § 18-4).")
	msgAgreementLaw  = message.New1[message.Text]("statutes.agreement_law", "It adopts those changes of the agreement that not every council has to adopt itself, by {majority} (KL § 18-4).")
	msgRemote        = message.New("statutes.remote", "It may meet remotely (KL § 11-7).")
	msgNotRemote     = message.New("statutes.not_remote", "It does not meet remotely (KL § 11-7).")
	msgKeptHere      = message.New("statutes.kept_here", "Its meetings are kept in this service.")
	msgKeptElsewhere = message.New("statutes.kept_elsewhere", "Its meetings are kept in a system of its own, and its clerk records here what it resolved.")
	msgChairSigns    = message.New("statutes.chair_signs", "Its chair signs the minutes.")
	msgSigned        = message.New1[int]("statutes.signed", "Its chair and {n} {n|other member|other members} sign the minutes.")
	msgNotice        = message.New1[message.Text]("statutes.notice", "The notice of a meeting goes out {lead} before it.")
	msgSubmission    = message.New1[message.Text]("statutes.submission", "Papers are handed in {lead} before a meeting.")
	msgMinutes       = message.New1[message.Text]("statutes.minutes", "Minutes are signed {lead} after a meeting.")
	msgDays          = message.New1[int]("statutes.days", "{n} {n|day|days}")
	msgWorkingDays   = message.New1[int]("statutes.working_days", "{n} {n|working day|working days}")
	msgGrantsWhole   = message.New1[int64]("statutes.grants_whole", "It can decide grants of NOK {kroner} at the most.")
	msgGrants        = message.New2[int64, int64]("statutes.grants", "It can decide grants of NOK {kroner} and {ore} øre at the most.")
	msgMayRecommend  = message.New1[message.All[message.Text]]("statutes.may_recommend", "It may recommend to: {kinds}.")
	msgTask          = message.New1[string]("statutes.task", "Its task: {task}")
)

// What the page says.
var (
	msgFrom     = message.New1[workday.Date]("statutes.from", "From {day}")
	msgFromTo   = message.New2[workday.Date, workday.Date]("statutes.from_to", "From {from} until {to}")
	msgNoLonger = message.New1[message.Text]("statutes.no_longer", "No longer: {said}")
	msgReplaced = message.New1[workday.Date]("statutes.replaced", "From {day}, replaced before it stood")
	msgDecision = message.New2[workday.Date, string]("statutes.decision", "decided on {day}, case {number}")
	msgSeats    = message.New2[message.Text, int]("statutes.seats", "{kind}; {n} {n|member has a seat|members have seats}")
)

// pageWords are the words of the page by their names.
var pageWords = map[string]message.Text{
	"title":     message.New("statutes.title", "Statutes"),
	"as_of":     message.New("statutes.as_of", "As they stand on"),
	"none":      message.New("statutes.none", "The organisation has no bodies."),
	"history":   message.New("statutes.history", "What was set"),
	"unchanged": message.New("statutes.unchanged", "Nothing is otherwise."),
	"nothing":   message.New("statutes.nothing", "Nothing was set: the body is as it was founded, and as its kind has it by law."),
}
