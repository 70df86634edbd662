package alarm

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

const tag = "Alarms"

type municipalityInput struct {
	httpapi.Paging
	Organisation string `path:"organisation" maxLength:"63" example:"3417" doc:"The municipality's number"`
	Kind         string `query:"kind" enum:"release_ends_early,employment_ends,nobody_named,over_capacity" doc:"Only alarms of this kind"`
}

type caseInput struct {
	httpapi.Paging
	casefile.Ref
	Kind         string `query:"kind" enum:"release_ends_early,nobody_named,over_capacity" doc:"Only alarms of this kind"`
	Municipality string `query:"municipality" pattern:"^[0-9]{4}$" doc:"Only alarms of this municipality"`
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.List(d, httpapi.Needs("alarm", "read", organisation.InOrganisation()), httpapi.Op{
		ID: "list-alarms", Path: "/v1/organisations/{organisation}/alarms", Tag: tag, Summary: "List a municipality's alarms",
		Description: "Where the municipality's people will be lacking in a case, or give more than they can: a release ends before the last deadline that needs it, an employment ends before the release does, nobody was named in time, or somebody is over capacity because it was lowered or overridden. Where another takes their place the same day there is no alarm of an end. Computed from the current state: an alarm is gone with its cause (rule 4.4). Over capacity, the chief executive is told, who can recall, and the administrator, who can set the capacity; of the others the administrator. For the municipality's own offices.",
	}, func(ctx context.Context, in *municipalityInput, p request.Page) (request.List[Alarm], error) {
		return s.ListOfMunicipality(ctx, authn.ActorOf(ctx), in.Organisation, Filter{Kind: Kind(in.Kind)}, p)
	})
	httpapi.List(d, httpapi.Needs("case", "read", casefile.InCase()), httpapi.Op{
		ID: "list-case-alarms", Path: "/v1/regions/{region}/cases/{number}/alarms", Tag: tag, Summary: "List the alarms of a case",
		Description: "The alarms of all municipalities that take part (rule 4.4). Of somebody over capacity it is told that their release in this case is, and nothing of what they do elsewhere; of an employment that ends, that the release does (release_ends_early). Why is for the municipality's own offices, in its own list (rules 2.5, 4.6).",
	}, func(ctx context.Context, in *caseInput, p request.Page) (request.List[Alarm], error) {
		return s.ListOfCase(ctx, authn.ActorOf(ctx), in.Ref, Filter{Kind: Kind(in.Kind), Municipality: in.Municipality}, p)
	})
}
