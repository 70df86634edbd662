package canon

import "forankring.no/forankring/internal/platform/fault"

// TidyLine brings a name or a title to its one form, in place, and notes where
// it is none.
func TidyLine(c *fault.Checks, pointer string, text *string) {
	line, err := Line(*text)
	c.Require(err == nil, pointer, MsgNotOneLine)
	*text = line
}

// RequiredLine is TidyLine for a text that may not be empty.
func RequiredLine(c *fault.Checks, pointer string, text *string) {
	TidyLine(c, pointer, text)
	c.Require(*text != "", pointer, MsgEmpty)
}
