package replan

import (
	_ "embed"

	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What follows when a milestone moves.
var (
	msgCountedAnew = message.New4[string, string, timeline.When, workday.Date]("replan.counted_anew", `"{milestone}" is counted from "{cause}", and goes from {from} to {to}.`)
	msgPushed      = message.New4[string, string, timeline.When, timeline.When]("replan.pushed", `"{milestone}" would come too soon after "{cause}", and goes from {from} to {to}.`)
	msgStands      = message.New3[string, string, timeline.When]("replan.stands", `"{milestone}" stays where it is, {from}, and comes too soon after "{cause}".`)
)

// What is wrong with a move, and with what is taken over.
var (
	msgTooFar   = message.New("replan.too_far", "must not push other milestones beyond the year 2200")
	msgKeyTwice = message.New("replan.key_twice", "must be there once, and not be the key of another milestone of the case")
	msgCircle   = message.New("replan.circle", "must not make milestones wait for each other")
)
