package council

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// msgNotCouncil is what is wrong with another body's decision.
var msgNotCouncil = message.New("council.not_council", "must be the municipality's council or executive committee")
