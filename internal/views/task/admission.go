package task

import (
	"context"
	"fmt"

	"forankring.no/forankring/internal/directory/admission"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
)

const answerAdmission = "answer_admission"

// Admissions brings the questions whether somebody may be taken in elsewhere: they
// wait for the person and for those who answer for their home (rule 1.2).
func Admissions(s *admission.Service) Beside {
	return Beside{Kind: answerAdmission, Waits: func(ctx context.Context, q pgdb.Querier, actor authn.Actor) ([]Task, error) {
		waits, err := s.Waiting(ctx, q, actor)
		tasks := make([]Task, len(waits))
		for i, w := range waits {
			tasks[i] = Task{
				ID: fmt.Sprintf("answer-admission/%d", w.ID), Kind: answerAdmission, Title: msgAnswerAdmission.With(w.OrganisationName, w.Name), Organisation: w.HomeNow,
				Office: w.Office, As: "holder", Since: w.AskedAt, Action: w.Act, About: w.About,
			}
			if w.OnBehalfOf != "" {
				tasks[i].As, tasks[i].OnBehalfOf = "substitute", &TaskHolder{Person: w.OnBehalfOf}
			}
		}
		return tasks, err
	}}
}
