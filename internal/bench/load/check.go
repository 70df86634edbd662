package load

import (
	"bytes"
	"encoding/json"
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

// Items refuses a list of another length: it reads the whole answer, and is for a
// sample of them.
func Items(want int) func(Answer) error {
	return func(a Answer) error {
		var list struct {
			Items []json.RawMessage `json:"items"`
		}
		if err := json.Unmarshal(a.Body, &list); err != nil {
			return fmt.Errorf("read the list: %w", err)
		}
		if len(list.Items) != want {
			return fmt.Errorf("%d items instead of %d", len(list.Items), want)
		}
		return nil
	}
}
