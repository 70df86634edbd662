package task

import (
	"context"
	"fmt"

	"forankring.no/forankring/internal/decision/convening"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
)

const callDemanded = "call_demanded_meeting"

// Demands brings the meetings that members demand and that nobody has called: they wait
// for those who keep the meetings of the body (KL § 11-2, rule 7.6).
func Demands(s *convening.Service) Beside {
	return Beside{Kind: callDemanded, Waits: func(ctx context.Context, q pgdb.Querier, actor authn.Actor) ([]Task, error) {
		waits, err := s.Waiting(ctx, q, actor)
		tasks := make([]Task, len(waits))
		for i, w := range waits {
			tasks[i] = Task{
				ID: fmt.Sprintf("call-demanded-meeting/%d", w.ID), Kind: callDemanded, Title: w.Title, Organisation: w.Organisation,
				Office: w.Office, As: "holder", Since: w.RecordedAt, Action: w.Act, About: w.Self,
			}
			if w.OnBehalfOf != "" {
				tasks[i].As, tasks[i].OnBehalfOf = "substitute", &TaskHolder{Person: w.OnBehalfOf}
			}
		}
		return tasks, err
	}}
}
