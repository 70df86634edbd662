package task

import (
	"context"
	"fmt"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
)

const mendAddress = "mend_address"

// Letters brings the addresses at which letters failed for good: each waits for those
// who keep it, until what failed there was sent again or is over (rule 6.6).
func Letters(s *notice.Service) Beside {
	return Beside{Kind: mendAddress, Waits: func(ctx context.Context, q pgdb.Querier, actor authn.Actor) ([]Task, error) {
		found, err := s.ToMend(ctx, q, actor)
		tasks := make([]Task, len(found))
		for i, m := range found {
			tasks[i] = Task{
				ID: fmt.Sprintf("mend-address/%d", m.First), Kind: mendAddress, Title: msgMendAddress.With(m.Name, m.Letters), Organisation: m.Organisation,
				Office: m.By.Office, As: "holder", Since: m.Since, Action: m.Act, About: m.About,
			}
			if m.By.OnBehalfOf != "" {
				tasks[i].As, tasks[i].OnBehalfOf = "substitute", &TaskHolder{Person: m.By.OnBehalfOf}
			}
		}
		return tasks, err
	}}
}
