package committee

import (
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
)

// TableRef is how a path and its query name the table of a region.
type TableRef struct {
	Region       string `path:"region" example:"kongsvingerregionen" maxLength:"63" doc:"The region's slug"`
	Municipality string `query:"municipality" pattern:"^[0-9]{4}$" doc:"Only versions that ask something of this municipality"`
	Overdue      string `query:"overdue" enum:"true,false" doc:"true: only versions whose last day for answers has passed"`
}

var showCommitteeTable = act.Show[TableRef]("show-committee-table", "/v1/regions/{region}/mandates", act.Personal)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, showCommitteeTable, httpapi.Doc{
		Tag: mandate.Tag, Summary: "Lay the open mandates before the chief executives' committee",
		Description: "Every version that is open for answers in the cases of the region that the caller may read, the most urgent answer first, against every municipality: how it stands, who answered, on what conditions, and who can answer now; and what holds the version (rules 2.5, 3.4-3.8). As text/html it is a page to be printed for the meeting. For whoever may read none of the cases it is empty.",
	}, s.Table, httpapi.HTML(func(in message.Language, page httpapi.ListBody[TableRow]) ([]byte, error) {
		return write(in, page.Items, page.Rest, s.now())
	}))
}
