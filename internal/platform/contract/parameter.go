package contract

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"forankring.no/forankring/internal/platform/act"
)

// Parameter is one value that a request carries beside its body, and the field
// of the struct that it is read into.
type Parameter struct {
	*huma.Param
	Field []int
}

// ParametersOf are the fields of P with the tags path, query and header, also
// those of embedded structs, described by the tags that huma knows.
func ParametersOf[P any](d *Draft) []Parameter {
	var all []Parameter
	for _, f := range act.Fields(reflect.TypeFor[P]()) {
		for _, place := range []string{"path", "query", "header"} {
			name := f.Tag.Get(place)
			if name == "" {
				continue
			}
			schema := huma.SchemaFromField(d.Requests(), f, "")
			schema.PrecomputeMessages()
			p := &huma.Param{Name: name, In: place, Description: schema.Description, Required: place == "path" || f.Tag.Get("required") == "true", Schema: schema}
			schema.Description = "" // it stands with the parameter
			if len(schema.Examples) > 0 {
				p.Example, schema.Examples = schema.Examples[0], nil
			}
			all = append(all, Parameter{Field: f.Index, Param: p})
		}
	}
	return all
}
