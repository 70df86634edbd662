package alarm

import (
	"context"

	"forankring.no/forankring/internal/casework/caseindex"
)

// Look is what queues the daily job, and Queue that job: it queues a look at each
// municipality.
var (
	Look  = (*Service).look
	Queue = (*Service).queueScans
)

// Scan is what comes of the daily job.
func Scan(ctx context.Context, s *Service) error {
	municipalities, err := caseindex.TakingPart(ctx, s.pool)
	for _, m := range municipalities {
		if err == nil {
			err = s.scan(ctx, m)
		}
	}
	return err
}
