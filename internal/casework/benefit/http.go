package benefit

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// tag is the chapter of shared benefit in the contract.
var tag = httpapi.Tag{Name: "Shared benefit", Text: "What each municipality gains, in its own words, and its chief executive's confirmation: the first of the five conditions (rule 2.3a)."}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	faults := []*fault.Error{casefile.ErrWrongState, casefile.ErrWithdrawn, casefile.ErrNotParty, casefile.ErrLeft}
	httpapi.ShowList(d, listBenefits, httpapi.Doc{
		Tag: tag, Summary: "List the statements of shared benefit",
		Description: "What each participating municipality gains, in its own words (rule 2.3a), in the order of their numbers.",
	}, s.List)
	httpapi.Show(d, showBenefit, httpapi.Doc{
		Tag: tag, Summary: "Show a municipality's statement",
		Description: "Missing, written, or confirmed by the chief executive (rule 2.4).",
		Faults:      []*fault.Error{casefile.ErrNotParty},
	}, s.Show)
	httpapi.DoWith(d, WriteBenefit, httpapi.Doc{
		Tag: tag, Summary: "Write a municipality's statement", Creates: true,
		Description: "Replaces the statement of what the municipality gains. New words undo a confirmation (rule 2.4).",
		Faults:      append(faults, ErrBenefitText),
	}, s.Write)
	httpapi.Do(d, ConfirmBenefit, httpapi.Doc{
		Tag: tag, Summary: "Confirm a municipality's statement",
		Description: "The chief executive confirms the statement (rule 2.3a). Send the ETag of the statement that was read in If-Match, so that nothing else is confirmed. Confirming again changes nothing.",
		Faults:      append(faults, ErrNoBenefit),
	}, s.Confirm)
}
