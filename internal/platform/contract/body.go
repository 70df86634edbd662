package contract

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"forankring.no/forankring/internal/platform/act"
)

// Body is what a request carries beside its parameters.
type Body struct {
	// Media is its media type, "" where an operation takes none.
	Media string
	// Schema is what a body of JSON is checked by.
	Schema *huma.Schema
	// Optional says that it may be left out.
	Optional bool
	// Removable are the members of a merge patch that null removes.
	Removable map[string]bool
}

// JSONBody is the body of an operation that takes JSON of a type: a pointer where
// it may be left out. Of a merge patch (PATCH), null removes the members with the
// tag `merge:"removable"`.
func (d *Draft) JSONBody(a act.Decl, of reflect.Type) Body {
	b := Body{Media: JSON, Schema: d.Requests().Schema(of, true, a.ID+"Request"), Optional: of.Kind() == reflect.Pointer}
	b.Schema.PrecomputeMessages()
	if a.Method != http.MethodPatch {
		return b
	}
	b.Removable = removable(of)
	s := d.Requests().SchemaFromRef(b.Schema.Ref)
	for name := range b.Removable {
		s.Properties[name].Nullable = true
	}
	s.PrecomputeMessages()
	return b
}

// removable are the members of a merge patch that null removes.
func removable(body reflect.Type) map[string]bool {
	names := map[string]bool{}
	if body.Kind() != reflect.Struct {
		return names
	}
	for _, f := range act.Fields(body) {
		if f.Tag.Get("merge") == "removable" {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			names[name] = true
		}
	}
	return names
}

func requestBody(r Operation) *huma.RequestBody {
	content := map[string]*huma.MediaType{}
	for _, media := range r.Takes() {
		content[media] = &huma.MediaType{Schema: r.Body.Schema}
	}
	return &huma.RequestBody{Required: !r.Body.Optional, Content: content}
}
