package notice

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

var msgReadAlready = message.New("notice.read_already", "The notice is marked as read already.")

var (
	msgOffOrDigest = message.New1[string]("notice.off_or_digest", "E-mail of the kind {kind} is either turned off or collected.")
	msgNoZone      = message.New("notice.no_zone", "There is no such time zone.")
)

var msgMandatory = message.New1[string]("notice.not_optional", "E-mail of the kind {kind} cannot be turned off.")

// Why a letter never arrived.
var (
	msgNoAddress   = message.New("notice.no_address", "the person has no e-mail address")
	msgMuted       = message.New("notice.muted", "the person has turned off e-mail of this kind")
	msgBadAddress  = message.New("notice.bad_address", "no mail server takes the address: correct it in the person's record")
	msgUnwritable  = message.New("notice.unwritable", "the letter cannot be written as an e-mail")
	msgRefused     = message.New("notice.refused", "the mail server refused the letter for good")
	msgNothingLeft = message.New("notice.nothing_left", "nothing of what it collected holds any longer")
	msgGivenUp     = message.New("notice.given_up", "no attempt brought the letter to a mail server")
)
