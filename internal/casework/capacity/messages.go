package capacity

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// When somebody would give more than they can.
var (
	msgMoreThanAll = message.New4[workday.Date, workday.Date, int, int]("capacity.more_than_all",
		"From {first} to {last} the person can give {percent} percent; this would be {share}.")
	msgMoreThanFree = message.New5[workday.Date, workday.Date, int, message.Text, int]("capacity.more_than_free",
		"From {first} to {last} the person can give {percent} percent; {released}, and this would be {share} more.")
	msgReleased   = message.New1[int]("capacity.released", "{percent} are released")
	msgReleasedIn = message.New2[int, []string]("capacity.released_in", "{percent} are released ({cases})")
)
