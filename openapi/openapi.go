// Package openapi embeds the examples of the contract: requests and answers as
// the demo exchanged them, one file for each operation. They are recorded by
// `forankring demo --once --fresh --record openapi/examples`.
package openapi

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed examples
var files embed.FS

// Example is what was asked of an operation, nil where it takes no body, and
// what it answered.
type Example struct {
	Request json.RawMessage `json:"request,omitempty"`
	Status  int             `json:"status"`
	Answer  json.RawMessage `json:"answer"`
}

// Examples are the recorded examples, by the identifiers of their operations.
func Examples() (map[string]Example, error) {
	entries, err := files.ReadDir("examples")
	if err != nil {
		return nil, fmt.Errorf("read the recorded examples: %w", err)
	}
	all := map[string]Example{}
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), ".json")
		if !ok {
			continue
		}
		text, err := files.ReadFile("examples/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("read the recorded examples: %w", err)
		}
		var x Example
		if err := json.Unmarshal(text, &x); err != nil {
			return nil, fmt.Errorf("read the recorded example of %s: %w", id, err)
		}
		all[id] = x
	}
	return all, nil
}
