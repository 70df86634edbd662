package canon

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a text, in whatever member it stands.
var (
	MsgNotOneLine = message.New("canon.not_one_line", "must be one line of text")
	MsgNotText    = message.New("canon.not_text", "holds characters that cannot be stored")
	MsgCharacter  = message.New1[string]("canon.character", "holds {character}, which means nothing to a reader: leave it out, or type it anew")
	MsgMarks      = message.New("canon.marks", "holds a letter with more accents than any language writes")
	MsgEmpty      = message.New("canon.empty", "must not be empty: write something that can be seen")
)

// What is wrong with a document in JSON, and where.
var (
	msgJSON     = message.New3[message.Text, message.Text, int]("canon.json", "{where} {flaw} (byte {offset}).")
	msgDocument = message.New("canon.json.document", "The body")

	flaws = map[Flaw]message.Text{
		FlawSyntax:    message.New("canon.json.syntax", "is not well-formed JSON"),
		FlawEncoding:  message.New("canon.json.encoding", "is not valid UTF-8"),
		FlawNUL:       message.New("canon.json.nul", "holds the NUL character"),
		FlawSurrogate: message.New("canon.json.surrogate", "holds half of a surrogate pair"),
		FlawDuplicate: message.New("canon.json.duplicate", "stands there twice; names that differ in letter case only count as the same"),
		FlawNumber:    message.New("canon.json.number", "is a number out of range"),
		FlawDepth:     message.New("canon.json.depth", "is nested too deep"),
	}
)
