package notice

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

var msgReadAlready = message.New("notice.read_already", "The notice is marked as read already.")
