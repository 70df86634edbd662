package benefit

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// The titles of tasks.
var (
	msgWriteBenefit   = message.New1[string]("benefit.write_benefit", "Write what {municipality} gains from the case")
	msgConfirmBenefit = message.New1[string]("benefit.confirm_benefit", "Confirm the statement of what {municipality} gains from the case")
)
