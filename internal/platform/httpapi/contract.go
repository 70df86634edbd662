package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/yaml"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Version is the contract's version: within /v1 it only grows.
const Version = "1.0.0"

const description = `Forankring anchors decisions that several municipalities make together: cases, mandates, named municipal resources and timelines, with approvals per municipality and reminders of deadlines.

Conventions. Members are in snake_case and case-sensitive. Dates are ` + "`2025-06-19`" + `, instants RFC 3339 with offset, money is in minor units (øre) with its currency, shares are whole percent. Enumerations may grow: tolerate values you do not know. Every resource lists ` + "`actions`" + `: the acts on it, and which of them this caller may do now. Changing operations take ` + "`dry_run`" + `, POST takes ` + "`Idempotency-Key`" + `, and changing a thing that exists takes ` + "`If-Match`" + `. Every refusal is a problem (RFC 9457) with a stable code, explained at ` + "`/v1/problems/{code}`" + `.`

// prefixes tell apart the types of features whose short names would not speak
// for themselves in a contract.
var prefixes = map[string]string{"audit": "Audit", "casefile": "Case", "mandate": "Mandate"}

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

// describe writes into the contract what huma cannot know: the answer's
// schema, the problems, the permission.
func (d *Door) describe(r registered, answer reflect.Type) {
	op := d.operation(r.Decl)
	op.Description = fmt.Sprintf("%s\n\nPermission: %s.", r.Description, d.whoMay(r.Need))
	op.Extensions = map[string]any{"x-permission": r.Need.String()}
	if r.Need.Guarded() {
		op.Extensions["x-scope"] = r.Need.Scope.Name
	}
	if r.body == typeCSV {
		op.RequestBody.Content[typeCSV].Schema = &huma.Schema{
			Type: huma.TypeString, Description: "A table of at most 4 MiB with a header, in UTF-8 or Windows-1252, parted by semicolons or commas", Examples: []any{r.Example},
		}
	}
	op.Responses = map[string]*huma.Response{}
	ok := &huma.Response{Description: "Done: the state after it.", Headers: map[string]*huma.Param{"ETag": headerOf("The entity tag of this version")}}
	if r.Method == http.MethodGet {
		ok.Description = "The state now."
		op.Responses["304"] = &huma.Response{Description: "Unchanged since the entity tag in If-None-Match."}
	}
	ok.Content = map[string]*huma.MediaType{typeJSON: {Schema: d.answers.Schema(answer, true, r.ID+"-answer")}}
	alternatives(op, ok, r.media)
	if r.list {
		ok.Headers["Link"] = headerOf("The address of the next page (RFC 8288), rel=next")
	}
	op.Responses["200"] = ok
	if r.Creates {
		made := *ok
		made.Description = "Created."
		made.Headers = maps.Clone(ok.Headers)
		made.Headers["Location"] = headerOf("The address of the new resource")
		op.Responses["201"] = &made
	}
	if r.Creates && r.Method == http.MethodPost {
		dry := *ok
		dry.Description = "A dry run: what would be created."
		dry.Headers = nil
		op.Responses["200"] = &dry
	}
	d.problems(op, d.faultsOf(r))
}

func (d *Door) whoMay(n act.Need) string {
	switch {
	case n.Guarded():
		return fmt.Sprintf("`%s` in %s (%s)", n.Permission, n.Scope.Name, strings.Join(d.policy.Offices(n.Permission), ", "))
	case n.Open():
		return "none; no login needed"
	default:
		return "any person who is logged in, for their own"
	}
}

func headerOf(text string) *huma.Param {
	return &huma.Param{Description: text, Schema: &huma.Schema{Type: huma.TypeString}}
}

// faultsOf gathers everything that an operation may be refused with.
func (d *Door) faultsOf(r registered) []*fault.Error {
	all := slices.Concat(r.Faults, doorFaults)
	if r.Need.Open() {
		all = slices.Concat(r.Faults, []*fault.Error{errInvalid, errNotFound, errTooMany, errInternal, errDeadline, pgdb.ErrUnavailable})
	}
	if r.Need.Guarded() {
		all = append(all, authz.ErrForbidden)
		if r.write {
			all = append(all, authz.ErrDisqualified, authz.ErrOutsideGrant)
		}
	}
	if r.list {
		all = append(all, request.ErrCursor)
	}
	if len(r.media) > 1 {
		all = append(all, errAccept)
	}
	if r.body != "" {
		all = append(all, bodyFaults...)
	}
	if r.write {
		all = append(all, request.ErrStale)
		switch r.Method {
		case http.MethodPost:
			all = append(all, pgdb.ErrKeyReused, pgdb.ErrKeyRunning)
		default:
			all = append(all, request.ErrPreconditionRequired)
		}
	}
	d.know(all...)
	return all
}

// problems lists the codes under their statuses.
func (d *Door) problems(op *huma.Operation, faults []*fault.Error) {
	schema := d.answers.Schema(reflect.TypeFor[Problem](), true, "Problem")
	by := map[string][]string{}
	for _, f := range faults {
		status := strconv.Itoa(statusOf[f.Kind])
		if !slices.Contains(by[status], f.Code) {
			by[status] = append(by[status], f.Code)
		}
	}
	for status, codes := range by {
		slices.Sort(codes)
		n, _ := strconv.Atoi(status)
		op.Responses[status] = &huma.Response{
			Description: fmt.Sprintf("%s: `%s`.", http.StatusText(n), strings.Join(codes, "`, `")),
			Content:     map[string]*huma.MediaType{problemType: {Schema: schema}},
		}
	}
}

// operation finds what huma made of an operation.
func (d *Door) operation(op act.Decl) *huma.Operation {
	item := d.api.OpenAPI().Paths[op.Path]
	switch op.Method {
	case http.MethodGet:
		return item.Get
	case http.MethodPost:
		return item.Post
	case http.MethodPut:
		return item.Put
	case http.MethodPatch:
		return item.Patch
	default:
		return item.Delete
	}
}

// Contract is the whole contract.
type Contract struct{ JSON []byte }

// YAML is the contract as it stands in openapi/openapi.yaml.
func (c Contract) YAML() ([]byte, error) {
	var text bytes.Buffer
	if err := yaml.Convert(&text, bytes.NewReader(c.JSON)); err != nil {
		return nil, fmt.Errorf("write the contract: %w", err)
	}
	return bytes.TrimLeft(text.Bytes(), "\n"), nil
}

// Contract describes all operations. It is made once, after the last of them
// was declared.
func (d *Door) Contract() (Contract, error) { return d.contract() }

// render puts the schemas of requests, which are closed, and of answers, which
// are open, into one contract, and adds examples made of the members' own. The
// schemas by which requests are being checked meanwhile stay as they are.
func (d *Door) render() (Contract, error) {
	api := *d.api.OpenAPI()
	components := *api.Components
	api.Components = &components
	components.Schemas = huma.NewMapRegistry("#/components/schemas/", answerName)
	schemas := components.Schemas.Map()
	maps.Copy(schemas, d.api.OpenAPI().Components.Schemas.Map())
	for name, s := range d.answers.Map() {
		open(s)
		schemas[name] = s
		// Huma counts its errors among the requests; as such nothing refers to them.
		if name == "Problem" || name == "Field" {
			delete(schemas, name+"Input")
		}
	}
	for _, r := range d.ops {
		op := d.operation(r.Decl)
		if op.RequestBody != nil {
			for _, media := range op.RequestBody.Content {
				media.Example = exampleOf(schemas, media.Schema, 0)
			}
		}
		for status, answer := range op.Responses {
			media, ok := answer.Content[typeJSON]
			if ok && strings.HasPrefix(status, "2") {
				media.Example = exampleOf(schemas, media.Schema, 0)
			}
		}
	}
	j, err := json.Marshal(&api)
	if err != nil {
		return Contract{}, fmt.Errorf("write the contract: %w", err)
	}
	return Contract{JSON: append(j, '\n')}, nil
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

// exampleOf puts a whole example together from the examples of the members.
func exampleOf(schemas map[string]*huma.Schema, s *huma.Schema, depth int) any {
	if s == nil || depth > 24 {
		return nil
	}
	if s.Ref != "" {
		return exampleOf(schemas, schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]], depth+1)
	}
	switch {
	case len(s.Examples) > 0:
		return s.Examples[0]
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	switch s.Type {
	case huma.TypeObject:
		return exampleObject(schemas, s, depth)
	case huma.TypeArray:
		if item := exampleOf(schemas, s.Items, depth+1); item != nil {
			return slices.Repeat([]any{item}, atLeastOne(s.MinItems))
		}
		return []any{}
	case huma.TypeInteger, huma.TypeNumber:
		if s.Minimum != nil {
			return *s.Minimum
		}
		return 1
	case huma.TypeBoolean:
		return true
	default:
		return exampleText(s)
	}
}

func atLeastOne(n *int) int {
	if n == nil {
		return 1
	}
	return max(1, *n)
}

func exampleObject(schemas map[string]*huma.Schema, s *huma.Schema, depth int) any {
	object := map[string]any{}
	for name, p := range s.Properties {
		if !slices.Contains(s.Required, name) && len(p.Examples) == 0 {
			continue // what may be left out, and nobody has given an example of
		}
		if v := exampleOf(schemas, p, depth+1); v != nil {
			object[name] = v
		}
	}
	return object
}

func exampleText(s *huma.Schema) any {
	switch s.Format {
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
