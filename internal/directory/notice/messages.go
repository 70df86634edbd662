package notice

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

var msgReadAlready = message.New("notice.read_already", "The notice is marked as read already.")

// Why a letter never arrived.
var (
	msgNoAddress  = message.New("notice.no_address", "the person has no e-mail address")
	msgBadAddress = message.New("notice.bad_address", "no mail server takes the address: correct it in the person's record")
	msgUnwritable = message.New("notice.unwritable", "the letter cannot be written as an e-mail")
	msgRefused    = message.New("notice.refused", "the mail server refused the letter for good")
	msgGivenUp    = message.New("notice.given_up", "no attempt brought the letter to a mail server")
)
