package reminder

import "github.com/danielgtaylor/huma/v2"

// Schema names in the contract the kinds that the program's features declare.
func (Kind) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, k := range Kinds() {
		s.Enum = append(s.Enum, string(k))
	}
	return s
}
