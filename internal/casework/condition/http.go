package condition

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

const (
	tag  = "Conditions"
	path = "/v1/regions/{region}/cases/{number}/mandates/{version}/approvals/{municipality}/conditions"
)

type listInput struct {
	httpapi.Paging
	mandate.Ref
	Municipality string `path:"municipality" maxLength:"4" example:"3417" doc:"The number of the municipality that set them"`
}

type showInput struct{ Ref }

type reportInput struct {
	httpapi.WriteTerms
	Ref
	Body FulfilmentReportInput
}

type confirmInput struct {
	httpapi.WriteTerms
	Ref
	Body ConfirmationInput
}

type returnInput struct {
	httpapi.WriteTerms
	Ref
	Body SendBackInput
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerReads(d)
	s.registerActs(d)
}

func (s *Service) registerReads(d *httpapi.Door) {
	read := httpapi.Needs("case", "read", casefile.InCase())
	httpapi.List(d, read, httpapi.Op{
		ID: "list-conditions", Path: path, Tag: tag, Summary: "List the conditions of an approval",
		Description: "The conditions that the municipality's standing approval sets, by number, and how far each is (rule 3.5). Empty where it sets none.",
		Faults:      []*fault.Error{mandate.ErrNoSlice},
	}, func(ctx context.Context, in *listInput, p request.Page) (request.List[mandate.Condition], error) {
		return s.List(ctx, authn.ActorOf(ctx), in.Ref, in.Municipality, p)
	})
	httpapi.Read(d, read, httpapi.Op{
		ID: "show-condition", Path: path + "/{condition}", Tag: tag, Summary: "Show a condition",
		Description: "What is to be fulfilled, by whom, by when; how far it is, and who may act (rule 3.5).",
		Faults:      []*fault.Error{mandate.ErrNoSlice},
	}, func(ctx context.Context, in *showInput) (*mandate.Condition, error) {
		return s.Show(ctx, authn.ActorOf(ctx), in.Ref)
	})
}

func (s *Service) registerActs(d *httpapi.Door) {
	faults := []*fault.Error{mandate.ErrNoSlice, mandate.ErrConditionWaits, mandate.ErrConditionState, ErrText, authz.ErrDisqualified,
		casefile.ErrWrongState, casefile.ErrWithdrawn, casefile.ErrNotParty, casefile.ErrLeft}
	httpapi.Write(d, httpapi.Needs(report.Object, report.Act, casefile.ByAnyParty()), httpapi.Op{
		ID: "report-condition", Method: http.MethodPost, Path: path + "/{condition}/report", Tag: tag, Summary: "Report a condition fulfilled",
		Description: "The responsible office, or its substitute, says how the condition was fulfilled; nobody else does. Its reminders stop, and the chief executive of the municipality that set it is told (rule 3.5).",
		Faults:      append([]*fault.Error{ErrNotResponsible}, faults...),
	}, func(ctx context.Context, in *reportInput) (*mandate.Condition, error) {
		return s.Report(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	settle := httpapi.Needs(confirm.Object, confirm.Act, casefile.InMunicipality())
	httpapi.Write(d, settle, httpapi.Op{
		ID: "confirm-condition", Method: http.MethodPost, Path: path + "/{condition}/confirm", Tag: tag, Summary: "Confirm that a condition is fulfilled",
		Description: "The municipality that set the condition confirms what was reported; the responsible office is told. The start gate waits for it no more (rules 2.3, 3.5).",
		Faults:      faults,
	}, func(ctx context.Context, in *confirmInput) (*mandate.Condition, error) {
		return s.Confirm(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	httpapi.Write(d, settle, httpapi.Op{
		ID: "return-condition", Method: http.MethodPost, Path: path + "/{condition}/return", Tag: tag, Summary: "Send a report back",
		Description: "The municipality that set the condition says what is lacking. The condition is open again; the responsible office is told and reminded (rule 3.5).",
		Faults:      faults,
	}, func(ctx context.Context, in *returnInput) (*mandate.Condition, error) {
		return s.Return(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
}
