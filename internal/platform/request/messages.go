package request

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

var msgNothingToMatch = message.New("request.nothing_to_match",
	"If-Match was sent, but there is nothing here yet. Leave the header out to create it.")
