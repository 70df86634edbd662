package scenario

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/bench/reminders"
	"forankring.no/forankring/internal/bench/report"
	"forankring.no/forankring/internal/platform/config"
	"forankring.no/forankring/internal/platform/identity"
	"forankring.no/forankring/internal/platform/pgdb"
)

// What the ledger is judged by: the dispatch as a part of what River works in the
// same time, and how many megabytes the heap may have grown by while a million
// rows were planned.
const (
	leastOfRiver = 0.5
	mostHeap     = 64
)

func ledger() []Scenario {
	return []Scenario{{
		Name: "reminders", About: "deadlines are planned, and reminders dispatched and delivered, beside River and a bare sender",
		Bar: "dispatch ≥ 50 % of River, 99 of 100 ≤ 5 s late, memory flat", Run: planAndDispatch,
	}}
}

func (s *Stage) ledgerSize() reminders.Size {
	if s.Short {
		return reminders.Size{Deadlines: 15_000, Due: 2_000, Window: 4 * time.Second, Rounds: 1}
	}
	return reminders.Size{Deadlines: 150_000, Due: 10_000, Window: time.Minute, Rounds: 3}
}

// planAndDispatch measures the ledger while the service is away, which would send
// the same reminders.
func planAndDispatch(ctx context.Context, s *Stage, f *report.Finding) (err error) {
	s.Ours.Stop()
	defer func() {
		again, failed := s.Serve(ctx)
		if failed == nil {
			s.Ours = again
		}
		err = errors.Join(err, failed)
	}()
	cfg, err := config.Load(s.Environ())
	if err != nil {
		return err
	}
	pool, err := pgdb.Open(ctx, s.Database, nil)
	if err != nil {
		return err
	}
	defer pool.Close()
	b, err := reminders.Open(ctx, slog.New(slog.DiscardHandler), pool, identity.Name(cfg.Installation), s.ledgerSize())
	if err != nil {
		return err
	}
	watch, err := s.watch()
	if err != nil {
		return err
	}
	if err := s.plan(ctx, b, f); err != nil {
		return err
	}
	queue := reminders.Queue{MaxWorkers: cfg.Workers, FetchCooldown: app.FetchCooldown}
	rates, err := b.Dispatch(ctx, queue)
	if err != nil {
		return err
	}
	f.Sides = []report.Side{{Name: "dispatch", PerSecond: rates.Dispatch}, {Name: "River", PerSecond: rates.River}}
	f.Ratio = f.Sides[0].PerSecond.Median() / f.Sides[1].PerSecond.Median()
	f.Bars = append(f.Bars, report.AtLeast(fmt.Sprintf("dispatch as a part of River with %d workers and a cooldown of %s", queue.MaxWorkers, queue.FetchCooldown), f.Ratio, leastOfRiver))
	median, p99, err := b.Lateness(ctx)
	if err != nil {
		return err
	}
	f.Notes = append(f.Notes, fmt.Sprintf("%d reminders that fell due within %s went out %s late in the median", s.ledgerSize().Due, s.ledgerSize().Window, median.Round(time.Millisecond)))
	f.Bars = append(f.Bars, report.AtMost("seconds that 99 of 100 reminders were late", p99.Seconds(), mostLate))
	letters, limit, err := b.Delivery(ctx, cfg.SMTP.Connections)
	if err != nil {
		return err
	}
	f.Sides = append(f.Sides, report.Side{Name: fmt.Sprintf("letters by %d connections", cfg.SMTP.Connections), PerSecond: letters}, report.Side{Name: "the sender alone", PerSecond: limit})
	quiet, err := watch.seen()
	quiet.Spread = f.Sides[1].PerSecond.Spread()
	f.Noise = append(f.Noise, quiet.Noise()...)
	return err
}

func (*Stage) plan(ctx context.Context, b *reminders.Bench, f *report.Finding) error {
	planned, err := b.Plan(ctx)
	if err != nil {
		return err
	}
	grew := float64(planned.HeapGrew) / (1 << 20)
	f.Notes = append(f.Notes, fmt.Sprintf("%d reminders of %d deadlines were planned in %.1f s, %.0f a second", planned.Rows, planned.Deadlines, planned.Took.Seconds(), float64(planned.Rows)/planned.Took.Seconds()))
	f.Bars = append(f.Bars, report.AtMost("megabytes by which the heap grew meanwhile", grew, mostHeap))
	return nil
}
