package organisation

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

// Tag groups the operations on organisations, people, offices and bodies in the
// contract.
const Tag = "Directory"

// Ref is how a path names an organisation.
type Ref struct {
	Organisation string `path:"organisation" maxLength:"63" example:"3417" doc:"The slug of a region or the number of a municipality"`
}

type organisationsInput struct {
	httpapi.Paging
	Kind   string `query:"kind" enum:"region,municipality" doc:"Only organisations of this kind"`
	Region string `query:"region" maxLength:"63" example:"kongsvingerregionen" doc:"Only municipalities that belong to this region today"`
	Text   string `query:"q" maxLength:"100" example:"Grue" doc:"Text in the key, the name or an alias"`
}

type organisationInput struct{ Ref }

// MembershipRef is how a path names a membership.
type MembershipRef struct {
	Region       string `path:"region" maxLength:"63" example:"kongsvingerregionen" doc:"The region's slug"`
	Municipality string `path:"municipality" pattern:"^[0-9]{4}$" example:"3417" doc:"The municipality's number"`
}

type showMembershipInput struct{ MembershipRef }

type changeMembershipInput struct {
	httpapi.WriteTerms
	MembershipRef
	Body MembershipInput
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.List(d, httpapi.Personal, httpapi.Op{
		ID: "list-organisations", Path: "/v1/organisations", Tag: Tag, Summary: "List organisations",
		Description: "Regions and municipalities, by key. Who belongs to whom is public; what happens in an organisation is not (rule 1.1).",
	}, func(ctx context.Context, in *organisationsInput, p request.Page) (request.List[*Organisation], error) {
		return s.Organisations(ctx, authn.ActorOf(ctx), organisationFilter{Kind: in.Kind, Region: in.Region, Text: in.Text}, p)
	})
	httpapi.Read(d, httpapi.Needs("organisation", "read", InOrganisation()), httpapi.Op{
		ID: "show-organisation", Path: "/v1/organisations/{organisation}", Tag: Tag, Summary: "Show an organisation",
		Description: "A region with its municipalities, or a municipality with its regions, and the periods of these (rule 1.1).",
	}, func(ctx context.Context, in *organisationInput) (*Organisation, error) {
		return s.ShowOrganisation(ctx, authn.ActorOf(ctx), in.Organisation)
	})
	httpapi.Read(d, httpapi.Needs("organisation", "read", InRegion()), httpapi.Op{
		ID: "show-membership", Path: "/v1/regions/{region}/members/{municipality}", Tag: Tag, Summary: "Show a membership",
		Description: "The membership of the municipality in the region that began last, or is to begin (rule 1.1).",
	}, func(ctx context.Context, in *showMembershipInput) (*Membership, error) {
		return s.ShowMembership(ctx, authn.ActorOf(ctx), in.Region, in.Municipality)
	})
	httpapi.Write(d, httpapi.Needs("membership", "change", InRegion()), httpapi.Op{
		ID: "change-membership", Method: http.MethodPut, Path: "/v1/regions/{region}/members/{municipality}", Tag: Tag, Summary: "Begin or end a membership",
		Description: "Sets the period of the membership that stands or is to come, with If-Match; where none does, or the period begins after its end, it begins a new one, without If-Match. A membership that has begun keeps its first day and can be given an end, today or later. Leaving the region is not leaving its cases (rule 1.1).",
		Faults:      []*fault.Error{ErrUnknownMunicipality, ErrPeriod, ErrBackdated, ErrMembershipBegun, ErrMembershipOverlap},
	}, func(ctx context.Context, in *changeMembershipInput) (*Membership, error) {
		return s.ChangeMembership(ctx, authn.ActorOf(ctx), in.Region, in.Municipality, in.Body)
	})
}
