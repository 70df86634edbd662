package alarm

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What an alarm says.
var (
	msgNobodyNamed = message.New2[string, workday.Date]("alarm.nobody_named",
		"{municipality} has named none of the people that it is asked for; the last day for naming was {day}.")
	msgEndsEarly = message.New5[string, string, workday.Date, string, workday.Date]("alarm.ends_early",
		`{person} is released as {function} with the last day {last}, but "{milestone}" is due on {due}.`)
	msgLeaves = message.New4[string, workday.Date, string, workday.Date]("alarm.leaves",
		"The employment of {person} ends on {last}, but the release as {function} was to last through {agreed}.")
	msgEnds = message.New3[string, string, workday.Date]("alarm.ends",
		"The last day of {person}'s release as {function} is {last}.")
	msgOver = message.New4[string, int, workday.Date, int]("alarm.over",
		"{person} is released {released} percent from {day} on, but can give only {percent}.")
	msgOverHere = message.New3[string, string, workday.Date]("alarm.over_here",
		"The release of {person} as {function} is more than they can give from {day} on.")
)

var msgReviewSurplus = message.New2[string, string]("alarm.review_surplus",
	"Look at the release of {person} as {function}: the mandate in force does not ask for it")
