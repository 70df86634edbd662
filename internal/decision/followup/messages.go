package followup

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a follow-up.
var (
	msgPast     = message.New1[workday.Date]("follow_up.past", "must be today, {today}, or later")
	msgTwice    = message.New1[string]("follow_up.twice", "names {municipality} twice")
	msgNoItem   = message.New2[int, int]("follow_up.no_item", "must be the number of an item of the resolution by which the case was adopted; {item} is none of its {all}")
	msgNotBound = message.New1[string]("follow_up.not_bound", "must be a municipality whose council has adopted the case; that of {municipality} has not")
)

// What is wrong with a report.
var (
	msgNoEvidence = message.New("follow_up.no_evidence", "must be there, unless documents of the case show that it is done")
	msgNoReason   = message.New("follow_up.no_reason", "must say why it is not done")
	msgDayOfNone  = message.New("follow_up.day_of_none", "must be left out: what is not done was done on no day")
)

// Why reminders stopped. The ledger keeps it in words.
var (
	msgReported  = message.New("follow_up.reported", "reported")
	msgWithdrawn = message.New("follow_up.taken_back", "the follow-up is withdrawn")
	msgClosed    = message.New("follow_up.case_closed", "the case is closed")
)

// The titles of tasks and of deadlines. What is to be done are the words of whoever planned it.
var (
	msgReport = message.New1[string]("follow_up.report", "Report what the municipality has done: {text}")
	msgFixed  = message.New2[int, string]("follow_up.fixed", "Follow-up {n} in case {number}")
	msgBegin  = message.New("follow_up.begin", "The case is adopted: begin its follow-up, or close it")
)
