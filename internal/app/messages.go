package app

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why the service takes no requests.
var (
	msgStopping   = message.New("app.stopping", "This instance is stopping and takes no new requests.")
	msgNotReady   = message.New("app.not_ready", "The database is not ready: it does not answer.")
	msgWrongClock = message.New1[string]("app.wrong_clock", "This instance takes no requests: {why}.")
	msgUnfit      = message.New1[string]("app.unfit", "The database cannot be served: {why}.")
)
