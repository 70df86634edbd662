package condition

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Conditions", Text: "A municipality may approve a mandate on conditions. They do not delay its coming into force: the responsible office reports each condition fulfilled, and the municipality that set it confirms that or sends the report back."}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, listConditions, httpapi.Doc{
		Tag: tag, Summary: "List the conditions of an approval",
		Description: "The conditions that the municipality's standing approval sets, by number, and how far each is (rule 3.5). Empty where it sets none.",
		Faults:      []*fault.Error{mandate.ErrNoSlice},
	}, s.List)
	httpapi.Show(d, showCondition, httpapi.Doc{
		Tag: tag, Summary: "Show a condition",
		Description: "What is to be fulfilled, by whom, by when; how far it is, and who may act (rule 3.5).",
		Faults:      []*fault.Error{mandate.ErrNoSlice},
	}, s.Show)
	faults := []*fault.Error{mandate.ErrNoSlice, ErrNotInForce, ErrState, ErrText, authz.ErrDisqualified,
		casefile.ErrWrongState, casefile.ErrWithdrawn, casefile.ErrNotParty, casefile.ErrLeft}
	httpapi.DoWith(d, ReportCondition, httpapi.Doc{
		Tag: tag, Summary: "Report a condition fulfilled",
		Description: "Only the responsible office, or its substitute, reports how the condition was fulfilled. Its reminders stop, and the chief executive of the municipality that set it is told (rule 3.5).",
		Faults:      append([]*fault.Error{ErrNotResponsible}, faults...),
	}, s.Report)
	httpapi.DoWith(d, ConfirmCondition, httpapi.Doc{
		Tag: tag, Summary: "Confirm that a condition is fulfilled",
		Description: "The municipality that set the condition confirms what was reported; the responsible office is told. The start gate no longer waits for it (rules 2.3, 3.5).",
		Faults:      faults,
	}, s.Confirm)
	httpapi.DoWith(d, returnCondition, httpapi.Doc{
		Tag: tag, Summary: "Send a report back",
		Description: "The municipality that set the condition says what is missing. The condition is open again; the responsible office is told and reminded (rule 3.5).",
		Faults:      faults,
	}, s.Return)
}
