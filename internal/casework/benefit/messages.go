package benefit

import "forankring.no/forankring/internal/platform/message"

// The titles of tasks.
var (
	msgWriteBenefit   = message.New1[string]("benefit.write_benefit", "Write what {municipality} gains from the case")
	msgConfirmBenefit = message.New1[string]("benefit.confirm_benefit", "Confirm the statement of what {municipality} gains from the case")
)
