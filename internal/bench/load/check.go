package load

import (
	"bytes"
	"fmt"
)

// Holds refuses an answer without the text in its body: it is cheap enough to be
// asked of every answer.
func Holds(text string) func(Answer) error {
	want := []byte(text)
	return func(a Answer) error {
		if bytes.Contains(a.Body, want) {
			return nil
		}
		return fmt.Errorf("%q is not in the answer: %.300s", text, a.Body)
	}
}
