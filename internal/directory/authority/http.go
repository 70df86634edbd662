package authority

import (
	"context"
	"net/http"
	"slices"
	"time"

	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

const tag = "Substitutes"

// Ref is how a path names a substitute.
type Ref struct {
	organisation.Ref
	Substitute int64 `path:"substitute" minimum:"1" example:"3" doc:"The substitute's identifier"`
}

type listInput struct {
	httpapi.Paging
	organisation.Ref
	Office string    `query:"office" enum:"secretariat,auditor,chief_executive,administrator,clerk,case_officer,reader" doc:"Only substitutes in this office"`
	Person string    `query:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"Only where this person is the substitute"`
	At     time.Time `query:"at" doc:"The moment asked for; now if left out"`
	Ended  string    `query:"ended" enum:"true,false" doc:"true: those that had ended by then; false: all others, also those to come; left out: those within their period then"`
}

type showInput struct{ Ref }

type appointInput struct {
	httpapi.WriteTerms
	office.Ref
	Body SubstituteInput
}

type appointOwnInput struct {
	httpapi.WriteTerms
	Office int64 `path:"office" minimum:"1" example:"12" doc:"The office's identifier"`
	Body   SubstituteInput
}

type endInput struct {
	httpapi.WriteTerms
	Ref
	Body organisation.EndInput
}

type meInput struct{}

type ownInput struct{ httpapi.Paging }

type endOwnInput struct {
	httpapi.WriteTerms
	Substitute int64 `path:"substitute" minimum:"1" example:"3" doc:"The substitute's identifier"`
	Body       organisation.EndInput
}

var (
	appointFaults = []*fault.Error{
		ErrUnbounded, ErrUnknownAct, ErrUnknownCase, ErrNotInForce, ErrCycle, ErrChain, ErrKnown, ErrHoldsOffice, ErrNotEmployed,
		person.ErrUnknownPerson, organisation.ErrPeriod, organisation.ErrBackdated,
	}
	endFaults = []*fault.Error{ErrCouncil, organisation.ErrContent, organisation.ErrPeriod, organisation.ErrBackdated, organisation.ErrEnded}
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerAppointing(d)
	s.registerReading(d)
	s.registerEnding(d)
	s.registerMe(d)
}

func (s *Service) registerMe(d *httpapi.Door) {
	httpapi.Read(d, httpapi.Personal, httpapi.Op{
		ID: "show-me", Path: "/v1/me", Tag: organisation.Tag, Summary: "Show myself",
		Description: "The calling person with the offices and seats held now, in whatever organisation, and the employments that last today (rule 1.2).",
	}, func(ctx context.Context, _ *meInput) (*Me, error) {
		return s.Me(ctx, authn.ActorOf(ctx))
	})
}

func (s *Service) registerAppointing(d *httpapi.Door) {
	httpapi.Write(d, httpapi.Needs("substitute", "appoint", organisation.InOrganisation()), httpapi.Op{
		ID: "appoint-substitute", Method: http.MethodPost, Path: "/v1/organisations/{organisation}/offices/{office}/substitutes", Tag: tag, Summary: "Set a substitute for an office holder", Status: http.StatusCreated,
		Description: "An administrator in the municipality, or the secretariat in the region, sets a substitute for the holder of an office: never for an office of their own, and never themselves (rule 1.4). The substitute has the office with all of its acts or some, in all cases or some, until an end or the next review; both may act, and the holder is told. There are no chains: a substitute has no substitute.",
		Faults:      slices.Concat([]*fault.Error{ErrForThemselves, ErrSelf}, appointFaults),
	}, func(ctx context.Context, in *appointInput) (*Substitute, error) {
		return s.Appoint(ctx, authn.ActorOf(ctx), in.Organisation, in.Office, in.Body)
	})
	httpapi.Write(d, httpapi.Personal, httpapi.Op{
		ID: "appoint-own-substitute", Method: http.MethodPost, Path: "/v1/me/offices/{office}/substitutes", Tag: tag, Summary: "Set my substitute", Status: http.StatusCreated,
		Description: "The holder of an office sets a substitute, with all of its acts or some, in all cases or some, until an end or the next review (rule 1.4). Whoever has the office as a substitute sets none.",
		Faults:      slices.Concat([]*fault.Error{ErrSelf}, appointFaults),
	}, func(ctx context.Context, in *appointOwnInput) (*Substitute, error) {
		return s.AppointOwn(ctx, authn.ActorOf(ctx), in.Office, in.Body)
	})
}

func (s *Service) registerReading(d *httpapi.Door) {
	httpapi.List(d, httpapi.Needs("organisation", "read", organisation.InOrganisation()), httpapi.Op{
		ID: "list-substitutes", Path: "/v1/organisations/{organisation}/substitutes", Tag: tag, Summary: "List who acts for whom",
		Description: "The substitutes of the organisation's office holders at a moment, now or any other: authority as of a moment (rules 1.4, 1.6).",
	}, func(ctx context.Context, in *listInput, p request.Page) (request.List[*Substitute], error) {
		return s.List(ctx, authn.ActorOf(ctx), in.Organisation, filter{Office: in.Office, Person: in.Person, At: in.At, Ended: in.Ended}, p)
	})
	httpapi.Read(d, httpapi.Needs("organisation", "read", organisation.InOrganisation()), httpapi.Op{
		ID: "show-substitute", Path: "/v1/organisations/{organisation}/substitutes/{substitute}", Tag: tag, Summary: "Show a substitute",
		Description: "One substitute, with what they were given, by whom, and whether it counts now; also one that has ended (rule 1.6).",
	}, func(ctx context.Context, in *showInput) (*Substitute, error) {
		return s.Show(ctx, authn.ActorOf(ctx), in.Organisation, in.Substitute)
	})
	httpapi.List(d, httpapi.Personal, httpapi.Op{
		ID: "list-own-substitutes", Path: "/v1/me/substitutes", Tag: tag, Summary: "List for whom I act, and who acts for me",
		Description: "What has not ended of both, in whatever organisation. A chief executive sees who was set for the one before, too: they stand until their end, or until the next holder ends it (rule 1.4).",
	}, func(ctx context.Context, _ *ownInput, p request.Page) (request.List[*Substitute], error) {
		return s.Own(ctx, authn.ActorOf(ctx), p)
	})
}

func (s *Service) registerEnding(d *httpapi.Door) {
	httpapi.Write(d, httpapi.Needs("substitute", "appoint", organisation.InOrganisation()), httpapi.Op{
		ID: "end-substitute", Method: http.MethodPost, Path: "/v1/organisations/{organisation}/substitutes/{substitute}/end", Tag: tag, Summary: "End a substitute",
		Description: "Ends it at once, or at a later moment; what the substitute did until then stands (rule 1.3). Holder and substitute are told.",
		Faults:      endFaults,
	}, func(ctx context.Context, in *endInput) (*Substitute, error) {
		return s.End(ctx, authn.ActorOf(ctx), in.Organisation, in.Substitute, in.Body)
	})
	httpapi.Write(d, httpapi.Personal, httpapi.Op{
		ID: "end-own-substitute", Method: http.MethodPost, Path: "/v1/me/substitutes/{substitute}/end", Tag: tag, Summary: "End my substitute, or being one",
		Description: "By whoever is acted for and holds the office now, for a chief executive the next holder too, or by the substitute themselves (rule 1.4). The other is told. Whom a council named for a disqualified chief executive can only withdraw themselves (rule 1.7).",
		Faults:      endFaults,
	}, func(ctx context.Context, in *endOwnInput) (*Substitute, error) {
		return s.EndOwn(ctx, authn.ActorOf(ctx), in.Substitute, in.Body)
	})
}
