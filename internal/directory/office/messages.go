package office

import "forankring.no/forankring/internal/platform/message"

// Why an appointment is refused.
var (
	msgNoSuchOffice = message.New4[string, string, string, []string]("office.no_such_office",
		"{name} is a {kind} and has no office {office}; it has {offices}")
	msgByCouncil = message.New("office.by_council", "must be another office: the municipal council appoints the chief executive")
	msgHolds     = message.New("office.holds", "holds this office at that time")
	msgFuture    = message.New("office.decided_later", "must be today or earlier")
)

var msgNotAddress = message.New("office.not_address",
	"must be one address that mail servers take, such as postmottak@grue.kommune.no: no æ, ø or å before the @, and a domain after it")

// Why an operator cannot enter a first holder.
var (
	msgNotFirst  = message.New2[string, []string]("office.not_first", "{office} is not one of {offices}")
	msgOthersMay = message.New2[string, string]("office.others_may",
		"A holder of the office {office} in {organisation} may record this: an operator does so only where nobody there may (rule 1.5).")
	msgNoKey = message.New1[string]("office.no_key", "no organisation with the key {key} is registered here")
	msgHeld  = message.New2[string, string]("office.held",
		"Somebody holds the office {office} in {organisation}. From the first holder on, appointing is theirs (rule 1.5).")
)
