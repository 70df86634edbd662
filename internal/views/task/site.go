package task

import (
	"context"
	"fmt"

	"forankring.no/forankring/internal/casework/site"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

const reviewSite = "review_site"

// Sites brings the business sites whose review is old: each waits for whoever keeps it,
// until somebody says that what is known of it holds, or corrects it (rule 10.2).
func Sites(s *site.Service) Beside {
	return Beside{Kind: reviewSite, Waits: func(ctx context.Context, q pgdb.Querier, actor authn.Actor) ([]Task, error) {
		waits, err := s.Waiting(ctx, q, actor)
		tasks := make([]Task, len(waits))
		for i, w := range waits {
			tasks[i] = Task{
				ID: fmt.Sprintf("review-site/%s/%d", w.Municipality, w.Number), Kind: reviewSite, Title: w.Title, Organisation: w.Municipality,
				Office: w.Office, As: "holder", Since: w.ReviewDue.In(workday.Oslo()), Action: w.Act, About: w.Self,
			}
			if w.OnBehalfOf != "" {
				tasks[i].As, tasks[i].OnBehalfOf = "substitute", &TaskHolder{Person: w.OnBehalfOf}
			}
		}
		return tasks, err
	}}
}
