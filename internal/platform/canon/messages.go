package canon

import "forankring.no/forankring/internal/platform/message"

// What is wrong with a text, in whatever member it stands.
var (
	MsgNotOneLine = message.New("canon.not_one_line", "must be one line of text, without control characters")
	MsgNotText    = message.New("canon.not_text", "holds characters that cannot be stored")
	MsgEmpty      = message.New("canon.empty", "must not be empty")
)
