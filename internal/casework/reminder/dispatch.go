package reminder

import (
	"context"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/pgdb"
)

const (
	// tick is how often an instance looks whether something is due.
	tick = time.Second
	// batch is how many rows are sent in one transaction.
	batch = 500
	// dispatchTime bounds one look, however much is due: the next goes on.
	dispatchTime = time.Minute
)

// Tick looks every second whether something is due, and sends it, until ctx
// ends. Every instance ticks, and none waits for another (rule 6.4): each takes
// rows that no other holds, and those of one that was killed are free again as
// soon as its connection is gone. The ledger itself is the queue; a job that only
// says "look into the ledger" could be lost with whoever works it.
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

// look sends what is due by the domain's clock, in bounded time. What makes it
// panic does not end the program.
func (s *Service) look(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, dispatchTime)
	defer cancel()
	if s.may != nil {
		if err := s.may(ctx); err != nil {
			return err
		}
	}
	defer func() {
		if err == nil {
			s.runs.looked(time.Now())
		}
	}()
	due, err := anyDue(ctx, s.pool, s.now())
	if err != nil || !due {
		return err
	}
	if err := s.of.Check(ctx, s.pool); err != nil {
		return err
	}
	return s.dispatch(ctx)
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
// loses none and sends none twice. People are found now (rule 6.3). What a newer
// step tells of, or may not go out at this hour, is written down as that (rule
// 6.4).
func (s *Service) dispatchBatch(ctx context.Context) (int, error) {
	var late time.Duration
	sent, err := pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (int, error) {
		now := s.now()
		if err := letGo(ctx, tx); err != nil {
			return 0, err
		}
		rows, err := claim(ctx, tx, now)
		if err != nil || len(rows) == 0 {
			return 0, err
		}
		calendars, err := calendar.Of(ctx, tx, countedIn(rows))
		if err != nil {
			return 0, err
		}
		going, outcomes := sorted(rows, calendars, now)
		people, err := authority.Reach(ctx, tx, now, calls(going))
		if err != nil {
			return 0, err
		}
		var notices []notice.Notice
		for _, r := range going {
			out, letters := r.send(people[r.asks()].All(), calendars, now)
			outcomes, notices = append(outcomes, out), append(notices, letters...)
			late = max(late, now.Sub(r.DueAt))
		}
		if err := s.notices.Post(ctx, tx, notices); err != nil {
			return 0, err
		}
		return len(rows), saveOutcomes(ctx, tx, now, outcomes)
	})
	if err == nil && late > 0 {
		s.runs.sent(late)
	}
	return sent, err
}

// sorted divides rows into those that go out now, and what becomes of all others.
func sorted(rows []claimed, calendars calendar.Set, now time.Time) (going []claimed, held []outcome) {
	for _, r := range rows {
		if out := r.held(calendars, now); out != nil {
			held = append(held, *out)
		} else {
			going = append(going, r)
		}
	}
	return going, held
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

// countedIn are the organisations in whose calendars it is counted how long the
// rows' deadlines are over.
func countedIn(rows []claimed) []string {
	all := map[string]bool{}
	for _, r := range rows {
		all[r.countedIn()] = true
	}
	return slices.Sorted(maps.Keys(all))
}
