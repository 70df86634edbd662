package task

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

const (
	tag  = "Tasks"
	path = "/v1/me/tasks"
)

type listInput struct {
	httpapi.Paging
	Kind         string `query:"kind" enum:"answer_mandate,record_council_answer,write_benefit,confirm_benefit,name_people,release_people,report_condition,confirm_condition,complete_milestone,decide_disqualification,resolve_alarm,review_surplus" doc:"Only tasks of this kind"`
	Region       string `query:"region" maxLength:"63" doc:"Only tasks in this region's cases"`
	Municipality string `query:"municipality" maxLength:"4" doc:"Only tasks of this municipality's offices"`
	Overdue      string `query:"overdue" enum:"true,false" doc:"true: only those whose day has passed; false: only the others"`
}

func (in *listInput) filter() Filter {
	f := Filter{Kind: in.Kind, Region: in.Region, Municipality: in.Municipality}
	if in.Overdue != "" {
		f.Overdue = new(in.Overdue == "true")
	}
	return f
}

type answersInput struct {
	httpapi.WriteTerms
	Body TaskAnswersInput
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.List(d, httpapi.Personal, httpapi.Op{
		ID: "list-tasks", Path: path, Tag: tag, Summary: "List what waits for me",
		Description: "Everything that waits for the caller in any case, as holder of an office and as substitute: the earliest day first, those without one last. It is found in the current state at every read. A milestone waits for its responsible from 14 days before its day; earlier it stands in the timeline alone. Nothing waits for whoever is disqualified in the case, and for a substitute only what they may do (rules 1.4, 1.7).",
	}, func(ctx context.Context, in *listInput, p request.Page) (request.List[Task], error) {
		return s.List(ctx, authn.ActorOf(ctx), in.filter(), p)
	})
	httpapi.Write(d, httpapi.Personal, httpapi.Op{
		ID: "answer-tasks", Method: http.MethodPost, Path: path + "/answers", Tag: tag, Summary: "Answer several mandates at once",
		Description: "Gives each answer as answer-mandate would alone: with its permission, its hashes, its own `if_match`, in a transaction of its own and in the order given. The status is 200 whenever the request itself is well-formed; what became of each answer stands in its result, and none hinders another. Repeating the request with the same Idempotency-Key gives what was answered before and does what was not done; what was refused is tried again. The header If-Match has no meaning here (rules 1.3, 3.4).",
	}, func(ctx context.Context, in *answersInput) (*TaskAnswers, error) {
		return s.answerEach(ctx, d, in.Body.Answers)
	})
}
