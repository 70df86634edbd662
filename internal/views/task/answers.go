package task

import (
	"context"
	"strconv"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
)

// TaskAnswersInput are answers to several versions at once.
type TaskAnswersInput struct {
	Answers []TaskAnswerInput `json:"answers" minItems:"1" maxItems:"100" doc:"They are done in this order, each by itself"`
}

// TaskAnswerInput is one answer: which version it is to, and for whom.
type TaskAnswerInput struct {
	Region       string `json:"region" maxLength:"63" example:"kongsvingerregionen" doc:"The region's slug"`
	Case         string `json:"case" maxLength:"12" example:"2024-1" doc:"The number of the case"`
	Version      int    `json:"version" minimum:"1" maximum:"1000000" example:"1"`
	Municipality string `json:"municipality" maxLength:"4" example:"3417" doc:"The municipality that answers"`
	IfMatch      string `json:"if_match,omitempty" maxLength:"1000" example:"" doc:"As the header If-Match: needed to change an answer that stands"`
	approval.AnswerInput
}

// TaskAnswers are what became of several answers.
type TaskAnswers struct {
	Results []TaskAnswerResult `json:"results" doc:"One for each answer, in their order"`
}

// TaskAnswerResult is what answer-mandate would have said to one answer alone.
type TaskAnswerResult struct {
	Index    int                `json:"index" example:"0" doc:"The place of the answer in the request, from 0"`
	Status   int                `json:"status" example:"200" doc:"The HTTP status that it would have alone"`
	Code     string             `json:"code,omitempty" example:"mandate.not_open" doc:"The code of the problem"`
	Problem  *httpapi.Problem   `json:"problem,omitempty" doc:"The problem that it met, if any"`
	Approval *approval.Approval `json:"approval,omitempty" doc:"How the municipality stands to the version after it"`
	Etag     string             `json:"etag,omitempty" doc:"The entity tag of the approval; of a stale one, the current"`
}

// ref names the municipality's part of the version.
func (in TaskAnswerInput) ref() mandate.PartRef {
	return mandate.Ref{Ref: casefile.Ref{Region: in.Region, Number: in.Case}, Version: in.Version}.Part(in.Municipality)
}

// answerEach gives each answer as answer-mandate would. Whatever becomes of one
// hinders no other (rule 3.4).
func (s *Service) answerEach(ctx context.Context, d *httpapi.Door, list []TaskAnswerInput) (*TaskAnswers, error) {
	items := make([]httpapi.Item[*approval.Approval], len(list))
	for i, in := range list {
		items[i] = httpapi.Item[*approval.Approval]{
			Address: approval.AnswerMandate.Href(in.ref()), IfMatch: in.IfMatch,
			Path: map[string]string{"region": in.Region, "number": in.Case, "version": strconv.Itoa(in.Version), "municipality": in.Municipality},
			Do: func(ctx context.Context, actor authn.Actor) (*approval.Approval, error) {
				return s.approvals.Answer(ctx, actor, in.ref(), in.AnswerInput)
			},
		}
	}
	outcomes, err := httpapi.Each(ctx, d, approval.AnswerMandate.Need, items)
	if err != nil {
		return nil, err
	}
	all := &TaskAnswers{Results: make([]TaskAnswerResult, len(outcomes))}
	for i, o := range outcomes {
		all.Results[i] = TaskAnswerResult{Index: i, Status: o.Status, Problem: o.Problem, Approval: o.Result, Etag: o.ETag}
		if o.Problem != nil {
			all.Results[i].Code = o.Problem.Code
		}
	}
	return all, nil
}
