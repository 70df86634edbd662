package mandate

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

type gateInput struct {
	Ref
	WhatIf string `query:"what_if" maxLength:"2000" example:"3417:approved,3418:rejected" doc:"Answers to suppose in the place of those that stand, each municipality once"`
}

type diffInput struct {
	Ref
	From int `query:"from" minimum:"1" maximum:"1000000" example:"1" doc:"The earlier version; the one before if left out, and for the first none: then all of it is added"`
}

type regionInput struct {
	Region string `path:"region" maxLength:"63" example:"kongsvingerregionen" doc:"The region's slug"`
}

type ruleInput struct {
	httpapi.WriteTerms
	Region string `path:"region" maxLength:"63" example:"kongsvingerregionen" doc:"The region's slug"`
	Body   RuleInput
}

type councilInput struct {
	httpapi.WriteTerms
	Ref
	Municipality string `path:"municipality" maxLength:"4" example:"3417" doc:"The municipality's number"`
	Body         CouncilAnswerInput
}

func (s *Service) registerGate(d *httpapi.Door) {
	httpapi.Read(d, httpapi.Needs("case", "read", casefile.InCase()), httpapi.Op{
		ID: "show-mandate-gate", Path: below + "/{version}/gate", Tag: tag, Summary: "Explain why a version is in force, or not yet",
		Description: "One entry for each municipality: how it stands, why, since when, who can act now, by when; how many approvals the rule needs, and what the answers come to. With what_if, what they would come to: computed by what decides (rule 3.8).",
		Faults:      []*fault.Error{ErrWhatIf, ErrWhatIfStranger, ErrWhatIfStands},
	}, func(ctx context.Context, in *gateInput) (*Gate, error) {
		return s.ShowGate(ctx, in.Ref, in.WhatIf)
	})
	httpapi.Read(d, httpapi.Needs("case", "read", casefile.InCase()), httpapi.Op{
		ID: "show-mandate-diff", Path: below + "/{version}/diff", Tag: tag, Summary: "Show what differs between two versions",
		Description: "Every changed field and requirement, by common part and municipality; texts word by word. An approval carries over where neither the common part nor the municipality's own slice was changed (rule 3.6).",
		Faults:      []*fault.Error{ErrDiffFrom},
	}, func(ctx context.Context, in *diffInput) (*VersionDiff, error) {
		return s.Diff(ctx, in.Ref, in.From)
	})
	httpapi.Write(d, httpapi.Needs("mandate", "record_answer", casefile.InMunicipality()), httpapi.Op{
		ID: "record-council-answer", Method: http.MethodPut, Path: below + "/{version}/approvals/{municipality}/council", Tag: tag,
		Summary:     "Record the council's answer in a disqualified chief executive's place",
		Description: "While the chief executive is disqualified in the case, the municipality's council or executive committee answers, and names who releases people; the clerk records it with date and case number (rule 1.7, KL § 11-10, FVL § 6). Otherwise as answer-mandate.",
		Faults: []*fault.Error{ErrNotDisqualified, ErrCouncil, ErrNotOpen, ErrOtherContent, ErrNoSlice, ErrOwnSubmission, ErrReason, ErrStands, ErrConditions, ErrConditionDue,
			authority.ErrSelf, person.ErrUnknownPerson, organisation.ErrPeriod, casefile.ErrWrongState, casefile.ErrWithdrawn, casefile.ErrNotParty, casefile.ErrLeft},
	}, func(ctx context.Context, in *councilInput) (*Approval, error) {
		return s.AnswerByCouncil(ctx, authn.ActorOf(ctx), in.Ref, in.Municipality, in.Body)
	})
}

func (s *Service) registerRule(d *httpapi.Door) {
	const path = "/v1/regions/{region}/mandate-rule"
	httpapi.Read(d, httpapi.Needs("organisation", "read", organisation.InRegion()), httpapi.Op{
		ID: "show-mandate-rule", Path: path, Tag: tag, Summary: "Show the region's gate rule",
		Description: "How many municipalities must approve a version before it comes into force: `all` until the region sets another (rule 3.7).",
	}, func(ctx context.Context, in *regionInput) (*RegionRule, error) {
		return s.ShowRule(ctx, authn.ActorOf(ctx), in.Region)
	})
	httpapi.Write(d, httpapi.Needs("mandate_rule", "set", organisation.InRegion()), httpapi.Op{
		ID: "set-mandate-rule", Method: http.MethodPut, Path: path, Tag: tag, Summary: "Set the region's gate rule",
		Description: "Holds for versions that are submitted from now on. A version that is open follows the new rule if it is tighter, and keeps its own if it is looser. A rule that can never be met is refused (rule 3.7). Needs If-Match.",
		Faults:      []*fault.Error{ErrRule, ErrRuleUnmeetable},
	}, func(ctx context.Context, in *ruleInput) (*RegionRule, error) {
		return s.SetRule(ctx, authn.ActorOf(ctx), in.Region, in.Body)
	})
}
