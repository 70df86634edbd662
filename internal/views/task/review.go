package task

import (
	"context"
	"fmt"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

const reviewSubstitute = "review_substitute"

// Reviews brings the substitutes whose day of review has come: each waits for whoever
// is acted for, and for those who set substitutes there, until it is renewed or
// ended (rule 1.4).
func Reviews(s *authority.Service, today func() workday.Date) Beside {
	return Beside{Kind: reviewSubstitute, Waits: func(ctx context.Context, q pgdb.Querier, actor authn.Actor) ([]Task, error) {
		waits, err := s.Reviews(ctx, q, actor)
		tasks := make([]Task, len(waits))
		for i, w := range waits {
			tasks[i] = Task{
				ID: fmt.Sprintf("review-substitute/%d", w.ID), Kind: reviewSubstitute, Title: msgReviewSubstitute.With(w.Name, w.OrganisationName), Organisation: w.Organisation,
				Office: w.By, As: "holder", By: w.ReviewOn, Overdue: w.ReviewOn.Before(today()), Since: w.ReviewOn.In(workday.Oslo()), Action: w.Act, About: w.Path(),
			}
			if w.OnBehalfOf != "" {
				tasks[i].As, tasks[i].OnBehalfOf = "substitute", &TaskHolder{Person: w.OnBehalfOf}
			}
		}
		return tasks, err
	}}
}
