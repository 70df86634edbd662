package office

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why an appointment is refused.
var (
	msgNoSuchOffice = message.New4[string, message.Text, authz.Office, message.All[authz.Office]]("office.no_such_office",
		"{name} is {kind} and has no {office}; its offices are {offices}")
	msgByCouncil = message.New("office.by_council", "must be another office: the municipal council appoints the chief executive")
	msgHolds     = message.New("office.holds", "holds this office at that time")
	msgFuture    = message.New("office.decided_later", "must be today or earlier")
)

var msgNotAddress = message.New("office.not_address",
	"must be one address that mail servers take, such as postmottak@grue.kommune.no: no æ, ø or å before the @, and a domain after it")

// Why an operator cannot enter a first holder.
var (
	msgNotFirst  = message.New2[message.Either[authz.Office], authz.Office]("office.not_first", "must be {offices}, not {office}")
	msgOthersMay = message.New2[authz.Office, string]("office.others_may",
		"A holder of the office of {office} in {organisation} may record this: an operator does so only where nobody there may (rule 1.5).")
	msgNoKey = message.New1[string]("office.no_key", "no organisation with the key {key} is registered here")
	msgHeld  = message.New2[authz.Office, string]("office.held",
		"Somebody holds the office of {office} in {organisation}. From the first holder on, appointing is theirs (rule 1.5).")
)

// msgFollowed is why a chief executive's period ended.
var msgFollowed = message.New("office.followed", "Followed by the next chief executive")
