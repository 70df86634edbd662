package canon

import "forankring.no/forankring/internal/platform/fault"

// TidyLine brings a name or a title to its one form, in place, and notes where
// it is none.
func TidyLine(c *fault.Checks, pointer string, text *string) {
	line, err := Line(*text)
	c.That(err == nil, pointer, "must be one line of text")
	*text = line
}

// RequiredLine is TidyLine for a text that may not be empty.
func RequiredLine(c *fault.Checks, pointer string, text *string) {
	TidyLine(c, pointer, text)
	c.That(*text != "", pointer, "must not be empty")
}
