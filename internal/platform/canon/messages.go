package canon

import "forankring.no/forankring/internal/platform/message"

// What is wrong with a text, in whatever member it stands.
var (
	MsgNotOneLine = message.New("canon.not_one_line", "must be one line of text")
	MsgNotText    = message.New("canon.not_text", "holds characters that cannot be stored")
	MsgCharacter  = message.New1[string]("canon.character", "holds {character}, which means nothing to a reader: leave it out, or type it anew")
	MsgMarks      = message.New("canon.marks", "holds a letter with more accents than any language writes")
	MsgEmpty      = message.New("canon.empty", "must not be empty: write something that can be seen")
)
