package mandate

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

const (
	tag   = "Mandates"
	below = "/v1/regions/{region}/cases/{number}/mandates"
)

type versionInput struct{ Ref }

type listInput struct {
	httpapi.Paging
	casefile.Ref
	State string `query:"state" enum:"draft,open,in_force,rejected,withdrawn,superseded" doc:"Only versions in this state"`
}

type draftInput struct {
	httpapi.WriteTerms
	casefile.Ref
	Body ContentInput
}

type editInput struct {
	httpapi.WriteTerms
	Ref
	Body ContentInput
}

type submitInput struct {
	httpapi.WriteTerms
	Ref
	Body SubmitInput
}

type closeInput struct {
	httpapi.WriteTerms
	Ref
	Body ReasonInput
}

type approvalsInput struct {
	httpapi.Paging
	Ref
}

type approvalInput struct {
	Ref
	Municipality string `path:"municipality" maxLength:"4" example:"3417" doc:"The municipality's number"`
}

type answerInput struct {
	httpapi.WriteTerms
	Ref
	Municipality string `path:"municipality" maxLength:"4" example:"3417" doc:"The municipality's number"`
	Body         AnswerInput
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerReads(d)
	s.registerDrafts(d)
	s.registerSubmissions(d)
	s.registerApprovals(d)
	s.registerGate(d)
	s.registerRule(d)
}

func (s *Service) registerReads(d *httpapi.Door) {
	httpapi.List(d, httpapi.Needs("case", "read", casefile.InCase()), httpapi.Op{
		ID: "list-mandates", Path: below, Tag: tag, Summary: "List the versions of the mandate",
		Description: "The versions of a case's mandate with their slices and answers, the newest first (rule 3.1).",
	}, func(ctx context.Context, in *listInput, p request.Page) (request.List[*Version], error) {
		return s.List(ctx, authn.ActorOf(ctx), in.Ref, in.State, p)
	})
	httpapi.Read(d, httpapi.Needs("case", "read", casefile.InCase()), httpapi.Op{
		ID: "show-mandate", Path: below + "/{version}", Tag: tag, Summary: "Show a version of the mandate",
		Description: "One version: its content and hashes, how every municipality stands to it, and whom it waits for (rules 3.1-3.4).",
	}, func(ctx context.Context, in *versionInput) (*Version, error) {
		return s.Show(ctx, authn.ActorOf(ctx), in.Ref)
	})
}

func (s *Service) registerDrafts(d *httpapi.Door) {
	httpapi.Write(d, httpapi.Needs("mandate", "draft", casefile.InCase()), httpapi.Op{
		ID: "draft-mandate", Method: http.MethodPost, Path: below, Tag: tag, Summary: "Draft a version of the mandate", Status: http.StatusCreated,
		Description: "Makes the next version, in draft, with its whole content: the common part and one slice for each municipality that takes part. A case has one draft at a time (rules 3.1, 3.3).",
		Faults:      []*fault.Error{ErrContent, ErrParticipants, ErrDraftExists, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, func(ctx context.Context, in *draftInput) (*Version, error) {
		return s.Draft(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("mandate", "draft", casefile.InCase()), httpapi.Op{
		ID: "edit-mandate", Method: http.MethodPut, Path: below + "/{version}", Tag: tag, Summary: "Edit a draft of the mandate",
		Description: "Replaces the content of a draft. From its submission a version is immutable (rule 3.2).",
		Faults:      []*fault.Error{ErrContent, ErrParticipants, ErrNotDraft, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, func(ctx context.Context, in *editInput) (*Version, error) {
		return s.Edit(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
}

func (s *Service) registerSubmissions(d *httpapi.Door) {
	httpapi.Write(d, httpapi.Needs("mandate", "submit", casefile.InCase()), httpapi.Op{
		ID: "submit-mandate", Method: http.MethodPost, Path: below + "/{version}/submit", Tag: tag, Summary: "Submit a draft for answers",
		Description: "Opens a draft for the municipalities' answers and fixes its content by hashes. A version that was open until then is withdrawn. Chief executives are told, and reminded of the answer; administrators are reminded to name people (rules 3.2, 3.3, 6.2).",
		Faults:      []*fault.Error{ErrNotDraft, ErrDeadlines, ErrUnknownDecision, ErrParticipants, ErrRuleUnmeetable, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, func(ctx context.Context, in *submitInput) (*Version, error) {
		return s.Submit(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("mandate", "withdraw", casefile.InCase()), httpapi.Op{
		ID: "withdraw-mandate", Method: http.MethodPost, Path: below + "/{version}/withdraw", Tag: tag, Summary: "Withdraw an open version",
		Description: "Closes an open version for a reason. Its reminders stop, and the chief executives are told (rule 3.3).",
		Faults:      []*fault.Error{ErrNotOpen, ErrReason, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, func(ctx context.Context, in *closeInput) (*Version, error) {
		return s.Withdraw(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("mandate", "reject", casefile.InCase()), httpapi.Op{
		ID: "reject-mandate", Method: http.MethodPost, Path: below + "/{version}/reject", Tag: tag, Summary: "Close a version that cannot come into force",
		Description: "Closes an open version as rejected, once its standing answers cannot meet the rule. One rejection or return closes nothing by itself (rule 3.3).",
		Faults:      []*fault.Error{ErrNotOpen, ErrStillPossible, ErrReason, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, func(ctx context.Context, in *closeInput) (*Version, error) {
		return s.Reject(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
}

func (s *Service) registerApprovals(d *httpapi.Door) {
	const path = below + "/{version}/approvals"
	httpapi.List(d, httpapi.Needs("case", "read", casefile.InCase()), httpapi.Op{
		ID: "list-approvals", Path: path, Tag: tag, Summary: "List how the municipalities stand to a version",
		Description: "Every municipality of which the version asks something: its standing answer or that it is waited for, earlier answers, and the hashes to answer to (rule 3.4).",
	}, func(ctx context.Context, in *approvalsInput, p request.Page) (request.List[Approval], error) {
		return s.Approvals(ctx, authn.ActorOf(ctx), in.Ref, p)
	})
	httpapi.Read(d, httpapi.Needs("case", "read", casefile.InCase()), httpapi.Op{
		ID: "show-approval", Path: path + "/{municipality}", Tag: tag, Summary: "Show how a municipality stands to a version",
		Description: "One municipality's standing answer or that it is waited for, earlier answers, and the hashes to answer to. The entity tag is this municipality's alone (rule 3.4).",
		Faults:      []*fault.Error{ErrNoSlice},
	}, func(ctx context.Context, in *approvalInput) (*Approval, error) {
		return s.ShowApproval(ctx, authn.ActorOf(ctx), in.Ref, in.Municipality)
	})
	httpapi.Write(d, httpapi.Needs("mandate", "answer", casefile.InMunicipality()), httpapi.Op{
		ID: "answer-mandate", Method: http.MethodPut, Path: path + "/{municipality}", Tag: tag, Summary: "Answer a version on behalf of a municipality",
		Description: "Records the chief executive's answer, bound by hashes to the common part and the municipality's slice. The first answer needs no If-Match; repeating the standing answer is harmless, whatever the tag; changing it needs If-Match with this municipality's tag. Answers after the deadline are taken while the version is open, and marked late. The last approval that the rule needs brings the version into force; a municipality that has not approved a version in force may still join it by approving (rules 3.3-3.5, 3.7).",
		Faults: []*fault.Error{ErrNotOpen, ErrOtherContent, ErrNoSlice, ErrOwnSubmission, ErrReason, ErrStands, ErrConditions, ErrConditionDue,
			casefile.ErrWrongState, casefile.ErrWithdrawn, casefile.ErrNotParty, casefile.ErrLeft},
	}, func(ctx context.Context, in *answerInput) (*Approval, error) {
		return s.Answer(ctx, authn.ActorOf(ctx), in.Ref, in.Municipality, in.Body)
	})
}
