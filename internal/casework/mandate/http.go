package mandate

import (
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// DiffRef is how a path names the difference between two versions.
type DiffRef struct {
	Ref
	From int `query:"from" minimum:"1" maximum:"1000000" example:"1" doc:"The earlier version; if left out the one before, and for the first version none, so that everything counts as added"`
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, showMandateDiff, httpapi.Doc{
		Tag: Tag, Summary: "Show what differs between two versions",
		Description: "Every changed field and requirement, by common part and municipality; texts word by word. An approval carries over where neither the common part nor the municipality's own slice was changed (rule 3.6).",
		Faults:      []*fault.Error{ErrDiffFrom},
	}, s.Diff)
	s.registerRule(d)
}

func (s *Service) registerRule(d *httpapi.Door) {
	httpapi.Show(d, showMandateRule, httpapi.Doc{
		Tag: Tag, Summary: "Show the region's gate rule",
		Description: "How many municipalities must approve a version before it comes into force: `all` until the region sets another (rule 3.7).",
	}, s.rules.Show)
	httpapi.DoWith(d, setMandateRule, httpapi.Doc{
		Tag: Tag, Summary: "Set the region's gate rule",
		Description: "Applies to versions that are submitted from now on. An open version follows the new rule if it is stricter, and keeps its own if it is not. A rule that can never be met is refused (rule 3.7). Needs If-Match.",
		Faults:      []*fault.Error{ErrRule, ErrRuleUnmeetable},
	}, s.SetRule)
}
