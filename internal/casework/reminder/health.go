package reminder

import (
	"context"
	"fmt"
	"sync"
	"time"

	"forankring.no/forankring/internal/platform/measure"
)

// tooLate is the lateness of which an operator is warned: everything that is due
// goes out within seconds while an instance works.
const tooLate = time.Minute

// runs are what this instance remembers of its dispatches.
type runs struct {
	mu       sync.Mutex
	last     time.Time     // when it last looked and could send all that it found
	lateness time.Duration // of the row that had waited longest, when something was last sent
}

func (r *runs) looked(at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = at
}

func (r *runs) sent(late time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lateness = late
}

// Health reads what is due and was not sent, and when this instance last looked
// (rule 6.7).
func (s *Service) Health(ctx context.Context) (measure.Health, error) {
	now := s.now()
	b, err := countDue(ctx, s.pool, now)
	if err != nil {
		return measure.Health{}, err
	}
	s.runs.mu.Lock()
	last, lateness := s.runs.last, s.runs.lateness
	s.runs.mu.Unlock()
	h := measure.Health{Readings: []measure.Reading{
		{Name: "forankring_reminders_due", Help: "Reminders that are due and not sent.", Value: float64(b.Due)},
		{Name: "forankring_reminders_oldest_due_seconds", Help: "How long the oldest of them has been due.", Value: b.waited(now).Seconds()},
		{Name: "forankring_reminders_lateness_seconds", Help: "How late the longest waiting reminder was that this instance sent last.", Value: lateness.Seconds()},
	}}
	if !last.IsZero() {
		h.Readings = append(h.Readings, measure.Reading{
			Name: "forankring_reminders_last_run_timestamp_seconds", Help: "When this instance last looked for what is due, and could send it.", Value: float64(last.Unix()),
		})
	}
	if waited := b.waited(now); waited > tooLate {
		h.Warnings = append(h.Warnings, fmt.Sprintf("reminders are late: %d are due, the oldest for %s", b.Due, waited.Round(time.Second)))
	}
	return h, nil
}

// backlog is what is due and not sent.
type backlog struct {
	Due    int64      `db:"due"`
	Oldest *time.Time `db:"oldest"`
}

func (b backlog) waited(now time.Time) time.Duration {
	if b.Oldest == nil {
		return 0
	}
	return max(0, now.Sub(*b.Oldest))
}
