package scenario

import (
	"context"
	"fmt"
	"os"
	"time"

	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/process"
	"forankring.no/forankring/internal/bench/report"
)

// side is one of those that are measured beside each other: calls to a program.
type side struct {
	name string
	at   *process.Process
	next load.Source
	// metrics says that the program tells at /metrics what it has allocated.
	metrics bool
}

// ours is the service as a side.
func (s *Stage) ours(name string, next load.Source) side {
	return side{name: name, at: s.Ours, next: next, metrics: true}
}

// openRate is which part of the slower side's throughput an open load has: both
// are asked as much, and neither is at its limit.
const openRate = 0.5

// beside measures sides beside each other: short runs in turn, first closed, then
// open at the same rate for all. It fails where an answer was not as it must be.
func (s *Stage) beside(ctx context.Context, f *report.Finding, open bool, sides ...side) error {
	watch, err := s.watch(sides...)
	if err != nil {
		return err
	}
	f.Sides = make([]report.Side, len(sides))
	for i, sd := range sides {
		f.Sides[i].Name = sd.name
		if _, err := run(ctx, sd, s.Warm, 0); err != nil {
			return fmt.Errorf("%s: %w", sd.name, err)
		}
	}
	for range s.Rounds {
		for i, sd := range sides {
			if err := s.closed(ctx, sd, load.Plan{For: s.Each}, &f.Sides[i]); err != nil {
				return fmt.Errorf("%s: %w", sd.name, err)
			}
		}
	}
	if open {
		if err := s.openRounds(ctx, f.Sides, sides); err != nil {
			return err
		}
	}
	for i, sd := range sides {
		if u, err := process.UsageOf(sd.at.PID()); err == nil {
			f.Sides[i].Resident = u.Resident
		}
		s.average(&f.Sides[i])
	}
	if len(sides) > 1 {
		f.Ratio = f.Sides[0].PerSecond.Median() / f.Sides[1].PerSecond.Median()
		f.CPURatio = (f.Sides[1].CPU + f.Sides[1].DatabaseCPU) / (f.Sides[0].CPU + f.Sides[0].DatabaseCPU)
	}
	quiet, err := watch.seen()
	quiet.Spread = f.Sides[len(sides)-1].PerSecond.Spread()
	f.Noise = append(f.Noise, quiet.Noise()...)
	return err
}

// average turns what all closed rounds cost together into what one request cost.
func (s *Stage) average(r *report.Side) {
	n := float64(s.Rounds)
	r.CPU, r.DatabaseCPU, r.LoadCPU = r.CPU/n, r.DatabaseCPU/n, r.LoadCPU/n
	r.Allocations, r.Allocated, r.Answer = r.Allocations/n, r.Allocated/n, r.Answer/n
}

func run(ctx context.Context, sd side, each time.Duration, rate float64) (load.Result, error) {
	return load.Run(ctx, load.Plan{Address: sd.at.Address, Connections: Connections, For: each, Rate: rate}, sd.next)
}

// closed is one round of a closed load, and what it cost.
func (s *Stage) closed(ctx context.Context, sd side, p load.Plan, r *report.Side) error {
	before, err := s.costs(ctx, sd)
	if err != nil {
		return err
	}
	p.Address, p.Connections = sd.at.Address, Connections
	result, err := load.Run(ctx, p, sd.next)
	if err != nil {
		return err
	}
	after, err := s.costs(ctx, sd)
	if err != nil {
		return err
	}
	n := float64(len(result.Latencies))
	r.PerSecond = append(r.PerSecond, result.PerSecond())
	r.CPU += float64((after.cpu - before.cpu).Microseconds()) / n
	r.DatabaseCPU += float64((after.database - before.database).Microseconds()) / n
	r.LoadCPU += float64((after.own - before.own).Microseconds()) / n
	r.Allocations += (after.mallocs - before.mallocs) / n
	r.Allocated += (after.allocated - before.allocated) / n
	r.Answer += float64(result.Bytes) / n
	return nil
}

// openRounds are the rounds of an open load.
func (s *Stage) openRounds(ctx context.Context, found []report.Side, sides []side) error {
	rate := found[0].PerSecond.Median()
	for _, f := range found {
		rate = min(rate, f.PerSecond.Median())
	}
	rate *= openRate
	for range s.Rounds {
		for i, sd := range sides {
			result, err := run(ctx, sd, s.Each, rate)
			if err != nil {
				return fmt.Errorf("%s, open at %.0f a second: %w", sd.name, rate, err)
			}
			noteLatencies(&found[i], rate, result)
		}
	}
	return nil
}

// watch is what the machine had done when a scenario began.
type watch struct {
	machine process.Times
	own     time.Duration
	spent   func() (time.Duration, error)
}

// watch begins to watch the machine.
func (s *Stage) watch(sides ...side) (*watch, error) {
	pids := map[int]bool{os.Getpid(): true, s.Ours.PID(): true, s.Floor.PID(): true}
	for _, sd := range sides {
		pids[sd.at.PID()] = true
	}
	w := &watch{spent: func() (sum time.Duration, err error) {
		for pid := range pids {
			if u, err := process.UsageOf(pid); err == nil { // one that was killed has used nothing more
				sum += u.CPU
			}
		}
		if s.Postmaster == 0 {
			return sum, nil
		}
		database, err := process.FamilyCPU(s.Postmaster)
		return sum + database, err
	}}
	var err error
	if w.machine, err = process.MachineTimes(); err != nil {
		return nil, err
	}
	w.own, err = w.spent()
	return w, err
}

// atRest is how long is looked whether the machine rests before anything is measured.
const atRest = 3 * time.Second

// Busy says why the machine is not at rest before anything is measured. What others
// use now is what counts: the load of the last minute still has in it that this
// program was compiled and the database filled.
func (s *Stage) Busy(ctx context.Context) (why []string, err error) {
	w, err := s.watch()
	if err != nil {
		return nil, err
	}
	await(ctx, atRest)
	quiet, err := w.seen()
	return quiet.Noise(), err
}

// seen is what the machine has done since.
func (w *watch) seen() (report.Quiet, error) {
	now, err := process.MachineTimes()
	if err != nil {
		return report.Quiet{}, err
	}
	own, err := w.spent()
	d := now.Since(w.machine)
	return report.Quiet{Total: d.Busy + d.Idle + d.Stolen, Busy: d.Busy, Ours: own - w.own, Stolen: d.Stolen}, err
}
