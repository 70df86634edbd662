package app_test

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"testing"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/numbering"
	"forankring.no/forankring/internal/testkit/apptest"
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
	sent(t, root, func(name string) {
		met[name] = true
		if !numbering.NamesMunicipality(name) {
			t.Errorf("%s is a municipality's number, or an organisation's, and the door does not know it", name)
		}
	})
	for _, name := range []string{"municipality", "municipalities", "organisation", "of", "participants", "what_if"} {
		if !met[name] {
			t.Errorf("the contract is not looked through: %s is not met", name)
		}
	}
}

// sent finds the parameters, and the properties of what requests carry, that name
// municipalities or organisations, by their pattern or by their examples.
func sent(t *testing.T, root any, found func(string)) {
	t.Helper()
	all, _ := root.(map[string]any)
	components, _ := all["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	seen := map[string]bool{}
	var walk func(v any, carried bool)
	walk = func(v any, carried bool) {
		switch v := v.(type) {
		case []any:
			for _, inner := range v {
				walk(inner, carried)
			}
		case map[string]any:
			if name, ok := v["name"].(string); ok && v["in"] != nil && namesOrganisation(name, v["schema"], v["example"]) {
				found(name)
			}
			if ref, ok := v["$ref"].(string); ok && carried && !seen[ref] {
				seen[ref] = true
				walk(schemas[path.Base(ref)], true)
			}
			properties, _ := v["properties"].(map[string]any)
			for name, schema := range properties {
				if carried && namesOrganisation(name, schema, nil) {
					found(name)
				}
			}
			for name, inner := range v {
				walk(inner, carried || name == "requestBody")
			}
		}
	}
	walk(all["paths"], false)
	walk(components["parameters"], false)
	walk(components["requestBodies"], true)
}

// aNumber is in what names a municipality by number, also with what is said of it;
// a region has a name alone.
var aNumber = regexp.MustCompile(`^[0-9]{4}(:.*)?$`)

func namesOrganisation(name string, schema, example any) bool {
	s, _ := schema.(map[string]any)
	items, _ := s["items"].(map[string]any)
	return s["pattern"] == "^[0-9]{4}$" || items["pattern"] == "^[0-9]{4}$" || isNumber(name, s["examples"]) || isNumber(name, example)
}

func isNumber(name string, example any) bool {
	switch v := example.(type) {
	case []any:
		return slices.ContainsFunc(v, func(inner any) bool { return isNumber(name, inner) })
	case string:
		return aNumber.MatchString(v) || v == apptest.Region && name != "region"
	}
	return false
}
