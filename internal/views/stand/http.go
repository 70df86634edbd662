package stand

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

const tag = "Anchoring"

type readInput struct{ casefile.Ref }

type actInput struct {
	httpapi.WriteTerms
	casefile.Ref
}

type overrideInput struct {
	httpapi.WriteTerms
	casefile.Ref
	Body OverrideInput
}

type reasonInput struct {
	httpapi.WriteTerms
	casefile.Ref
	Body ReasonInput
}

// ReasonInput gives the reason of an act.
type ReasonInput struct {
	Reason string `json:"reason" minLength:"3" maxLength:"5000" example:"The municipalities have agreed to wait for the national plan."`
}

type joinInput struct {
	httpapi.WriteTerms
	casefile.Ref
	Body JoinInput
}

// JoinInput names a municipality that joins a case.
type JoinInput struct {
	Municipality string `json:"municipality" pattern:"^[0-9]{4}$" example:"3417"`
	Reason       string `json:"reason" minLength:"3" maxLength:"5000" example:"The council asked to take part."`
}

type leaveInput struct {
	httpapi.WriteTerms
	casefile.PartyRef
	Body ReasonInput
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerReads(d)
	s.registerGate(d)
	s.registerWhole(d)
}

func (s *Service) registerReads(d *httpapi.Door) {
	read := httpapi.Needs("case", "read", casefile.InCase())
	httpapi.Read(d, read, httpapi.Op{
		ID: "show-matrix", Path: "/v1/regions/{region}/cases/{number}/matrix", Tag: tag, Summary: "Show the anchoring matrix",
		Description: "Every participating municipality against every condition: how far it is, why, who can act, by when (rule 2.4). Computed from the current state at each read.",
	}, func(ctx context.Context, in *readInput) (Matrix, error) { return s.ShowMatrix(ctx, in.Ref) })
	httpapi.Read(d, read, httpapi.Op{
		ID: "show-start-gate", Path: "/v1/regions/{region}/cases/{number}/start-gate", Tag: tag, Summary: "Explain the start gate",
		Description: "What the five conditions miss, by municipality, and which overrides there are (rule 2.3).",
	}, func(ctx context.Context, in *readInput) (StartGate, error) {
		return s.ShowGate(ctx, authn.ActorOf(ctx), in.Ref)
	})
}

func (s *Service) registerGate(d *httpapi.Door) {
	states := []*fault.Error{casefile.ErrWrongState, casefile.ErrWithdrawn}
	httpapi.Write(d, httpapi.Needs("case", "start", casefile.InCase()), httpapi.Op{
		ID: "start-case", Method: http.MethodPost, Path: "/v1/regions/{region}/cases/{number}/start", Tag: tag, Summary: "Start a case",
		Description: "Moves the case from preparing to active. Strategies, their revisions and plans pass the five-condition gate; a refusal lists what is missing (rules 2.2, 2.3). Answers with the gate.",
		Faults:      append(states, ErrGate),
	}, func(ctx context.Context, in *actInput) (StartGate, error) {
		return s.Start(ctx, authn.ActorOf(ctx), in.Ref)
	})
	httpapi.Write(d, httpapi.Needs("start_override", "enter", casefile.InCase()), httpapi.Op{
		ID: "enter-override", Method: http.MethodPost, Path: "/v1/regions/{region}/cases/{number}/start-override", Tag: tag, Summary: "Enter an override of the start gate",
		Description: "Records a minuted board resolution to start although something is missing. It covers what is missing now and nothing later, counts once the chair of the board has confirmed it, and replaces no release (rule 2.3). Answers with the gate.",
		Faults:      append(states, ErrOverrideText, ErrUngated, ErrNothingMissing, ErrOverrideDate),
	}, func(ctx context.Context, in *overrideInput) (StartGate, error) {
		return s.EnterOverride(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("start_override", "confirm", casefile.InCase()), httpapi.Op{
		ID: "confirm-override", Method: http.MethodPost, Path: "/v1/regions/{region}/cases/{number}/start-override/confirm", Tag: tag, Summary: "Confirm an override",
		Description: "The chair of the board confirms the newest override that waits (rule 2.3). If-Match carries the ETag of the gate that the chair has read, so that no other override is confirmed. Answers with the gate.",
		Faults:      append(states, ErrNoOverride, request.ErrPreconditionRequired),
	}, func(ctx context.Context, in *actInput) (StartGate, error) {
		return s.ConfirmOverride(ctx, authn.ActorOf(ctx), in.Ref)
	})
}

func (s *Service) registerWhole(d *httpapi.Door) {
	const tag = "Cases"
	states := []*fault.Error{casefile.ErrWrongState, casefile.ErrWithdrawn}
	httpapi.Write(d, httpapi.Needs("case", "withdraw", casefile.InCase()), httpapi.Op{
		ID: "withdraw-case", Method: http.MethodPost, Path: "/v1/regions/{region}/cases/{number}/withdraw", Tag: tag, Summary: "Withdraw a case",
		Description: "Ends the case before the first deciding resolution: every later act in it is refused, an open version of the mandate is withdrawn, assignments end today, unsent reminders are cancelled, and everyone concerned gets one notice (rule 2.2).",
		Faults:      append(states, ErrReason),
	}, func(ctx context.Context, in *reasonInput) (*casefile.Case, error) {
		return s.Withdraw(ctx, authn.ActorOf(ctx), in.Ref, in.Body.Reason)
	})
	change := httpapi.Needs("case", "change_participants", casefile.InCase())
	httpapi.Write(d, change, httpapi.Op{
		ID: "add-participant", Method: http.MethodPost, Path: "/v1/regions/{region}/cases/{number}/participants", Tag: tag, Summary: "Add a participant",
		Description: "A municipality of the region joins the case, with a reason (rule 1.1). An open version of the mandate is withdrawn with it (rule 3.7); until a new version has its slice, the newcomer's mandate is missing.",
		Faults:      append(states, ErrReason, casefile.ErrAlreadyParty, casefile.ErrParticipants, organisation.ErrUnknownMunicipality),
	}, func(ctx context.Context, in *joinInput) (*casefile.Case, error) {
		return s.Join(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	httpapi.Write(d, change, httpapi.Op{
		ID: "remove-participant", Method: http.MethodPost, Path: "/v1/regions/{region}/cases/{number}/participants/{municipality}/leave", Tag: tag, Summary: "Let a participant leave",
		Description: "The municipality leaves the case, with a reason: its releases end today, its reminders are cancelled, its row in the matrix shows left, and a mandate in force stands for the others (rule 1.1). An open version is withdrawn (rule 3.7), and everyone concerned gets one notice.",
		Faults:      append(states, ErrReason, ErrLastTwo, casefile.ErrNotParty, casefile.ErrLeft),
	}, func(ctx context.Context, in *leaveInput) (*casefile.Case, error) {
		return s.Leave(ctx, authn.ActorOf(ctx), in.Ref, in.Municipality, in.Body.Reason)
	})
}
