package subject

import (
	"context"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

type recordInput struct{}

type eventsInput struct{ httpapi.Paging }

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Read(d, httpapi.Personal, httpapi.Op{
		ID: "show-my-record", Path: "/v1/me/record", Tag: "Directory", Summary: "Show what is held of me",
		Description: "Everything that is held of the caller: their record and logins, employments and what they can give, offices, seats, substitutes, disqualifications with their ground, what they are named to with the reasons, the cases and milestones for which they answer, and how many letters and events there are (rule 4.6, GDPR article 15). The inbox shows the letters, and `/v1/me/events` the events.",
	}, func(ctx context.Context, _ *recordInput) (*Record, error) {
		return s.ShowRecord(ctx, authn.ActorOf(ctx))
	})
	httpapi.List(d, httpapi.Personal, httpapi.Op{
		ID: "list-my-events", Path: "/v1/me/events", Tag: "Directory", Summary: "List the changes that concern me",
		Description: "Every event of the record of changes by which the caller acted, a substitute acted for them, or somebody acted on what is held of them: their record and login, employments and what they can give, offices, seats, substitutes, disqualifications and assignments; the newest first (rules 4.6, 9.1). What changed is told of their own things alone. Events that only mention them, such as that of the milestone for which they answer, stand in the records of their cases.",
	}, func(ctx context.Context, _ *eventsInput, p request.Page) (request.List[RecordEvent], error) {
		return s.Events(ctx, authn.ActorOf(ctx), p)
	})
}
