package convening

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

var (
	msgToCome   = message.New("convening.to_come", "must not be after today: the demand has been made")
	msgNoMember = message.New("convening.is_no_member", "must be a member of the body on that day, named once")
	msgTooFew   = message.New3[int, int, int]("convening.too_few_of", "{n} of {size} members demand it, and at least {needed} have to (KL § 11-2).")
	msgIsOver   = message.New1[message.Text]("convening.is_over", "The demand is {state}.")
	msgWaits    = message.New1[string]("convening.waits", "Members demand a meeting of {body}: call it")
)

// stateNames are the states in words.
var stateNames = map[State]message.Text{
	Open: message.New("convening.open", "open"), Answered: message.New("convening.answered", "answered by a meeting"), Withdrawn: message.New("convening.withdrawn", "withdrawn"),
}
