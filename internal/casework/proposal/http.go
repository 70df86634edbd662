package proposal

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Proposed resolution", Text: "What the bodies that treat a case are asked to resolve, in numbered items. The secretariat writes it; every version is kept, with a hash by which it is known and what it changed (rule 8.1)."}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, showProposal, httpapi.Doc{
		Tag: tag, Summary: "Show the proposed resolution of a case",
		Description: "The newest version of it, or the one asked for: its items, its hash, and what it changed, item by item and word by word. Version 0 has no items: nothing is proposed yet (rule 8.1).",
	}, s.Show)
	httpapi.ShowList(d, listVersions, httpapi.Doc{
		Tag: tag, Summary: "List the versions of the proposed resolution",
		Description: "All versions, the newest first: by whom, when and why each was written (rule 8.1).",
	}, s.List)
	httpapi.DoWith(d, writeProposal, httpapi.Doc{
		Tag: tag, Summary: "Write the proposed resolution", Creates: true,
		Description: "Writes the proposed resolution anew as a whole, as the next version; all before it are kept. From the second version on it takes If-Match and a reason, and while the case is in treatment those whose bodies wait are told. The same items again change nothing (rule 8.1).",
		Faults:      []*fault.Error{ErrContent, ErrReason, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, s.Write)
}
