package httpapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"forankring.no/forankring/internal/platform/act"
)

// A PATCH is a merge patch (RFC 7396): what is left out stays, and null removes.
// A field with the tag `merge:"removable"` is a text that may be removed; the
// use case is given the empty one. Null for any other member is refused.

const typeMergePatch = "application/merge-patch+json"

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

// takePatch notes what a PATCH may remove, for the contract too.
func (r *registered) takePatch(d *Door, body reflect.Type) {
	r.removable = removable(body)
	s := d.requests().SchemaFromRef(r.bodySchema.Ref)
	for name := range r.removable {
		s.Properties[name].Nullable = true
	}
	s.PrecomputeMessages()
}

// merged is a merge patch with the empty text for what it removes. It refuses
// the removal of what cannot be removed.
func (r registered) merged(raw []byte) ([]byte, error) {
	if r.Method != http.MethodPatch {
		return raw, nil
	}
	var members map[string]json.RawMessage
	if !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return raw, nil // no object: the schema says it
	}
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, errMalformed
	}
	refusal := errInvalid
	for name, value := range members {
		switch {
		case string(value) != "null":
		case r.removable[name]:
			members[name] = []byte(`""`)
		default:
			refusal = refusal.On("/"+name, msgNotRemovable)
		}
	}
	if len(refusal.Fields) > 0 {
		return nil, refusal
	}
	return json.Marshal(members)
}

// takes are the media types of a body, the one that clients are asked for first.
func (r registered) takes() []string {
	if r.Method == http.MethodPatch {
		return []string{r.body, typeMergePatch}
	}
	return []string{r.body}
}

func (r registered) requestBody() *huma.RequestBody {
	content := map[string]*huma.MediaType{}
	for _, media := range r.takes() {
		content[media] = &huma.MediaType{Schema: r.bodySchema}
	}
	return &huma.RequestBody{Required: !r.bodyOptional, Content: content}
}
