package basis

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a decision, or with withdrawing it.
var (
	msgGiven    = message.New("basis.given", "must be given for a decision of a body that meets elsewhere")
	msgNoItem   = message.New1[string]("basis.no_item", "must be the number of an item of the body's agenda; it has none {number}")
	msgOtherDay = message.New2[string, workday.Date]("basis.other_day", "must be the day of the meeting of item {number}, which is {day}")
	msgRestsOn  = message.New1[int]("basis.rests_on",
		"Version {version} of the mandate rests on the decision: withdraw the version first, or put another in its place (rules 2.3b, 3.3).")
)
