package proposal

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a proposed resolution.
var (
	msgNoItems       = message.New("proposal.no_items", "must have at least one item")
	msgTooManyItems  = message.New1[int]("proposal.too_many_items", "must have at most {most} items")
	msgReasonMissing = message.New1[int]("proposal.why", "must say why version {version} takes the place of the one before")
)
