package condition

import (
	_ "embed"

	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why a condition does not take an act.
var (
	msgFixed      = message.New3[int, string, string]("condition.fixed", "Condition {n} of {municipality} in case {number}")
	msgNotBinding = message.New2[int, mandate.State]("condition.not_binding",
		"Version {version} is {state}: a condition can be fulfilled only while its version is in force (rule 3.5).")
	msgAlready     = message.New1[State]("condition.already", "The condition is already {state} (rule 3.5).")
	msgNotReported = message.New1[State]("condition.not_reported",
		"The condition is {state}: its fulfilment can be confirmed, or sent back, once it is reported (rule 3.5).")
	msgResponsible = message.New2[authz.Holder, string]("condition.responsible",
		"This condition is the responsibility of {office} in {organisation}: only they, or their substitute, report it fulfilled (rule 3.5).")
)

// What is wrong with the conditions of an answer.
var (
	msgNoneSet      = message.New("condition.none_set", "must hold at least one condition with `approved_with_conditions`")
	msgOtherAnswer  = message.New("condition.other_answer", "must be left out except with `approved_with_conditions`")
	msgNoSuchOffice = message.New1[message.Either[string]]("condition.no_such_office", "must be an office of the organisation: {offices}")
	msgOutsideTime  = message.New2[workday.Date, workday.Date]("condition.outside_time", "must be a day from {first} to {last}")
)

// Why the reminders of a condition stopped. The ledger keeps it in words.
var msgReportedFulfilled = message.New("condition.reported_fulfilled", "reported fulfilled")

// The titles of tasks. What the condition says are the words of those who set
// it.
var (
	msgReport = message.New2[string, string]("condition.report", "Report how the condition set by {municipality} is fulfilled: {condition}")
	msgJudge  = message.New2[string, string]("condition.judge",
		"Confirm that the condition set by {municipality} is fulfilled, or send the report back: {condition}")
)

// What the states of a condition are called.
var stateNames = message.Names[State]{
	Open:      message.New("condition.open", "open"),
	Reported:  message.New("condition.reported", "reported fulfilled"),
	Fulfilled: message.New("condition.fulfilled", "fulfilled"),
}

// Say is the state in a language, as a sentence names it.
func (s State) Say(in message.Language) string { return stateNames.Say(in, s) }
