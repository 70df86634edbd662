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
	line, err := Line(*text)
	c.Require(err == nil, pointer, MsgNotOneLine)
	c.Require(err != nil || line != "", pointer, MsgEmpty)
	*text = line
}

// TidyText brings a text of any number of lines to its one form, in place, and
// notes where it cannot be stored.
func TidyText(c *fault.Checks, pointer string, text *string) {
	tidy, err := Text(*text)
	c.Require(err == nil, pointer, MsgNotText)
	*text = tidy
}

// RequiredText is TidyText for a text that may not be empty.
func RequiredText(c *fault.Checks, pointer string, text *string) {
	tidy, err := Text(*text)
	c.Require(err == nil, pointer, MsgNotText)
	c.Require(err != nil || tidy != "", pointer, MsgEmpty)
	*text = tidy
}
