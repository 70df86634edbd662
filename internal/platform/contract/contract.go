// Package contract writes the API's contract: what each operation takes, gives
// and may be refused with, in the words and types with which it was declared.
// The door (package httpapi) declares the operations, and checks and serves
// requests by what stands here.
package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/yaml"

	"forankring.no/forankring/openapi"
)

// Document is the whole contract, with the recorded examples in it.
type Document struct {
	JSON []byte
	// lean is the contract without examples, which stand beside it.
	lean []byte
}

// YAML is the contract as it stands in openapi/openapi.yaml: the examples stand
// beside it, a file for each operation.
func (c Document) YAML() ([]byte, error) {
	var text bytes.Buffer
	if err := yaml.Convert(&text, bytes.NewReader(c.lean)); err != nil {
		return nil, fmt.Errorf("write the contract: %w", err)
	}
	return bytes.TrimLeft(text.Bytes(), "\n"), nil
}

// Document describes all operations, after the last of them was added. It
// puts the schemas of requests, which are closed, and of answers, which
// are open, into one contract, and refers to what operations have in common. The
// schemas by which requests are being checked meanwhile stay as they are.
func (d *Draft) Document() (Document, error) {
	api := *d.api
	api.Tags = d.tags()
	components := *api.Components
	api.Components = &components
	components.Responses, components.Headers = d.sharedResponses(), sharedHeaders()
	components.Parameters = d.sharedParameters()
	components.Schemas = d.allSchemas()
	api.Paths = map[string]*huma.PathItem{}
	for path, item := range d.api.Paths {
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
		return Document{}, fmt.Errorf("write the contract: %w", err)
	}
	examples, err := openapi.Examples()
	if err != nil {
		return Document{}, err
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
		return Document{}, fmt.Errorf("write the contract: %w", err)
	}
	return Document{JSON: append(whole, '\n'), lean: lean}, nil
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
	if content[JSON] == nil {
		return content
	}
	media := *content[JSON]
	media.Example = example
	content = maps.Clone(content)
	content[JSON] = &media
	return content
}

// tags are the chapters, in the order in which their first acts were added; those
// that say so come last.
func (d *Draft) tags() []*huma.Tag {
	var all, last []*huma.Tag
	for _, r := range d.ops {
		list := &all
		if r.Tag.Last {
			list = &last
		}
		i := slices.IndexFunc(*list, func(t *huma.Tag) bool { return t.Name == r.Tag.Name })
		if i < 0 {
			*list = append(*list, &huma.Tag{Name: r.Tag.Name, Description: r.Tag.Text})
		} else if (*list)[i].Description == "" {
			(*list)[i].Description = r.Tag.Text
		}
	}
	return append(all, last...)
}
