//go:build faults

package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// bodyOf is a body for an act: one that fits, one that was taken before, or one
// made of the schema and of values that were seen; and now and then spoiled.
func (n *neighbour) bodyOf(o offered) any {
	op := n.byID(o.act)
	if op == nil || op.RequestBody == nil {
		return nil
	}
	if op.takes() == "text/csv" {
		if fit := fits[o.act]; fit != nil && n.draw.IntN(3) > 0 {
			return fit(n.w, o)
		}
		return pick(n.draw, []string{"", "x", "ansattnummer;navn;fra;kapasitet\nnew-3;Archivist;01.04.2024;180\n", "krav;ansattnummer;andel;fra;til og med\nplanner;planner2;15;01.04.2024;31.12.2024\n", "a,b\n1,2\n", "ansattnummer;navn\n;\n\n\n"})
	}
	var body any
	example, _ := op.body.(string)
	switch fit, good := fits[o.act], n.good[o.act]; {
	case fit != nil && n.draw.IntN(10) < 4 && o.href != "":
		body = fit(n.w, o)
	case len(good) > 0 && n.draw.IntN(2) == 0:
		body = pick(n.draw, good)
	case n.draw.IntN(4) == 0:
		body = example
	default:
		body = n.value(op.RequestBody.Content["application/json"].Schema, "", 0)
	}
	if n.draw.IntN(3) > 0 {
		return body
	}
	whole := plain(body)
	for range 1 + n.draw.IntN(2) {
		whole = n.spoil(whole)
	}
	return text(whole)
}

func (s *spread) byID(id string) *operation {
	for _, op := range s.ids {
		if op.ID == id {
			return op
		}
	}
	return nil
}

// text is a body as it is sent.
func text(body any) string {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// plain is a body as JSON has it, not shared with any other.
func plain(body any) any {
	raw, isText := body.(string)
	if !isText {
		raw = text(body)
	}
	var v any
	if json.Unmarshal([]byte(raw), &v) != nil {
		return raw
	}
	return v
}

// strange are values that are near what is asked for, or far from it.
var strange = []any{nil, "", " ", "x", "0", 0, 1, -1, 5, 1.5, 1e15, true, []any{}, object{}, []any{[]any{}}, []any{nil}, object{"x": 1}, "2024-02-30", "2024-02-29", "0001-01-01", "9999-12-31",
	"2024-03-01T00:00:00+01:00", "2262-04-12T00:00:00Z", "3417", "3416", "9999", apptest.Region, "å", "\u200b", "a\nb", "kjell@example.org", "00000000-0000-0000-0000-000000000000", strings.Repeat("x", 70), strings.Repeat("æ", 2100),
	2147483648, 9007199254740993, "-", "1", "rejected", "public"}

// odd is a copy of one of them, which may be spoiled too.
func (n *neighbour) odd(of []any) any {
	one := pick(n.draw, of)
	if _, isText := one.(string); isText {
		return one
	}
	return plain(one)
}

// value makes one that is near a schema.
func (n *neighbour) value(schema map[string]any, name string, depth int) any {
	if ref, ok := schema["$ref"].(string); ok {
		at := any(n.root)
		for step := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			at = at.(map[string]any)[step]
		}
		return n.value(at.(map[string]any), name, depth+1)
	}
	if n.draw.IntN(40) == 0 || depth > 12 {
		return pick(n.draw, strange)
	}
	if enum, ok := schema["enum"].([]any); ok {
		return pick(n.draw, enum)
	}
	kind := schema["type"]
	if kinds, ok := kind.([]any); ok {
		kind = kinds[0]
		if n.draw.IntN(3) == 0 {
			kind = pick(n.draw, kinds)
		}
	}
	if seen := n.values[name]; len(seen) > 0 && kind != "array" && n.draw.IntN(2) == 0 {
		return pick(n.draw, seen)
	}
	examples, _ := schema["examples"].([]any)
	switch {
	case kind == "object":
		return n.object(schema, depth)
	case kind == "array":
		items, _ := schema["items"].(map[string]any)
		list := []any{}
		for range n.draw.IntN(4) {
			list = append(list, n.value(items, strings.TrimSuffix(name, "s"), depth+1))
		}
		return list
	case len(examples) > 0 && n.draw.IntN(3) > 0:
		return pick(n.draw, examples)
	case kind == "integer" || kind == "number":
		return pick(n.draw, []any{0, 1, 2, 5, 10, 20, 40, 95, 100, 101, 2024, -1})
	case kind == "boolean":
		return n.draw.IntN(2) == 0
	case kind == "null":
		return nil
	}
	switch schema["format"] {
	case "date":
		return apptest.Start.AddDate(0, 0, n.draw.IntN(500)-60).Format(time.DateOnly)
	case "date-time":
		return n.w.Clock.Now().Add(time.Duration(n.draw.IntN(2000)-500) * time.Hour).Format(time.RFC3339)
	case "uuid":
		return apptest.Person(pick(n.draw, n.people))
	}
	return pick(n.draw, []any{"A text", "styre", "3417", "planner", "planner3", "2024/118", "https://example.org/", "proposal_ready", fmt.Sprint("key-", n.draw.IntN(20))})
}

func (n *neighbour) object(schema map[string]any, depth int) object {
	made := object{}
	properties, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if slices.Contains(required, any(name)) || n.draw.IntN(10) < 4 {
			made[name] = n.value(properties[name].(map[string]any), name, depth+1)
		}
	}
	return made
}

// spoil changes one thing somewhere in a value.
func (n *neighbour) spoil(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 0 || n.draw.IntN(6) == 0 {
			v[pick(n.draw, []string{"no_such_member", "reason", "from", "to", "person", "note"})] = n.odd(strange)
			return v
		}
		name := pick(n.draw, slices.Sorted(maps.Keys(v)))
		switch n.draw.IntN(4) {
		case 0:
			delete(v, name)
		case 1:
			v[name] = n.odd(strange)
			if seen := n.values[name]; len(seen) > 0 && n.draw.IntN(2) == 0 {
				v[name] = n.odd(seen)
			}
		default:
			v[name] = n.spoil(v[name])
		}
		return v
	case []any:
		switch d := n.draw.IntN(5); {
		case len(v) == 0 || d == 0:
			return append(v, n.odd(strange))
		case d == 1:
			return append(v, plain(v[0]))
		case d == 2:
			return v[1:]
		default:
			i := n.draw.IntN(len(v))
			v[i] = n.spoil(v[i])
			return v
		}
	default:
		return n.odd(strange)
	}
}
