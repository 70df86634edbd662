package notice

import (
	"context"
	"fmt"
	"time"

	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/measure"
)

// Health reads which letters wait and which failed for good, and whether the
// mail server takes any (rule 6.7).
func (s *Service) Health(ctx context.Context) (measure.Health, error) {
	p, err := countPost(ctx, s.pool, s.now())
	if err != nil {
		return measure.Health{}, err
	}
	failures, err := countFailures(ctx, s.pool)
	if err != nil {
		return measure.Health{}, err
	}
	state, since, _ := s.breaker.State()
	h := measure.Health{Readings: []measure.Reading{
		{Name: "forankring_letters", Help: "E-mails that wait to be sent, and that failed for good.", Labels: map[string]string{"state": Queued}, Value: float64(p.Waiting)},
		{Name: "forankring_letters", Help: "E-mails that wait to be sent, and that failed for good.", Labels: map[string]string{"state": Failed}, Value: float64(p.Failed)},
		{Name: "forankring_letters", Help: "E-mails that wait to be sent, and that failed for good.", Labels: map[string]string{"state": "collected"}, Value: float64(p.Collected)},
		{Name: "forankring_letters_oldest_seconds", Help: "How long the oldest e-mail that waits has waited.", Value: p.waited(s.now()).Seconds()},
		{Name: "forankring_mail_breaker", Help: "Whether letters go out (0), one at a time to try (1), or none because none is taken (2).", Value: float64(state)},
	}}
	for _, cause := range []Cause{BadAddress, Refused, GivenUp, Unwritable} {
		h.Readings = append(h.Readings, measure.Reading{
			Name: "forankring_letters_unmended", Help: "E-mails that failed for good and wait to be sent again, by whose matter it is.", Labels: map[string]string{"cause": string(cause)},
			Value: float64(failures[cause]),
		})
	}
	if ours := failures[GivenUp] + failures[Unwritable]; ours > 0 {
		h.Warnings = append(h.Warnings, fmt.Sprintf("letters failed for good, and not for their addresses: %d (forankring letters lists them)", ours))
	}
	if state == mail.Open {
		h.Warnings = append(h.Warnings, fmt.Sprintf("letters wait: none is taken since %s; %d wait (the log says why)", since.UTC().Format(time.RFC3339), p.Waiting))
	}
	return h, nil
}

// post is what has not arrived.
type post struct {
	Waiting   int64      `db:"waiting"`
	Failed    int64      `db:"failed"`
	Collected int64      `db:"collected"` // for daily digests
	Oldest    *time.Time `db:"oldest"`
}

func (p post) waited(now time.Time) time.Duration {
	if p.Oldest == nil {
		return 0
	}
	return max(0, now.Sub(*p.Oldest))
}
