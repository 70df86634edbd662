package reminder

import "github.com/danielgtaylor/huma/v2"

// AskedKind is a kind of which reminders are asked for: one of those that there are.
type AskedKind Kind

// Schema is a text, with the kinds that the program's features declare today. They
// are no enum: more come with every feature, and a client generated from an enum
// may refuse to read one that it does not know.
func (Kind) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Extensions: map[string]any{"x-extensible-enum": Kinds()}}
}

// Schema is an enum: another kind is refused.
func (AskedKind) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, k := range Kinds() {
		s.Enum = append(s.Enum, string(k))
	}
	return s
}
