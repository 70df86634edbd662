package apptest

import "slices"

// Example is a value that fits a schema of the contract, put together from the
// examples of its members: a body for tests that ask every operation.
func Example(root, schema object) any { return exampler{root: root}.of(schema, 0) }

// FullExample is Example with all that may be left out.
func FullExample(root, schema object) any { return exampler{root: root, all: true}.of(schema, 0) }

// exampler makes examples of the schemas of a document, all says whether with
// what may be left out.
type exampler struct {
	root object
	all  bool
}

func (x exampler) of(s object, depth int) any {
	if s == nil || depth > 24 {
		return nil
	}
	if ref, ok := s["$ref"].(string); ok {
		to, _ := (&contract{root: x.root}).follow(pointer(ref)...)
		return x.of(to.value, depth+1)
	}
	if examples, ok := s["examples"].([]any); ok && len(examples) > 0 {
		return examples[0]
	}
	if enum, ok := s["enum"].([]any); ok {
		return enum[0]
	}
	switch s["type"] {
	case "object":
		return x.object(s, depth)
	case "array":
		items, _ := s["items"].(object)
		item := x.of(items, depth+1)
		if item == nil {
			return []any{}
		}
		least, _ := s["minItems"].(float64)
		return slices.Repeat([]any{item}, max(1, int(least)))
	case "integer", "number":
		if least, ok := s["minimum"]; ok {
			return least
		}
		return 1
	case "boolean":
		return true
	default:
		return exampleText(s)
	}
}

func (x exampler) object(s object, depth int) any {
	made := object{}
	properties, _ := s["properties"].(object)
	required, _ := s["required"].([]any)
	for name, p := range properties {
		member, _ := p.(object)
		if _, shown := member["examples"]; !shown && !x.all && !slices.Contains(required, any(name)) {
			continue // what may be left out, and nobody has given an example of
		}
		if v := x.of(member, depth+1); v != nil {
			made[name] = v
		}
	}
	return made
}

func exampleText(s object) any {
	switch s["format"] {
	case "date":
		return "2024-02-12"
	case "date-time":
		return "2024-02-12T09:00:00Z"
	case "uuid":
		return "0198c0de-0000-7000-8000-000000000001"
	case "uri":
		return "https://kongsvingerregionen.no/naering/kraftutfordringen/"
	default:
		return "text"
	}
}
