package alarm

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/caseindex"
	"forankring.no/forankring/internal/casework/site"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

const (
	// tick is how often an instance looks whether a new day has come.
	tick = time.Minute
	// morning is the hour of the day, in Norway, from which people are told.
	morning = 8
)

// scan is the job of telling, on one day, of the alarms that stand: it makes a
// job for each municipality.
type scan struct {
	Day workday.Date `json:"day"`
}

// Kind names the job in the queue; it is never renamed.
func (scan) Kind() string { return "alarm_scan" }

// scanAttempts last until the next day's scan. Kills are among them: what a killed
// instance worked at is given to another after two or three minutes, which an alarm
// of the day can wait; until then it stands in the way of its like.
const scanAttempts = 12

// InsertOpts keep the instances from queueing a day twice. Two at once would do
// no harm: nobody is told twice.
func (scan) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: scanAttempts, UniqueOpts: river.UniqueOpts{ByArgs: true}}
}

// scanMunicipality is the job of telling, on one day, of the alarms of one
// municipality. It has a transaction and a time limit of its own: what goes wrong
// with one keeps no other from being told.
type scanMunicipality struct {
	Day          workday.Date `json:"day"`
	Municipality string       `json:"municipality"`
}

// Kind names the job in the queue; it is never renamed.
func (scanMunicipality) Kind() string { return "alarm_scan_municipality" }

// InsertOpts keep a municipality from being queued twice on one day.
func (scanMunicipality) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: scanAttempts, UniqueOpts: river.UniqueOpts{ByArgs: true}}
}

// Work adds the workers.
func (s *Service) Work(w *river.Workers) {
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[scan]) error { return s.queueScans(ctx, job.Args.Day) }))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[scanMunicipality]) error {
		return s.scan(ctx, job.Args.Municipality)
	}))
}

// Tick queues a scan every day, until ctx ends: which days are working days each
// municipality's calendar says. Every instance may tick;
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
	if today == last || now.In(workday.Oslo()).Hour() < morning {
		return last, nil
	}
	if _, err := s.jobs.Insert(ctx, scan{Day: today}, nil); err != nil {
		return last, fmt.Errorf("queue the scan for alarms: %w", err)
	}
	return today, nil
}

// queueScans tells of the substitutes whose day of review has come, and queues a
// look at each municipality that takes part in a case that goes on, and in whose
// calendar it is a working day.
func (s *Service) queueScans(ctx context.Context, day workday.Date) error {
	if err := s.tellReviews(ctx, day); err != nil {
		return err
	}
	municipalities, err := caseindex.TakingPart(ctx, s.pool)
	if err != nil || len(municipalities) == 0 {
		return err
	}
	calendars, err := calendar.Of(ctx, s.pool, municipalities)
	if err != nil {
		return err
	}
	municipalities = slices.DeleteFunc(municipalities, func(m string) bool { return !calendars.For(m).IsWorkingDay(day) })
	if len(municipalities) == 0 {
		return nil
	}
	jobs := make([]river.InsertManyParams, len(municipalities))
	for i, m := range municipalities {
		jobs[i] = river.InsertManyParams{Args: scanMunicipality{Day: day, Municipality: m}}
	}
	if _, err := s.jobs.InsertMany(ctx, jobs); err != nil {
		return fmt.Errorf("queue the scans for alarms: %w", err)
	}
	return nil
}

// tellReviews tells of the substitutes whose day of review has come, and of the sites
// whose review is old, where it is a working day by the organisation's own calendar (rules
// 1.4, 5.2, 10.2).
func (s *Service) tellReviews(ctx context.Context, day workday.Date) error {
	_, err := pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none struct{}, err error) {
		working := func(organisations []string) (func(string) bool, error) {
			calendars, err := calendar.Of(ctx, tx, organisations)
			return func(organisation string) bool { return calendars.For(organisation).IsWorkingDay(day) }, err
		}
		if err := authority.TellReviews(ctx, tx, s.notices, s.now(), working); err != nil {
			return none, err
		}
		return none, site.TellReviews(ctx, tx, s.notices, s.now(), working)
	})
	return err
}

// scan tells those who can act of the alarms of a municipality that stand, of
// each once: its source names the assignment and the day on which that turns bad,
// so that it is told again only when that day moves (rules 4.4, 6.4).
func (s *Service) scan(ctx context.Context, municipality string) error {
	_, err := pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (none struct{}, err error) {
		now := s.now()
		only := []string{municipality}
		cases, err := casefile.Going(ctx, tx, only)
		if err != nil {
			return none, err
		}
		standings, err := staffing.Standings(ctx, tx, cases, only, now)
		if err != nil {
			return none, err
		}
		raised, err := Raised(ctx, tx, standings, now)
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
		Source: fmt.Sprintf("alarm:%s:%d:%s", a.Kind, a.assignment, a.turns), Kind: noticeRaised, Case: a.in.ID,
		Params: map[string]string{
			"case_number": a.Case, "case_title": a.CaseTitle, "region": a.Region, "municipality": a.MunicipalityName, "alarm": string(a.Kind),
			"name": *a.PersonName, "title": a.subject, "due": a.turns.String(), "path": a.Link,
		},
	}
}
