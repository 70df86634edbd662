package assignment

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

const (
	tag   = "Named resources"
	all   = "/v1/regions/{region}/cases/{number}/resources"
	whole = all + "/{municipality}"
	named = whole + "/assignments"
	each  = named + "/{assignment}"
)

type listAllInput struct {
	httpapi.Paging
	casefile.Ref
}

type municipalityInput struct{ Ref }

type listInput struct {
	httpapi.Paging
	Ref
	State       string `query:"state" enum:"nominated,released,declined,retracted,recalled,replaced" doc:"Only assignments in this state"`
	Requirement string `query:"requirement" maxLength:"63" example:"area-planner" doc:"Only assignments for this requirement"`
}

type listOwnInput struct {
	httpapi.Paging
	State string `query:"state" enum:"nominated,released,declined,retracted,recalled,replaced" doc:"Only assignments in this state"`
}

type assignmentInput struct{ AssignmentRef }

type nominateInput struct {
	httpapi.WriteTerms
	Ref
	Body NominationInput
}

type actInput struct {
	httpapi.WriteTerms
	AssignmentRef
}

type declineInput struct {
	httpapi.WriteTerms
	AssignmentRef
	Body DeclineInput
}

// DeclineInput says why a nomination is declined.
type DeclineInput struct {
	ReasonCode Reason `json:"reason_code" enum:"left_post,reassigned,absent,other" example:"reassigned"`
}

type overrideInput struct {
	httpapi.WriteTerms
	AssignmentRef
	Body OverrideCapacityInput
}

type replaceInput struct {
	httpapi.WriteTerms
	AssignmentRef
	Body ReplaceInput
}

type recallInput struct {
	httpapi.WriteTerms
	AssignmentRef
	Body RecallInput
}

// RecallInput says from when, and why, a person is recalled.
type RecallInput struct {
	On         workday.Date `json:"on" format:"date" example:"2024-09-01" doc:"The first day on which the person is no longer given; today or later"`
	ReasonCode Reason       `json:"reason_code" enum:"left_post,reassigned,absent,other" example:"reassigned"`
}

type recordInput struct {
	httpapi.WriteTerms
	Ref
	Body ContributionInput
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerReading(d)
	s.registerNomination(d)
	s.registerDecisions(d)
	s.registerContribution(d)
}

func (s *Service) registerReading(d *httpapi.Door) {
	read := httpapi.Needs("case", "read", casefile.InCase())
	httpapi.List(d, read, httpapi.Op{
		ID: "list-resources", Path: all, Tag: tag, Summary: "Show what is asked of every municipality",
		Description: "What the mandate in force asks of every participant, who is named to it, and the gaps from today on (rule 4.3). All participants stand on one page.",
	}, func(ctx context.Context, in *listAllInput, _ request.Page) (request.List[MunicipalityCoverage], error) {
		return s.ShowAll(ctx, authn.ActorOf(ctx), in.Ref)
	})
	httpapi.Read(d, read, httpapi.Op{
		ID: "show-resources", Path: whole, Tag: tag, Summary: "Show what is asked of a municipality",
		Description: "Requirement by requirement: what is asked, who is named, and when somebody is lacking. Each person counts once and with their own share; shares are not added, deputies do not count until released (rule 4.3). A municipality that has not approved the version in force is asked for nothing (rule 3.7).",
		Faults:      []*fault.Error{casefile.ErrNotParty},
	}, func(ctx context.Context, in *municipalityInput) (*MunicipalityCoverage, error) {
		return s.Show(ctx, authn.ActorOf(ctx), in.Ref)
	})
	httpapi.List(d, read, httpapi.Op{
		ID: "list-assignments", Path: named, Tag: tag, Summary: "List a municipality's assignments",
		Description: "Everyone the municipality has named in the case, by number. Reason codes are shown to the municipality's own offices alone (rules 2.5, 4.6).",
		Faults:      []*fault.Error{casefile.ErrNotParty},
	}, func(ctx context.Context, in *listInput, p request.Page) (request.List[Assignment], error) {
		return s.ListAssignments(ctx, authn.ActorOf(ctx), in.Ref, Filter{State: State(in.State), Requirement: in.Requirement}, p)
	})
	httpapi.Read(d, read, httpapi.Op{
		ID: "show-assignment", Path: each, Tag: tag, Summary: "Show an assignment",
		Description: "One person named for one requirement. The reason code is shown to the municipality's own offices alone (rules 2.5, 4.6).",
		Faults:      []*fault.Error{casefile.ErrNotParty},
	}, func(ctx context.Context, in *assignmentInput) (*Assignment, error) {
		return s.ShowAssignment(ctx, authn.ActorOf(ctx), in.AssignmentRef)
	})
	httpapi.List(d, httpapi.Personal, httpapi.Op{
		ID: "list-own-assignments", Path: "/v1/me/assignments", Tag: tag, Summary: "List what I am named to",
		Description: "The caller's own assignments in every case, the newest first, whether or not an office lets them read the case (rule 2.5).",
	}, func(ctx context.Context, in *listOwnInput, p request.Page) (request.List[OwnAssignment], error) {
		return s.ListOwn(ctx, authn.ActorOf(ctx), State(in.State), p)
	})
}

// entering are the faults that every act of a municipality may meet.
var entering = []*fault.Error{casefile.ErrNotParty, casefile.ErrLeft, casefile.ErrWithdrawn, casefile.ErrWrongState}

// warning is what an assignment may warn of.
var warning = []*fault.Error{ErrOverCapacity, ErrShareTooSmall, ErrLeavesGap}

// releasing are the faults that every release may meet.
var releasing = append([]*fault.Error{ErrWrongState, ErrEnded, ErrOwnNomination, ErrNotInForce, ErrNotApproved, ErrNotAsked}, entering...)

func (s *Service) registerNomination(d *httpapi.Door) {
	httpapi.Write(d, httpapi.Needs("assignment", "nominate", casefile.InMunicipality()), httpapi.Op{
		ID: "nominate-person", Method: http.MethodPost, Path: named, Tag: tag, Summary: "Nominate a person", Status: http.StatusCreated,
		Description: "Names an own employee, by staff key, for a requirement of the version in force or of the open one (rule 4.1). The person is employed the whole period, which lies in the mandate's; nobody is named twice for a requirement at a time. More than the person can give is taken, and warned of (rule 4.2); so are a share that is too small to count, and days that a replacement leaves uncovered (rule 4.3). With `replaces`, a released person gives way when this one is released.",
		Warns:       warning,
		Faults: append([]*fault.Error{
			ErrNoMandate, ErrUnknownRequirement, ErrPeriod, ErrUnknownStaff, ErrNotEmployed, ErrDeputy, ErrReplaces, ErrNominatedAlready,
		}, entering...),
	}, func(ctx context.Context, in *nominateInput) (*Assignment, error) {
		return s.Nominate(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("assignment", "retract", casefile.InMunicipality()), httpapi.Op{
		ID: "retract-assignment", Method: http.MethodPost, Path: each + "/retract", Tag: tag, Summary: "Retract a nomination",
		Description: "Takes a nomination back before the chief executive has decided on it (rule 4.1).",
		Faults:      append([]*fault.Error{ErrWrongState, ErrEnded}, entering...),
	}, func(ctx context.Context, in *actInput) (*Assignment, error) {
		return s.Retract(ctx, authn.ActorOf(ctx), in.AssignmentRef)
	})
}

func (s *Service) registerDecisions(d *httpapi.Door) {
	httpapi.Write(d, httpapi.Needs("assignment", "release", casefile.InMunicipality()), httpapi.Op{
		ID: "release-assignment", Method: http.MethodPost, Path: each + "/release", Tag: tag, Summary: "Release a person",
		Description: "The chief executive gives the person to the work (rule 4.1; KL § 13-1). A version of the mandate must be in force, approved by the municipality, and ask for the requirement (rule 3.7). On no day is more released of an employee, in all cases and regions, than they can give (rule 4.2). Nobody releases themselves (FVL § 6). Whoever is replaced ends on the newcomer's first day, or today, on which the newcomer then begins. Both are told.",
		Warns:       warning,
		Faults:      append([]*fault.Error{ErrOverCapacity}, releasing...),
	}, func(ctx context.Context, in *actInput) (*Assignment, error) {
		return s.Release(ctx, authn.ActorOf(ctx), in.AssignmentRef)
	})
	httpapi.Write(d, httpapi.Needs("assignment", "release_over_capacity", casefile.InMunicipality()), httpapi.Op{
		ID: "release-over-capacity", Method: http.MethodPost, Path: each + "/release-over-capacity", Tag: tag, Summary: "Release a person over capacity",
		Description: "The chief executive gives the person to the work though it is more than they can give on some day, with a reason (rule 4.2). That it was done stays visible on the assignment; the reason is shown to the municipality's own offices alone, and tells nothing of health. Where a plain release would do, it is refused. Nobody releases themselves (FVL § 6).",
		Warns:       warning,
		Faults:      append([]*fault.Error{ErrReason, ErrCapacitySuffices}, releasing...),
	}, func(ctx context.Context, in *overrideInput) (*Assignment, error) {
		return s.ReleaseOverCapacity(ctx, authn.ActorOf(ctx), in.AssignmentRef, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("assignment", "release", casefile.InMunicipality()), httpapi.Op{
		ID: "replace-assignment", Method: http.MethodPost, Path: each + "/replace", Tag: tag, Summary: "Replace a person", Status: http.StatusCreated,
		Description: "The chief executive names and releases another employee in the place of a released one, in one act (rules 4.1, 4.3). The other is released until the newcomer's first day, which is not before today; no approval is asked for again. With the same employee it changes the share or the period, and may give less though they are over capacity. With `override_reason` the newcomer is released over what they can give, as by release-over-capacity (rule 4.2). Nobody puts themselves in (FVL § 6). Whoever is recalled or replaced from a day ahead can be replaced before it. Both are told.",
		Warns:       warning,
		Faults: append([]*fault.Error{
			ErrOverCapacity, ErrReason, ErrCapacitySuffices, ErrNoMandate, ErrUnknownRequirement, ErrPeriod, ErrUnknownStaff, ErrNotEmployed, ErrDeputy, ErrReplaces, ErrNominatedAlready,
		}, releasing...),
	}, func(ctx context.Context, in *replaceInput) (*Assignment, error) {
		return s.Replace(ctx, authn.ActorOf(ctx), in.AssignmentRef, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("assignment", "decline", casefile.InMunicipality()), httpapi.Op{
		ID: "decline-assignment", Method: http.MethodPost, Path: each + "/decline", Tag: tag, Summary: "Decline a nomination",
		Description: "The chief executive does not release the person (rule 4.1). The reason code tells nothing of health or leave (rule 4.6).",
		Faults:      append([]*fault.Error{ErrWrongState, ErrEnded}, entering...),
	}, func(ctx context.Context, in *declineInput) (*Assignment, error) {
		return s.Decline(ctx, authn.ActorOf(ctx), in.AssignmentRef, in.Body.ReasonCode)
	})
	httpapi.Write(d, httpapi.Needs("assignment", "recall", casefile.InMunicipality()), httpapi.Op{
		ID: "recall-assignment", Method: http.MethodPost, Path: each + "/recall", Tag: tag, Summary: "Recall a person",
		Description: "The chief executive takes a released person back from a day on, not before today (rule 4.1). The days before stand. Whoever is recalled or replaced from a day ahead can be recalled before it. The person is told.",
		Faults:      append([]*fault.Error{ErrWrongState, ErrEnded, ErrRecallDay}, entering...),
	}, func(ctx context.Context, in *recallInput) (*Assignment, error) {
		return s.Recall(ctx, authn.ActorOf(ctx), in.AssignmentRef, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("assignment", "recall", casefile.InMunicipality()), httpapi.Op{
		ID: "keep-surplus", Method: http.MethodPost, Path: each + "/keep", Tag: tag, Summary: "Keep a surplus release",
		Description: "The chief executive keeps a release that the version in force does not ask for (rule 4.1). It is surplus still: it covers nothing and uses capacity. But it waits for nobody until another version is in force.",
		Faults:      append([]*fault.Error{ErrNoSurplus}, entering...),
	}, func(ctx context.Context, in *actInput) (*Assignment, error) {
		return s.KeepSurplus(ctx, authn.ActorOf(ctx), in.AssignmentRef)
	})
}

func (s *Service) registerContribution(d *httpapi.Door) {
	httpapi.Read(d, httpapi.Needs("case", "read", casefile.InCase()), httpapi.Op{
		ID: "show-contribution", Path: whole + "/contribution", Tag: tag, Summary: "Show a contribution",
		Description: "What the municipality contributes besides people (rule 2.3d).",
		Faults:      []*fault.Error{casefile.ErrNotParty, ErrNoContribution},
	}, func(ctx context.Context, in *municipalityInput) (*Contribution, error) {
		return s.ShowContribution(ctx, authn.ActorOf(ctx), in.Ref)
	})
	httpapi.Write(d, httpapi.Needs("contribution", "record", casefile.InMunicipality()), httpapi.Op{
		ID: "record-contribution", Method: http.MethodPut, Path: whole + "/contribution", Tag: tag, Summary: "Record a contribution",
		Description: "Records what the municipality contributes besides people, in the place of what was recorded before (rule 2.3d).",
		Faults:      append([]*fault.Error{ErrContributionText}, entering...),
	}, func(ctx context.Context, in *recordInput) (*Contribution, error) {
		return s.RecordContribution(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
}
