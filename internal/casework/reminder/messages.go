package reminder

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why a reminder was not sent. The ledger keeps it in words.
var (
	msgPast   = message.New("reminder.past", "already past when planned")
	msgNobody = message.New("reminder.nobody", "nobody holds the post")
	msgReset  = message.New("reminder.reset", "the deadline was set anew")
)
