package httpapi

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What the door says of a request that it refuses.
var (
	msgQueryUnreadable = message.New("request.query_unreadable", "cannot be read")
	msgQueryTwice      = message.New1[int]("request.query_twice", "is given {n} times; give it once")
	msgQueryText       = message.New("request.query_text", "is not valid Unicode, or holds the NUL character")
	msgNotBoolean      = message.New("request.not_boolean", "must be true or false")
	msgNotRemovable    = message.New("request.not_removable", "cannot be removed")
	msgTooManyBytes    = message.New1[int64]("request.too_many_bytes", "The body is larger than {limit} bytes.")
	msgBodyCutShort    = message.New("request.body_cut_short", "The body ended before it was complete.")
	msgFileEmpty       = message.New("request.file_empty", "The file is empty.")
	msgBodyRequired    = message.New("request.body_required", "A body is required here.")
	msgSendAs          = message.New1[message.Either[string]]("request.send_as", "Send the body as {media}.")
	msgSendAsUTF8      = message.New1[string]("request.send_as_utf8", "Send the body as {media} in UTF-8.")
	msgOtherPath       = message.New1[string]("request.other_path", "The path is written in another way here: {path}")
	msgIssuersAway     = message.New1[[]string]("token.issuers_away", "No issuer of tokens can be reached, so nobody new can log in: {issuers}.")
	msgOtherForms      = message.New1[message.Either[string]]("request.other_forms", "This answer is available as {forms}; Accept admits none of them.")
	msgOfficeEnded     = message.New1[string]("permission.office_ended",
		"The office that carried this act in {organisation} ended before the act was done (rule 1.3).")
)
