package committee

import (
	"context"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

type tableInput struct {
	httpapi.Paging
	Region       string `path:"region" example:"kongsvingerregionen" maxLength:"63" doc:"The region's slug"`
	Municipality string `query:"municipality" pattern:"^[0-9]{4}$" doc:"Only versions that ask something of this municipality"`
	Overdue      string `query:"overdue" enum:"true,false" doc:"true: only versions whose last day for answers has passed"`
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.List(d, httpapi.Personal, httpapi.Op{
		ID: "show-committee-table", Path: "/v1/regions/{region}/mandates", Tag: "Mandates", Summary: "Lay the open mandates before the chief executives' committee",
		Description: "Every version that is open for answers in the cases of the region that the caller may read, the one to be answered first first, against every municipality: how it stands, who answered, on what conditions, and who can answer now; and what holds the version (rules 2.5, 3.4-3.8). As text/html it is a page in Bokmål to be printed for the meeting. For whoever may read none of the cases it is empty.",
	}, func(ctx context.Context, in *tableInput, p request.Page) (request.List[TableRow], error) {
		return s.Table(ctx, authn.ActorOf(ctx), in.Region, Filter{Municipality: in.Municipality, Overdue: in.Overdue == "true"}, p)
	}, httpapi.HTML(func(page httpapi.ListBody[TableRow]) ([]byte, error) {
		return write(page.Items, page.Rest, s.now())
	}))
}
