package demand

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

var (
	msgNotAsked = message.New("demand.not_asked", "must be a requirement that a version open or in force makes of the municipality")
	msgTooLong  = message.New2[int, workday.Date]("demand.too_long", "must be at most {days} days after {first}, the first day")
	msgTooWide  = message.New1[int]("demand.too_wide", "must be earlier: the period touches more than {weeks} weeks")
)
