package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/yaml"

	"forankring.no/forankring/openapi"
)

// Version is the contract's version: within /v1 it only grows.
const Version = "1.0.0"

const description = `Forankring anchors decisions that several municipalities make together: cases, mandates, named municipal resources and timelines, with approvals per municipality and reminders of deadlines.

Conventions. Members are in snake_case and case-sensitive. Dates are ` + "`2025-06-19`" + `, instants RFC 3339 with offset, money is in minor units (øre) with its currency, shares are whole percent. Enumerations may grow: tolerate values you do not know. Every resource lists ` + "`actions`" + `: the acts on it, and which of them this caller may do now. Changing operations take ` + "`dry_run`" + `, POST takes ` + "`Idempotency-Key`" + `, and changing a thing that exists takes ` + "`If-Match`" + `. Every refusal is a problem (RFC 9457) with a stable code, explained at ` + "`/v1/problems/{code}`" + `.`

// prefixes tell apart the types of features whose short names would not speak
// for themselves in a contract.
var prefixes = map[string]string{"audit": "Audit", "casefile": "Case", "mandate": "Mandate", "approval": "Mandate", "condition": "Condition"}

func answerName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if strings.HasPrefix(t.Name(), "ListBody[") {
		items, _ := t.FieldByName("Items")
		return answerName(items.Type.Elem(), hint) + "List"
	}
	name := huma.DefaultSchemaNamer(t, hint)
	pkg := t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:]
	if prefix := prefixes[pkg]; !strings.HasPrefix(name, prefix) {
		name = prefix + name
	}
	return name
}

func requestName(t reflect.Type, hint string) string {
	return strings.TrimSuffix(answerName(t, hint), "Input") + "Input"
}

// Contract is the whole contract, with the recorded examples in it.
type Contract struct {
	JSON []byte
	// lean is the contract without examples, which stand beside it.
	lean []byte
}

// YAML is the contract as it stands in openapi/openapi.yaml: the examples stand
// beside it, a file for each operation.
func (c Contract) YAML() ([]byte, error) {
	var text bytes.Buffer
	if err := yaml.Convert(&text, bytes.NewReader(c.lean)); err != nil {
		return nil, fmt.Errorf("write the contract: %w", err)
	}
	return bytes.TrimLeft(text.Bytes(), "\n"), nil
}

// Contract describes all operations. It is made once, after the last of them
// was declared.
func (d *Door) Contract() (Contract, error) { return d.contract() }

// render puts the schemas of requests, which are closed, and of answers, which
// are open, into one contract, and refers to what operations have in common. The
// schemas by which requests are being checked meanwhile stay as they are.
func (d *Door) render() (Contract, error) {
	api := *d.api.OpenAPI()
	api.Tags = d.tags()
	components := *api.Components
	api.Components = &components
	components.Responses, components.Headers = d.sharedResponses(), sharedHeaders()
	components.Parameters = d.sharedParameters()
	components.Schemas = d.allSchemas()
	api.Paths = map[string]*huma.PathItem{}
	for path, item := range d.api.OpenAPI().Paths {
		referring := *item
		for _, op := range []**huma.Operation{&referring.Get, &referring.Post, &referring.Put, &referring.Patch, &referring.Delete} {
			if *op != nil {
				*op = refer(**op, components.Parameters)
			}
		}
		api.Paths[path] = &referring
	}
	lean, err := json.Marshal(&api)
	if err != nil {
		return Contract{}, fmt.Errorf("write the contract: %w", err)
	}
	examples, err := openapi.Examples()
	if err != nil {
		return Contract{}, err
	}
	for _, item := range api.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				illustrate(op, examples)
			}
		}
	}
	whole, err := json.Marshal(&api)
	if err != nil {
		return Contract{}, fmt.Errorf("write the contract: %w", err)
	}
	return Contract{JSON: append(whole, '\n'), lean: lean}, nil
}

// illustrate adds what was recorded of an operation, on copies of what it would
// change.
func illustrate(op *huma.Operation, examples map[string]openapi.Example) {
	x, ok := examples[op.OperationID]
	if !ok {
		return
	}
	if op.RequestBody != nil && x.Request != nil {
		body := *op.RequestBody
		body.Content = illustrated(body.Content, x.Request)
		op.RequestBody = &body
	}
	if r := op.Responses[strconv.Itoa(x.Status)]; r != nil {
		answer := *r
		answer.Content = illustrated(answer.Content, x.Answer)
		op.Responses = maps.Clone(op.Responses)
		op.Responses[strconv.Itoa(x.Status)] = &answer
	}
}

func illustrated(content map[string]*huma.MediaType, example json.RawMessage) map[string]*huma.MediaType {
	if content[typeJSON] == nil {
		return content
	}
	media := *content[typeJSON]
	media.Example = example
	content = maps.Clone(content)
	content[typeJSON] = &media
	return content
}

// tags are the chapters, in the order in which their first acts were registered;
// the door's own comes last.
func (d *Door) tags() []*huma.Tag {
	var all []*huma.Tag
	for _, r := range slices.Concat(d.ops[d.own:], d.ops[:d.own]) {
		i := slices.IndexFunc(all, func(t *huma.Tag) bool { return t.Name == r.Tag.Name })
		if i < 0 {
			all = append(all, &huma.Tag{Name: r.Tag.Name, Description: r.Tag.Text})
		} else if all[i].Description == "" {
			all[i].Description = r.Tag.Text
		}
	}
	return all
}

func (d *Door) allSchemas() huma.Registry {
	all := huma.NewMapRegistry("#/components/schemas/", answerName)
	schemas := all.Map()
	maps.Copy(schemas, d.requests().Map())
	for name, s := range d.answers.Map() {
		open(s)
		schemas[name] = s
		// Huma counts its errors among the requests; as such nothing refers to them.
		if name == "Problem" || name == "Field" {
			delete(schemas, name+"Input")
		}
	}
	problem := *schemas["Problem"]
	problem.Properties = maps.Clone(problem.Properties)
	problem.Properties["code"] = &huma.Schema{Ref: "#/components/schemas/ProblemCode"}
	schemas["Problem"], schemas["ProblemCode"] = &problem, d.problemCodes()
	return all
}

// problemCodes is the list of all codes, open: a client tolerates one that it
// does not know.
func (d *Door) problemCodes() *huma.Schema {
	known := &huma.Schema{Type: huma.TypeString}
	for _, code := range slices.Sorted(maps.Keys(d.faults)) {
		known.Enum = append(known.Enum, code)
	}
	return &huma.Schema{
		Description: "The stable code of a problem, explained at /v1/problems/{code}. More may come: tolerate codes that you do not know.",
		AnyOf:       []*huma.Schema{known, {Type: huma.TypeString}},
	}
}

// open lets an answer's schema grow.
func open(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.AdditionalProperties == false {
		s.AdditionalProperties = nil
	}
	for _, p := range s.Properties {
		open(p)
	}
	open(s.Items)
}

// sharedParameters are those that several operations take alike, by name. Of
// several meanings of a name the most frequent is shared; the others stand where
// they are used.
func (d *Door) sharedParameters() map[string]*huma.Param {
	type meaning struct {
		*huma.Param
		uses int
	}
	meanings := map[string]*meaning{}
	for _, r := range d.ops {
		for _, p := range r.parameters {
			key := keyOf(p.Param)
			if meanings[key] == nil {
				meanings[key] = &meaning{Param: p.Param}
			}
			meanings[key].uses++
		}
	}
	shared := map[string]*meaning{}
	for _, key := range slices.Sorted(maps.Keys(meanings)) {
		m := meanings[key]
		if known := shared[m.Name]; m.uses > 1 && (known == nil || known.uses < m.uses) {
			shared[m.Name] = m
		}
	}
	all := map[string]*huma.Param{}
	for name, m := range shared {
		all[name] = m.Param
	}
	return all
}

// keyOf is the same for parameters that mean the same.
func keyOf(p *huma.Param) string {
	b, _ := json.Marshal(p) // a parameter is made of texts and numbers
	return string(b)
}

// refer is an operation with references in the place of shared parameters.
func refer(op huma.Operation, shared map[string]*huma.Param) *huma.Operation {
	own := op.Parameters
	op.Parameters = make([]*huma.Param, len(own))
	for i, p := range own {
		op.Parameters[i] = p
		if s := shared[p.Name]; s != nil && keyOf(s) == keyOf(p) {
			op.Parameters[i] = &huma.Param{Ref: "#/components/parameters/" + p.Name}
		}
	}
	return &op
}
