package task

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Tasks", Text: "What waits for the caller, in every case and for every office that they hold or stand in for. A task is found in the current state at every read, and is gone when it is done."}

var (
	listTasks   = act.Show[ListRef]("list-tasks", "/v1/me/tasks", act.Personal)
	answerTasks = act.New[struct{}]("answer-tasks", http.MethodPost, "/v1/me/tasks/answers", act.Personal)
)

// ListRef narrows the list of tasks. Empty members filter nothing.
type ListRef struct {
	Kind         string `query:"kind" maxLength:"60" example:"answer_mandate" doc:"Only tasks of this kind"`
	Region       string `query:"region" maxLength:"63" doc:"Only tasks in this region's cases"`
	Municipality string `query:"municipality" maxLength:"4" doc:"Only tasks of this municipality's offices"`
	Overdue      string `query:"overdue" enum:"true,false" doc:"true: only those whose day has passed; false: only the others"`
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, listTasks, httpapi.Doc{
		Tag: tag, Summary: "List what waits for me", Faults: []*fault.Error{ErrKind},
		Description: "Everything that waits for the caller in any case, as holder of an office and as substitute, and what waits in none, such as whether somebody may be taken in elsewhere: the earliest day first, those without one last. It is found in the current state at every read. A milestone becomes a task of its responsible 14 days before its day; until then only the timeline shows it. Nobody has tasks in a case in which they are disqualified, and a substitute only those that they may do (rules 1.4, 1.7).",
	}, s.List)
	httpapi.DoWith(d, answerTasks, httpapi.Doc{
		Tag: tag, Summary: "Answer several mandates at once",
		Description: "Gives each answer as `answer-mandate` would: with its permission, its hashes and its own `if_match`, in a transaction of its own and in the order of the list. The status is 200 whenever the request itself is well-formed; each result says what became of its answer, and none hinders another. A repeated request with the same Idempotency-Key returns the answers that were kept and tries again those that were refused or not reached. The header If-Match has no meaning here (rules 1.3, 3.4).",
	}, func(ctx context.Context, _ authn.Actor, _ struct{}, in TaskAnswersInput) (*TaskAnswers, error) {
		return s.answerEach(ctx, d, in.Answers)
	})
}
