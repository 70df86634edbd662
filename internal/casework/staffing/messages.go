package staffing

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why an assignment does not take an act.
var (
	msgOtherState = message.New2[State, State]("assignment.other_state",
		"The assignment is {state}; this act is possible only while it is {needed} (rule 4.1).")
	msgEnded  = message.New1[workday.Date]("assignment.has_ended", "The last day of the assignment was {last} (rule 4.1).")
	msgNoDays = message.New2[workday.Date, workday.Date]("assignment.no_days",
		"The first day of the assignment would be {first}, but its last day is {last}: no day of it is left (rule 4.1).")
	msgRecallDay  = message.New2[workday.Date, workday.Date]("assignment.recall_day", "must be a day from today, {today}, to {last}, the last day of the assignment")
	msgMayRelease = message.New("assignment.may_release", "The chief executive may release over it with a reason (rule 4.2).")
)

// msgAllNamed is why the reminders to name people stopped. The ledger keeps it
// in words.
var msgAllNamed = message.New("assignment.all_named", "everyone asked for is named")

// What the states of an assignment are called, and of whoever is named.
var stateNames = message.Names[State]{
	Nominated: message.New("assignment.nominated", "nominated"),
	Released:  message.New("assignment.released", "released"),
	Declined:  message.New("assignment.declined", "declined"),
	Retracted: message.New("assignment.retracted", "retracted"),
	Recalled:  message.New("assignment.recalled", "recalled"),
	Replaced:  message.New("assignment.replaced", "replaced"),
}

// Say is the state in a language, as a sentence names it.
func (s State) Say(in message.Language) string { return stateNames.Say(in, s) }
