package login

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a login.
var (
	msgIssuers  = message.New1[[]string]("login.issuers", "must be one of the issuers that the service is set up for, to the letter: {issuers}")
	msgSubject  = message.New("login.subject", "must be the tokens' `sub` to the letter: visible characters, without blanks around them")
	msgCode     = message.New("login.code", "is not known, was used or has expired")
	msgNotBound = message.New("login.not_bound", "No login with this issuer and subject stands. Both are compared to the letter.")
)
