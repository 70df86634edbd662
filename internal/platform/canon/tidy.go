package canon

import "forankring.no/forankring/internal/platform/fault"

// TidyLine brings a name or a title to its one form, in place, and notes where
// it is none.
func TidyLine(c *fault.Checks, pointer string, text *string) { tidy(c, pointer, text, Line) }

// RequiredLine is TidyLine for a text that may not be empty.
func RequiredLine(c *fault.Checks, pointer string, text *string) {
	if tidy(c, pointer, text, Line) {
		c.Require(*text != "", pointer, MsgEmpty)
	}
}

// TidyText brings a text of any number of lines to its one form, in place, and
// notes where it cannot be stored.
func TidyText(c *fault.Checks, pointer string, text *string) { tidy(c, pointer, text, Text) }

// RequiredText is TidyText for a text that may not be empty.
func RequiredText(c *fault.Checks, pointer string, text *string) {
	if tidy(c, pointer, text, Text) {
		c.Require(*text != "", pointer, MsgEmpty)
	}
}

func tidy(c *fault.Checks, pointer string, text *string, form func(string) (string, error)) bool {
	tidied, err := form(*text)
	if err != nil {
		c.Require(false, pointer, Why(err))
	}
	*text = tidied
	return err == nil
}
