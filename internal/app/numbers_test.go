package app_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Whatever in the contract is a municipality's number is found by every number
// that the municipality has or had: in paths, in filters and in bodies (rule 1.1).
func TestEveryMemberThatIsANumberIsFoundByFormerNumbers(t *testing.T) {
	t.Parallel()
	text, err := app.Contract()
	if err != nil {
		t.Fatal(err)
	}
	var root any
	if err := json.Unmarshal(text.JSON, &root); err != nil {
		t.Fatal(err)
	}
	met := map[string]bool{}
	walkNumbers(root, func(name string) {
		met[name] = true
		if !httpapi.NamesMunicipality(name) {
			t.Errorf("%s is a municipality's number, and the door does not know it", name)
		}
	})
	if !met["municipality"] || !met["municipalities"] || !met["organisation"] {
		t.Errorf("the contract is not looked through: %v", met)
	}
}

// shown are members of answers alone.
var shown = []string{"number", "key", "home", "part"}

var aNumber = regexp.MustCompile(`^[0-9]{4}$`)

// walkNumbers finds the parameters, and the properties of schemas, that are
// numbers of municipalities: by their pattern or by their example.
func walkNumbers(v any, found func(string)) {
	switch v := v.(type) {
	case []any:
		for _, inner := range v {
			walkNumbers(inner, found)
		}
	case map[string]any:
		if name, ok := v["name"].(string); ok && v["in"] != nil && isNumber(v["schema"], v["example"]) {
			found(name)
		}
		if properties, ok := v["properties"].(map[string]any); ok {
			for name, schema := range properties {
				if isNumber(schema, nil) && !slices.Contains(shown, name) {
					found(name)
				}
			}
		}
		for _, inner := range v {
			walkNumbers(inner, found)
		}
	}
}

func isNumber(schema, example any) bool {
	s, _ := schema.(map[string]any)
	if items, ok := s["items"].(map[string]any); ok && s["type"] == "array" {
		s = items
	}
	if s["pattern"] == "^[0-9]{4}$" {
		return true
	}
	examples, _ := s["examples"].([]any)
	return slices.ContainsFunc(append(examples, example), func(e any) bool {
		text, ok := e.(string)
		return ok && aNumber.MatchString(text)
	})
}
