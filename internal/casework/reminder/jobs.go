package reminder

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/pgdb"
)

const (
	// tick is how often an instance looks whether something is due.
	tick = time.Second
	// batch is how many rows are sent in one transaction.
	batch = 500
)

// dispatch is the job of sending what is due.
type dispatch struct{}

// Kind names the job in the queue; it is never renamed.
func (dispatch) Kind() string { return "reminder_dispatch" }

// InsertOpts keep the instances from queueing the job twice in a minute while
// one waits or runs. The minute bounds how long a job whose worker was killed
// stands in the way of the next; two at once do no harm.
func (dispatch) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 5, UniqueOpts: river.UniqueOpts{ByPeriod: time.Minute, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
	}}}
}

// Work adds the workers.
func (s *Service) Work(w *river.Workers) {
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, _ *river.Job[dispatch]) error { return s.dispatch(ctx) }))
}

// Tick looks every second whether something is due, and queues its dispatch,
// until ctx ends. Every instance may tick; none has to (rule 6.4): what one
// misses is found by the next, however late.
func (s *Service) Tick(ctx context.Context) {
	clock := time.NewTicker(tick)
	defer clock.Stop()
	failing := false
	for {
		err := s.look(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failing:
			s.log.Error("reminders cannot be dispatched", "error", err)
		case err == nil && failing:
			s.log.Info("reminders are dispatched again")
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
		}
	}
}

// look queues the dispatch if something is due by the domain's clock.
func (s *Service) look(ctx context.Context) error {
	due, err := anyDue(ctx, s.pool, s.now())
	if err != nil || !due {
		return err
	}
	_, err = s.jobs.Insert(ctx, dispatch{}, nil)
	return err
}

// dispatch sends all that is due, a batch at a time. Two at once share the
// rows between them.
func (s *Service) dispatch(ctx context.Context) error {
	for {
		n, err := s.dispatchBatch(ctx)
		if err != nil || n < batch {
			return err
		}
	}
}

// dispatchBatch sends the rows that have been due the longest: their letters
// and their new state are committed together, so that a crash at any point
// loses none and sends none twice. People are found now (rule 6.3).
func (s *Service) dispatchBatch(ctx context.Context) (int, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (int, error) {
		now := s.now()
		rows, err := claim(ctx, tx, now, batch)
		if err != nil || len(rows) == 0 {
			return 0, err
		}
		people, err := authority.Reach(ctx, tx, now, calls(rows))
		if err != nil {
			return 0, err
		}
		var notices []notice.Notice
		outcomes := make([]outcome, len(rows))
		for i, r := range rows {
			var letters []notice.Notice
			outcomes[i], letters = r.send(people[r.asks()].All(), now)
			notices = append(notices, letters...)
		}
		if err := s.notices.Post(ctx, tx, notices); err != nil {
			return 0, err
		}
		return len(rows), saveOutcomes(ctx, tx, now, outcomes)
	})
}

// asks is what the row calls upon its addressee for.
func (c claimed) asks() authority.Call {
	return authority.Call{Post: c.Addressee, Case: c.Case, Act: c.Call}
}

// calls are those of the rows, each once.
func calls(rows []claimed) []authority.Call {
	seen := map[authority.Call]bool{}
	var all []authority.Call
	for _, r := range rows {
		if c := r.asks(); !seen[c] {
			seen[c] = true
			all = append(all, c)
		}
	}
	return all
}
