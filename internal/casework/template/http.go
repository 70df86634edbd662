package template

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/responsible"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, showTemplate, httpapi.Doc{
		Tag: timeline.Tag, Summary: "Show a region's template of timelines",
		Description: "The milestones that a case of the kind is given when the template is applied. Until the region sets its own, the program's applies: the chain of treatment (rule 7.2), with lags that are illustrative and titles in the language of the answer (rule 5.4).",
	}, s.templates.Show)
	httpapi.DoWith(d, setTemplate, httpapi.Doc{
		Tag: timeline.Tag, Summary: "Set a region's template of timelines",
		Description: "Sets the template of a kind of case, with what it rests on. Earlier templates are kept; cases that have their milestones already keep them (rule 5.4). Needs If-Match.",
		Faults:      []*fault.Error{ErrTemplate, timeline.ErrContent, timeline.ErrByWhom},
	}, s.Set)
	httpapi.DoWith(d, applyTemplate, httpapi.Doc{
		Tag: timeline.Tag, Summary: "Plan the milestones of a case from its template",
		Description: "Plans all milestones of the template of the case's kind in one act: from a start each is as early as the order and the lags let it be, to an end as late, on working days of its responsible's organisation or else of the region. Milestones whose keys the case has already are left as they are. Days that have passed are warned of. Try it out first with dry_run (rules 5.4, 6.2).",
		Faults: []*fault.Error{
			ErrStartOrEnd, timeline.ErrTooMany, timeline.ErrUnknownDependency, timeline.ErrCycle, timeline.ErrContent, timeline.ErrByWhom, responsible.ErrInvalid,
			body.ErrUnknownBody, person.ErrUnknownPerson, casefile.ErrWrongState, casefile.ErrWithdrawn,
		},
	}, s.Apply)
}
