package mandate

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why a version does not take an act.
var (
	msgImmutable = message.New2[int, State]("mandate.immutable",
		"Version {version} is {state}: a version cannot be changed once it is submitted (rule 3.2). Draft a new version instead.")
	msgNotOpenNow = message.New2[int, State]("mandate.not_open_now",
		"Version {version} is {state}. A version can be answered, withdrawn or rejected only while it is open (rule 3.3).")
)

// What is wrong with the content of a version.
var (
	msgSliceTwice = message.New1[string]("mandate.slice_twice", "must be a municipality without a slice; {municipality} has one already")
	msgKeyTwice   = message.New1[string]("mandate.key_twice", "must be unique in the slice; {key} already names another requirement")
	msgTooEarly   = message.New1[workday.Date]("mandate.before_start", "must not be earlier than {first}, the mandate's first day")
	msgTooLate    = message.New1[workday.Date]("mandate.after_end",
		"must not be later than the day after {last}, the mandate's last day")
	msgNoCurrency    = message.New1[string]("mandate.no_currency", "must be the code of a currency in use (ISO 4217), such as NOK or EUR; {currency} is none")
	msgOtherCurrency = message.New1[string]("mandate.other_currency", "must be {currency}, the currency of the budget: a version has one (rule 3.1)")
	msgParticipants  = message.New1[[]string]("mandate.participants", "must be the municipalities that take part in the case: {municipalities}")
	msgSlices        = message.New1[[]string]("mandate.slices", "must be one for each municipality that takes part in the case: {municipalities}")
)

// What does not fit with a deadline, and is kept.
var (
	// MsgDayOff says that a day is no working day, and why.
	MsgDayOff          = message.New2[workday.Date, workday.Reason]("mandate.day_off", "{day} is not a working day ({reason}).")
	msgFixedAnswers    = message.New2[int, string]("mandate.fixed_answers", "Answers to version {version} of the mandate in case {number}")
	msgFixedNaming     = message.New2[int, string]("mandate.fixed_naming", "Naming people by version {version} of the mandate in case {number}")
	msgDayOffIn        = message.New3[workday.Date, string, workday.Reason]("mandate.day_off_in", "{day} is not a working day in {name} ({reason}).")
	msgOtherNamingDate = message.New1[workday.Date]("mandate.other_naming_date", `The milestone "naming due" is planned for another day, {day}.`)
)

// What is wrong with the rule of a region's gates.
var (
	msgCountNeeded    = message.New("mandate.count_needed", "must be given with `count`")
	msgCountAlone     = message.New("mandate.count_alone", "must be left out except with `count`")
	msgFractionNeeded = message.New("mandate.fraction_needed", "must be given with `fraction`")
	msgFractionAlone  = message.New("mandate.fraction_alone", "must be left out except with `fraction`")
	msgMoreThanWhole  = message.New("mandate.more_than_whole", "must not be greater than `rule_denominator`")
	msgUnmeetable     = message.New2[int, int]("mandate.unmeetable",
		"The rule asks for {needed} approvals, but only {n} {n|municipality|municipalities} can give one (rule 3.7).")
)

// The rule of a gate in words.
var (
	msgRuleAll      = message.New("mandate.rule_all", "all municipalities")
	msgRuleCount    = message.New1[int]("mandate.rule_count", "at least {n} {n|municipality|municipalities}")
	msgRuleFraction = message.New2[int, int]("mandate.rule_fraction", "at least {numerator}/{denominator} of the municipalities")
)

// What the states of a version are called.
var stateNames = message.Names[State]{
	StateDraft:      message.New("mandate.draft", "a draft"),
	StateOpen:       message.New("mandate.open", "open"),
	StateInForce:    message.New("mandate.in_force", "in force"),
	StateRejected:   message.New("mandate.rejected", "rejected"),
	StateWithdrawn:  message.New("mandate.withdrawn", "withdrawn"),
	StateSuperseded: message.New("mandate.superseded", "superseded by a newer one"),
	StateDiscarded:  message.New("mandate.discarded", "discarded"),
}

// Say is the state in a language, as a sentence names it.
func (s State) Say(in message.Language) string { return stateNames.Say(in, s) }
