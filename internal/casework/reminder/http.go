package reminder

import (
	"github.com/danielgtaylor/huma/v2"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Reminder policies", Text: "By which steps a region reminds of deadlines (rule 6.1)."}

// Register declares the operations.
func (s *PolicyService) Register(d *httpapi.Door) {
	httpapi.Show(d, listPolicies, httpapi.Doc{
		Tag: tag, Summary: "List the region's reminder policies",
		Description: "The policy for each kind of deadline: the ladder of the rules until the region sets another (rule 6.1).",
	}, s.List)
	httpapi.Show(d, showPolicy, httpapi.Doc{
		Tag: tag, Summary: "Show a reminder policy",
		Description: "By which steps the region reminds of the deadlines of a kind, and by which it did before (rule 6.1).",
	}, s.settings.Show)
	httpapi.DoWith(d, setPolicy, httpapi.Doc{
		Tag: tag, Summary: "Set a reminder policy",
		Description: "Sets the steps, the send time and the quiet days for the deadlines of a kind that are set from now on; those that stand keep theirs until they are set anew. " +
			"Two steps cannot be left out: those who are asked hear of it on the day at the latest, which is also how they hear at once of a deadline that is set late on its own day; and the region's secretariat and chair hear of what is overdue, since nobody else outside the organisation would (rule 6.1). Needs If-Match.",
		Faults: []*fault.Error{ErrPolicy},
	}, s.Set)
}

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
