package alarm

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

const (
	// tick is how often an instance looks whether a new day has come.
	tick = time.Minute
	// morning is the hour of the day, in Norway, from which people are told.
	morning = 8
)

// scan is the job of telling, on one day, of the alarms that stand.
type scan struct {
	Day workday.Date `json:"day"`
}

// Kind names the job in the queue; it is never renamed.
func (scan) Kind() string { return "alarm_scan" }

// InsertOpts keep the instances from queueing a day twice. Two at once would do
// no harm: nobody is told twice.
func (scan) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: 5, UniqueOpts: river.UniqueOpts{ByArgs: true}}
}

// Work adds the workers.
func (s *Service) Work(w *river.Workers) {
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, _ *river.Job[scan]) error { return s.scan(ctx) }))
}

// Tick queues a scan every working day, until ctx ends. Every instance may tick;
// none has to: what one day misses is told on the next, and what is read never
// waits for it.
func (s *Service) Tick(ctx context.Context) {
	clock := time.NewTicker(tick)
	defer clock.Stop()
	var last workday.Date
	for {
		day, err := s.look(ctx, last)
		if err != nil && ctx.Err() == nil {
			s.log.Error("alarms cannot be looked for", "error", err)
		}
		last = day
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
		}
	}
}

// look queues the scan of a new day, and says which day was queued last.
func (s *Service) look(ctx context.Context, last workday.Date) (workday.Date, error) {
	now := s.now()
	today := workday.Today(now)
	if today == last || now.In(workday.Oslo()).Hour() < morning || !workday.Norway().IsWorkingDay(today) {
		return last, nil
	}
	if _, err := s.jobs.Insert(ctx, scan{Day: today}, nil); err != nil {
		return last, fmt.Errorf("queue the scan for alarms: %w", err)
	}
	return today, nil
}

// scan tells those who can act of the alarms that stand, of each once: its
// source names the assignment and the day on which that turns bad, so that it
// is told again only when that day moves (rules 4.4, 6.4).
func (s *Service) scan(ctx context.Context) error {
	_, err := pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none struct{}, err error) {
		now := s.now()
		rows, err := tx.Query(ctx, `SELECT key FROM organisation WHERE kind = '`+organisation.KindMunicipality+`' ORDER BY key`)
		if err != nil {
			return none, fmt.Errorf("find municipalities: %w", err)
		}
		all, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return none, fmt.Errorf("read municipalities: %w", err)
		}
		cases, err := casefile.Going(ctx, tx, all)
		if err != nil {
			return none, err
		}
		raised, err := Raised(ctx, tx, cases, all, now)
		if err != nil {
			return none, err
		}
		var letters []authority.Letter
		for _, a := range tellable(raised) {
			letters = append(letters, authority.Letter{Notice: a.notice(), Calls: a.calls()})
		}
		return none, authority.Tell(ctx, tx, s.notices, now, letters...)
	})
	return err
}

func (a Alarm) notice() notice.Notice {
	return notice.Notice{
		Source: fmt.Sprintf("alarm:%s:%d:%s", a.Kind, a.assignment, a.turns), Kind: notice.AlarmRaised, Case: a.in.ID,
		Params: map[string]string{
			"case_number": a.Case, "case_title": a.CaseTitle, "region": a.Region, "municipality": a.MunicipalityName, "alarm": string(a.Kind),
			"name": *a.PersonName, "title": a.subject, "due": a.turns.String(), "path": a.Link,
		},
	}
}
