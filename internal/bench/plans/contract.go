package plans

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/app"
)

// contract is what the walker reads in the service's own.
type contract struct {
	operations []operation
	routes     *http.ServeMux
	ids        map[string]operation
	schemas    map[string]schema
}

type operation struct {
	id, method, path string
	query            []query
	media            string // of its body
	input            schema
	example          json.RawMessage
}

type query struct {
	name string
	enum []string
}

// schema is what is read of a JSON schema, to make a value of it.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       any               `json:"type"`
	Format     string            `json:"format"`
	Enum       []any             `json:"enum"`
	Required   []string          `json:"required"`
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
	Example    any               `json:"example"`
	Examples   []any             `json:"examples"`
	Minimum    *float64          `json:"minimum"`
	MinItems   int               `json:"minItems"` //nolint:tagliatelle // as JSON schema writes it
}

type content struct {
	Schema   schema          `json:"schema"`
	Example  json.RawMessage `json:"example"`
	Examples map[string]struct {
		Value json.RawMessage `json:"value"`
	} `json:"examples"`
}

type described struct {
	ID         string `json:"operationId"` //nolint:tagliatelle // as OpenAPI writes it
	Parameters []struct {
		Ref    string `json:"$ref"`
		Name   string `json:"name"`
		In     string `json:"in"`
		Schema schema `json:"schema"`
	} `json:"parameters"`
	Body struct {
		Content map[string]content `json:"content"`
	} `json:"requestBody"` //nolint:tagliatelle // as OpenAPI writes it
}

func readContract() (contract, error) {
	c := contract{routes: http.NewServeMux(), ids: map[string]operation{}}
	written, err := app.Contract()
	if err != nil {
		return c, err
	}
	var doc struct {
		Paths      map[string]map[string]described `json:"paths"`
		Components struct {
			Schemas    map[string]schema `json:"schemas"`
			Parameters map[string]struct {
				Name   string `json:"name"`
				In     string `json:"in"`
				Schema schema `json:"schema"`
			} `json:"parameters"`
		} `json:"components"`
	}
	if err := json.Unmarshal(written.JSON, &doc); err != nil {
		return c, fmt.Errorf("read the contract: %w", err)
	}
	c.schemas = doc.Components.Schemas
	for path, methods := range doc.Paths {
		for method, d := range methods {
			op := operation{id: d.ID, method: strings.ToUpper(method), path: path}
			for _, p := range d.Parameters {
				name, in, sch := p.Name, p.In, p.Schema
				if of, ok := doc.Components.Parameters[p.Ref[strings.LastIndex(p.Ref, "/")+1:]]; ok {
					name, in, sch = of.Name, of.In, of.Schema
				}
				if in == "query" && name != "dry_run" && name != "cursor" && name != "lang" {
					q := query{name: name}
					if sch.Items != nil {
						sch.Enum = append(sch.Enum, sch.Items.Enum...)
					}
					for _, e := range sch.Enum {
						q.enum = append(q.enum, fmt.Sprint(e))
					}
					op.query = append(op.query, q)
				}
			}
			for media, content := range d.Body.Content {
				if op.media == "" || strings.Contains(media, "json") || media == "text/csv" {
					op.media, op.input, op.example = media, content.Schema, content.Example
					for _, e := range content.Examples {
						op.example = e.Value
					}
				}
			}
			c.operations = append(c.operations, op)
			pattern := op.method + " " + path
			c.routes.Handle(pattern, http.NotFoundHandler()) // asked for its pattern alone
			c.ids[pattern] = op
		}
	}
	slices.SortFunc(c.operations, func(a, b operation) int { return cmp.Compare(a.path+a.method, b.path+b.method) })
	return c, nil
}

// find is the operation of an address.
func (c contract) find(method, address string) (operation, bool) {
	r, err := http.NewRequest(method, address, nil) //nolint:noctx // it is never sent
	if err != nil {
		return operation{}, false
	}
	_, pattern := c.routes.Handler(r)
	op, ok := c.ids[pattern]
	return op, ok
}

// body is a valid one of an operation, or nil where it takes none.
func (c contract) body(op operation, names *strings.Replacer, person string) []byte {
	if op.media == "" {
		return nil
	}
	if own := prepared.Bodies[op.id]; own != "" {
		return []byte(names.Replace(own))
	}
	made, err := json.Marshal(c.make(op.input, person, 0))
	if err != nil {
		return nil
	}
	return made
}

// make is a value of a schema.
func (c contract) make(s schema, person string, depth int) any {
	if s.Ref != "" {
		s = c.schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	kind, _ := s.Type.(string)
	switch {
	case s.Format == "uuid":
		return person
	case s.Format == "date":
		return time.Now().AddDate(0, 0, 60).Format(time.DateOnly)
	case s.Format == "date-time":
		return time.Now().AddDate(0, 0, 60).UTC().Format(time.RFC3339)
	case kind == "object" || s.Properties != nil:
		value := map[string]any{}
		for _, name := range s.Required {
			if depth < 6 {
				value[name] = c.make(s.Properties[name], person, depth+1)
			}
		}
		return value
	case len(s.Examples) > 0:
		return s.Examples[0]
	case s.Example != nil:
		return s.Example
	case len(s.Enum) > 0:
		return s.Enum[0]
	case kind == "array" && s.Items != nil && s.MinItems > 0:
		return []any{c.make(*s.Items, person, depth+1)}
	case kind == "array":
		return []any{}
	case kind == "boolean":
		return false
	case kind == "integer" || kind == "number":
		if s.Minimum != nil {
			return *s.Minimum
		}
		return 1
	default:
		return "illustrative"
	}
}

//go:embed acts.json
var actsFile []byte

// prepared is what is known of acts besides the contract: Bodies are those that cannot be
// made of the schema alone, by the act, and Done the acts that are done, since others
// follow from them. PERSON is somebody of the municipality, STRANGER somebody of
// another; days are FUTURE, LATER and PAST.
var prepared = func() (t struct {
	Bodies map[string]string `json:"bodies"`
	Done   []string          `json:"done"`
}) {
	if err := json.Unmarshal(actsFile, &t); err != nil {
		panic(err) // the file is part of the program
	}
	return t
}()
