package feed

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var translations string

var _ = message.Words(translations)

// What is wrong with an input.
var (
	msgNeeded   = message.New("feed.needed", "is missing")
	msgNotTaken = message.New("feed.not_taken", "does not belong to a feed of this kind")
)

// What calendars are called, and what stands in them.
var (
	msgMine     = message.New("feed.mine", "My meetings and deadlines")
	msgCase     = message.New2[string, string]("feed.case", "Case {number}, {region}")
	msgBody     = message.New2[string, string]("feed.body", "{body}, {organisation}")
	msgMeeting  = message.New2[string, string]("feed.meeting", "{body}: {title}")
	msgRemote   = message.New("feed.remote", "Remote meeting")
	msgInCase   = message.New2[message.Text, string]("feed.in_case", "{what} ({case})")
	msgDeadline = message.New("feed.deadline", "Deadline")
	msgEvent    = message.New("feed.event", "Event")
	msgAnswer   = message.New("feed.answer", "last day to answer the mandate")
	msgNaming   = message.New("feed.naming", "last day to name people")
	msgOf       = message.New2[string, message.Text]("feed.of", "{municipality}: {what}")
)
