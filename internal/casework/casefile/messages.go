package casefile

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a member that names something of a case, also in the
// features that work on cases.
var (
	MsgOutsideCase   = message.New("casefile.outside_case", "must be the region of the case or a municipality that takes part in it")
	MsgPersonUnknown = message.New("casefile.person_unknown", "must be a person known to the region or to a municipality that takes part")
	MsgNoBody        = message.New2[string, string]("casefile.no_body", "must be a body of {organisation}; it has none called {body}")
	MsgAfterToday    = message.New1[workday.Date]("casefile.after_today", "must not be after today, {today}")
	MsgOlder         = message.New1[workday.Date]("case.older", "must not be before {day}: no decision is older than what it decides about")
)

// Why a case does not take an act.
var (
	msgOtherState = message.New2[State, State]("casefile.other_state",
		"The case is {state}; this act is possible only while it is {needed} (rule 2.2).")
	msgOtherStates = message.New2[State, message.Either[State]]("casefile.other_states",
		"The case is {state}; this act is possible only while it is {needed} (rule 2.2).")
	msgKindFixed = message.New("casefile.kind_fixed",
		"The kind of a case cannot change once the case has started, because the start gate depends on it (rule 2.3).")
	msgLeft = message.New2[string, workday.Date]("casefile.left", "{municipality} left the case on {day} (rule 1.1).")
)

// What is wrong with the content of a case.
var (
	msgTooFew           = message.New("casefile.too_few", "must name at least two municipalities")
	msgNamedTwice       = message.New1[string]("casefile.named_twice", "names {municipality} twice")
	msgNotMember        = message.New2[string, workday.Date]("casefile.not_member", "must be a member of the region, which {municipality} is not on {day}")
	msgBasisMissing     = message.New("casefile.basis_missing", "must name the legal basis of the exemption")
	msgBasisOfPublic    = message.New("casefile.basis_of_public", "must be empty: only an exempt case has a legal basis for it")
	msgUntilOfPublic    = message.New("casefile.until_of_public", "must be left out: only an exempt case has an end of its exemption")
	msgUntilPast        = message.New1[workday.Date]("casefile.until_past", "must not be before today, {today}: leave it out for no end, or make the case public")
	msgShieldMissing    = message.New("casefile.shield_missing", "must say what the case is called where its title may not be read")
	msgShieldOfPublic   = message.New("casefile.shield_of_public", "must be empty: only an exempt case has a shielded title")
	msgShieldTells      = message.New("casefile.shield_tells", "must not hold the case's title")
	msgNotEarlier       = message.New2[string, string]("casefile.not_earlier", "must be a case earlier than {number}; {predecessor} is not")
	msgNoPredecessor    = message.New1[string]("casefile.no_predecessor", "must be a case of the region; it has no case {number}")
	msgNotWebAddress    = message.New("casefile.not_web_address", "must be an absolute address that begins with https:// or http://")
	msgNoMandateVersion = message.New("casefile.no_mandate_version", "must be the number of a version of the case's mandate")
)

// What the states of a case are called.
var stateNames = message.Names[State]{
	Draft:       message.New("casefile.draft", "a draft"),
	Preparing:   message.New("casefile.preparing", "in preparation"),
	Active:      message.New("casefile.active", "active"),
	InTreatment: message.New("casefile.in_treatment", "in treatment"),
	Adopted:     message.New("casefile.adopted", "adopted"),
	NotAdopted:  message.New("casefile.not_adopted", "not adopted"),
	FollowingUp: message.New("casefile.following_up", "in follow-up"),
	Closed:      message.New("casefile.closed", "closed"),
	Withdrawn:   message.New("casefile.withdrawn", "withdrawn"),
}

// Say is the state in a language, as a sentence names it.
func (s State) Say(in message.Language) string { return stateNames.Say(in, s) }
