package file

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with how a file is sent.
var (
	msgType  = message.New("request.file_type", "Send the file with its own media type, such as application/pdf.")
	msgForm  = message.New1[string]("request.file_form", "Send the bytes of the file themselves, and not as {media}, with the media type of the file, such as application/pdf.")
	msgCoded = message.New1[string]("request.file_coded", "Send the bytes of the file as they are, and not coded by {coding}.")
)
