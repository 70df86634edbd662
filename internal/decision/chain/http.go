package chain

import "github.com/danielgtaylor/huma/v2"

// Schema describes the outcomes once, for all that has one.
func (Outcome) Schema(r huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Description: "How a body resolved (rule 7.3)", Examples: []any{string(Adopted)}}
	for _, o := range Outcomes {
		s.Enum = append(s.Enum, string(o))
	}
	s.PrecomputeMessages()
	r.Map()["Outcome"] = s
	return &huma.Schema{Ref: "#/components/schemas/Outcome"}
}
