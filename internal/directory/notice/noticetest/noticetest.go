// Package noticetest reads letters as people get them, for tests of the features
// that write them.
package noticetest

import (
	"maps"
	"testing"

	"forankring.no/forankring/internal/directory/notice"
)

// Letter is a notice, and what is read in it.
type Letter struct {
	Language      string
	Kind          notice.Kind
	Params        map[string]string
	Late          bool
	Subject, Text string
}

// Answer are parameters of letters about Grue's answer to a mandate.
var Answer = map[string]string{
	"case_number": "2024-1", "case_title": "Kraftstrategi", "deadline": "answer", "version": "2", "due": "2024-02-12", "municipality": "Grue",
}

// With are parameters with some more, by name.
func With(params map[string]string, more ...string) map[string]string {
	params = maps.Clone(params)
	for i := 0; i < len(more); i += 2 {
		params[more[i]] = more[i+1]
	}
	return params
}

// Read writes each letter, and compares.
func Read(t *testing.T, letters map[string]Letter) {
	t.Helper()
	for name, c := range letters {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, err := c.Kind.Write(c.Language, c.Params, c.Late)
			if err != nil {
				t.Fatal(err)
			}
			if w.Subject != c.Subject {
				t.Errorf("subject %q\n   want %q", w.Subject, c.Subject)
			}
			if w.Text != c.Text {
				t.Errorf("text %q\nwant %q", w.Text, c.Text)
			}
		})
	}
}
