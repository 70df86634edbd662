package office

import (
	"context"
	"net/http"
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

// Ref is how a path names an office.
type Ref struct {
	organisation.Ref
	Office int64 `path:"office" minimum:"1" example:"12" doc:"The office's identifier"`
}

type officesInput struct {
	httpapi.Paging
	organisation.Ref
	Kind   string    `query:"kind" enum:"secretariat,auditor,reader,chief_executive,administrator,clerk,case_officer" doc:"Only offices of this kind"`
	Person string    `query:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"Only offices of this person"`
	At     time.Time `query:"at" doc:"The moment asked for; now if left out"`
}

type appointInput struct {
	httpapi.WriteTerms
	organisation.Ref
	Body AppointInput
}

type showOfficeInput struct{ Ref }

type endOfficeInput struct {
	httpapi.WriteTerms
	Ref
	Body organisation.EndInput
}

type resignInput struct {
	httpapi.WriteTerms
	Office int64 `path:"office" minimum:"1" example:"12" doc:"The office's identifier"`
	Body   organisation.EndInput
}

type chiefExecutiveInput struct {
	httpapi.WriteTerms
	organisation.Ref
	Body ChiefExecutiveInput
}

type endChiefExecutiveInput struct {
	httpapi.WriteTerms
	organisation.Ref
	Body organisation.EndInput
}

var (
	appointFaults = []*fault.Error{organisation.ErrPeriod, organisation.ErrBackdated, ErrDecision, person.ErrUnknownPerson, ErrOwnAppointment, ErrAlreadyHeld}
	endFaults     = []*fault.Error{organisation.ErrContent, organisation.ErrPeriod, organisation.ErrBackdated, organisation.ErrEnded}
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerOffices(d)
	s.registerChiefExecutive(d)
}

func (s *Service) registerOffices(d *httpapi.Door) {
	httpapi.List(d, httpapi.Needs("organisation", "read", organisation.InOrganisation()), httpapi.Op{
		ID: "list-offices", Path: "/v1/organisations/{organisation}/offices", Tag: organisation.Tag, Summary: "List who holds which office",
		Description: "The offices held in the organisation at a moment, now or any other: authority as of a moment (rules 1.3, 1.6).",
	}, func(ctx context.Context, in *officesInput, p request.Page) (request.List[*Office], error) {
		return s.Offices(ctx, authn.ActorOf(ctx), in.Organisation, officeFilter{Kind: in.Kind, Person: in.Person, At: in.At}, p)
	})
	httpapi.Write(d, httpapi.Needs("office", "appoint", organisation.InOrganisation()), httpapi.Op{
		ID: "appoint-officer", Method: http.MethodPost, Path: "/v1/organisations/{organisation}/offices", Tag: organisation.Tag, Summary: "Appoint to an office", Status: http.StatusCreated,
		Description: "An administrator appoints in the own municipality, the secretariat in the region; nobody appoints themselves (rule 1.5). The office begins now or later, and never before today: only an operator enters authority as of an earlier day. The chief executive is recorded by `appoint-chief-executive`.",
		Faults:      append([]*fault.Error{ErrOfficeKind, ErrCouncilAppoints}, appointFaults...),
	}, func(ctx context.Context, in *appointInput) (*Office, error) {
		return s.Appoint(ctx, authn.ActorOf(ctx), in.Organisation, in.Body)
	})
	httpapi.Read(d, httpapi.Needs("organisation", "read", organisation.InOrganisation()), httpapi.Op{
		ID: "show-office", Path: "/v1/organisations/{organisation}/offices/{office}", Tag: organisation.Tag, Summary: "Show an appointment",
		Description: "One appointment, also one that has ended (rule 1.6).",
	}, func(ctx context.Context, in *showOfficeInput) (*Office, error) {
		return s.ShowOffice(ctx, authn.ActorOf(ctx), in.Organisation, in.Office)
	})
	httpapi.Write(d, httpapi.Needs("office", "appoint", organisation.InOrganisation()), httpapi.Op{
		ID: "end-office", Method: http.MethodPost, Path: "/v1/organisations/{organisation}/offices/{office}/end", Tag: organisation.Tag, Summary: "End an office",
		Description: "Ends it at once, or at a later moment; what is done under it until then stands (rule 1.3). An office that has not begun ends as it begins, and is never held. The chief executive's is ended by `end-chief-executive`.",
		Faults:      append([]*fault.Error{ErrCouncilAppoints}, endFaults...),
	}, func(ctx context.Context, in *endOfficeInput) (*Office, error) {
		return s.EndOffice(ctx, authn.ActorOf(ctx), in.Organisation, in.Office, in.Body)
	})
	httpapi.Write(d, httpapi.Personal, httpapi.Op{
		ID: "resign-office", Method: http.MethodPost, Path: "/v1/me/offices/{office}/resign", Tag: organisation.Tag, Summary: "Resign from an office",
		Description: "The holder ends an office of their own, at once or at a later moment (rule 1.3).",
		Faults:      endFaults,
	}, func(ctx context.Context, in *resignInput) (*Office, error) {
		return s.Resign(ctx, authn.ActorOf(ctx), in.Office, in.Body)
	})
}

func (s *Service) registerChiefExecutive(d *httpapi.Door) {
	httpapi.Write(d, httpapi.Needs("chief_executive", "appoint", organisation.InMunicipality()), httpapi.Op{
		ID: "appoint-chief-executive", Method: http.MethodPost, Path: "/v1/organisations/{organisation}/chief-executive", Tag: organisation.Tag, Summary: "Record the appointment of a chief executive", Status: http.StatusCreated,
		Description: "The clerk records whom the municipal council appointed (KL § 13-1), with the decision's day and case number. A municipality has one chief executive at a time: the period of the one in office ends as the new one begins; any other overlap is refused (rules 1.2, 1.5).",
		Faults:      append([]*fault.Error{ErrChiefExecutive}, appointFaults...),
	}, func(ctx context.Context, in *chiefExecutiveInput) (*Office, error) {
		return s.AppointChiefExecutive(ctx, authn.ActorOf(ctx), in.Organisation, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("chief_executive", "appoint", organisation.InMunicipality()), httpapi.Op{
		ID: "end-chief-executive", Method: http.MethodPost, Path: "/v1/organisations/{organisation}/chief-executive/end", Tag: organisation.Tag, Summary: "End the chief executive's period",
		Description: "The clerk records that the one in office leaves, at once or at a later moment, with no successor named yet (rule 1.3, KL § 13-1).",
		Faults:      append([]*fault.Error{ErrNotHeld}, endFaults...),
	}, func(ctx context.Context, in *endChiefExecutiveInput) (*Office, error) {
		return s.EndChiefExecutive(ctx, authn.ActorOf(ctx), in.Organisation, in.Body)
	})
}
