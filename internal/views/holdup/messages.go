package holdup

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

var (
	msgNotStarted     = message.New("holdup.not_started", "Nothing is missing any more, and the case is not started.")
	msgNotSent        = message.New("holdup.not_sent", "The case has started, and is not sent to treatment.")
	msgNotCalled      = message.New2[string, workday.Date]("holdup.not_called", "The meeting of {body} on {day}, which has the case on its agenda, is not called.")
	msgReconciliation = message.New("holdup.reconciliation", "A reconciliation is open, and waits for its end.")
	msgApart          = message.New1[message.All[string]]("holdup.apart", "A reconciliation is open: {bodies} {bodies|has|have} said no, or adopted something else than was proposed. It waits for an exit, or for its end.")
)
