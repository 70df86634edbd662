package organisation

import (
	"net/http"
	"time"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Tag is the chapter of the contract about organisations, people, offices and
// bodies.
var Tag = httpapi.Tag{Name: "Directory", Text: "Who exists and who holds what: organisations and their members, people and their employments, offices, bodies and seats, each with its period (rules 1.1-1.3, 1.5)."}

// Path is the address of an organisation, below which stands what belongs to it.
const Path = "/v1/organisations/{organisation}"

const (
	membersPath    = "/v1/regions/{region}/members"
	membershipPath = membersPath + "/{municipality}"
)

// Ref is how a path names an organisation.
type Ref struct {
	Organisation string `path:"organisation" maxLength:"63" example:"3417" doc:"The slug of a region, or a number that the municipality has or had"`
}

// regionRef is how a path names a region.
type regionRef struct {
	Region string `path:"region" maxLength:"63" example:"kongsvingerregionen" doc:"The region's slug"`
}

// MembershipRef is how a path names a membership.
type MembershipRef struct {
	regionRef
	Municipality string `path:"municipality" pattern:"^[0-9]{4}$" example:"3417" doc:"The municipality's number"`
}

// eventsQuery asks for what was done in an organisation outside any case.
type eventsQuery struct {
	Ref
	Act    string    `query:"act" maxLength:"60" doc:"Only this act, by the identifier of its operation"`
	Person string    `query:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"Only acts of this person"`
	From   time.Time `query:"from" doc:"Only events at or after this instant"`
	To     time.Time `query:"to" doc:"Only events before this instant"`
}

// filter narrows a list of organisations. Zero members filter nothing.
type filter struct {
	Kind   string `query:"kind" enum:"region,municipality" doc:"Only organisations of this kind"`
	Region string `query:"region" maxLength:"63" example:"kongsvingerregionen" doc:"Only municipalities that belong to this region today"`
	Text   string `query:"q" maxLength:"100" example:"Grue" doc:"Text in the key, the name or an alias"`
}

var (
	listOrganisations    = act.Show[filter]("list-organisations", "/v1/organisations", act.Personal)
	showOrganisation     = act.Show[Ref]("show-organisation", Path, act.Needs("organisation", "read", InOrganisation()))
	listEvents           = act.Show[eventsQuery]("list-organisation-events", Path+"/events", act.Needs("record", "read", InOrganisation()))
	showMembership       = act.Show[MembershipRef]("show-membership", membershipPath, act.Needs("organisation", "read", inMembership()))
	proposeMembershipAct = act.New[regionRef]("propose-membership", http.MethodPost, membersPath, act.Needs("membership", "change", InRegion()))
	confirmMembershipAct = act.New[MembershipRef]("confirm-membership", http.MethodPost, membershipPath+"/confirm", act.Needs("membership", "confirm", inMember()))
	declineMembershipAct = act.New[MembershipRef]("decline-membership", http.MethodPost, membershipPath+"/decline", act.Needs("membership", "confirm", inMember()))
	changeMembership     = act.New[MembershipRef]("change-membership", http.MethodPut, membershipPath, act.Needs("membership", "change", InRegion()))
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, listOrganisations, httpapi.Doc{
		Tag: Tag, Summary: "List organisations",
		Description: "Regions and municipalities, by key. Which municipality belongs to which region is public; what happens in an organisation is not (rule 1.1).",
	}, s.List)
	httpapi.Show(d, showOrganisation, httpapi.Doc{
		Tag: Tag, Summary: "Show an organisation",
		Description: "A region with its municipalities, or a municipality with its regions, and the periods of these (rule 1.1).",
	}, s.Show)
	httpapi.ShowList(d, listEvents, httpapi.Doc{
		Tag: Tag, Summary: "List the events of an organisation",
		Description: "Every change of who may act in the organisation, and of its people, bodies and memberships, the newest first: when, who, what changed, and by which line of the policy it was allowed. For its auditor and its clerk (rules 1.5, 9.1). People are named by their identifiers.",
	}, s.ListEvents)
	httpapi.Show(d, showMembership, httpapi.Doc{
		Tag: Tag, Summary: "Show a membership",
		Description: "The municipality's latest membership in the region: the one that began last, or is yet to begin (rule 1.1).",
	}, s.ShowMembership)
	httpapi.DoWith(d, proposeMembershipAct, httpapi.Doc{
		Tag: Tag, Summary: "Propose a membership", Creates: true,
		Description: "Proposes that a municipality belongs to the region for a period from today or later. Membership is an act of both: it counts once the municipality's clerk has confirmed it, and until then the region sees nothing of the municipality. A municipality is a member once at a time (rule 1.1).",
		Faults:      []*fault.Error{ErrUnknownMunicipality, ErrMunicipalityEnded, ErrPeriod, ErrBackdated, ErrMembershipOverlap},
	}, s.ProposeMembership)
	httpapi.DoWith(d, confirmMembershipAct, httpapi.Doc{
		Tag: Tag, Summary: "Confirm a membership",
		Description: "The municipality's clerk records the council's decision to join the region, with its date and case number. The membership counts from the day proposed, or from today where that has passed (rule 1.1).",
		Faults:      []*fault.Error{ErrMembershipDecision, ErrMembershipConfirmed, ErrMembershipOverlap, ErrPeriod},
	}, s.ConfirmMembership)
	httpapi.Do(d, declineMembershipAct, httpapi.Doc{
		Tag: Tag, Summary: "Decline a membership",
		Description: "The municipality says no to a membership that the region proposed. Answers with the proposal, of which nothing is left but the record (rule 1.1).",
		Faults:      []*fault.Error{ErrMembershipConfirmed},
	}, s.DeclineMembership)
	httpapi.DoWith(d, changeMembership, httpapi.Doc{
		Tag: Tag, Summary: "Change or end a membership",
		Description: "Sets the period of the membership that lasts or is yet to begin. One that has begun keeps its first day, and its end can be set, today or later; one that has ended cannot be changed. One that the municipality has confirmed can only be shortened. A municipality that leaves the region does not leave its cases (rule 1.1).",
		Faults:      []*fault.Error{ErrPeriod, ErrBackdated, ErrEnded, ErrMembershipBegun, ErrMembershipConsent, ErrMembershipOverlap},
	}, s.ChangeMembership)
}
