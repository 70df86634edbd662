package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"forankring.no/forankring/internal/bench/limit"
	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/report"
	"forankring.no/forankring/internal/bench/statement"
	"forankring.no/forankring/internal/bench/target"
)

// What an act may cost.
const (
	leastOfLimit     = 0.6
	answerStatements = 20
	createStatements = 10
	// mostEach is how many acts each connection does in a run where each can be done
	// once only, and leastEach what is too few to be measured.
	mostEach, leastEach = 60, 5
	// warmActs are done on each connection before the first run.
	warmActs = 3
	// aMoment is longer than a run that ends by its number of acts.
	aMoment = time.Minute
)

const asJSON = "Content-Type: application/json\r\n"

func acts() []Scenario {
	return []Scenario{
		{Name: "answer", About: "a chief executive's answer to a mandate, beside pgbench with the same statements", Bar: "≥ 60 % of pgbench, ≤ 20 statements", Run: answer},
		{Name: "release", About: "a chief executive releases a person, under the rule of capacity", Run: release},
		{Name: "create", About: "a secretariat creates a case", Bar: "≤ 10 statements", Run: create},
	}
}

// answer measures answers, of which each is given once: half of those that are
// waited for are given to the service, and half to pgbench.
func answer(ctx context.Context, s *Stage, f *report.Finding) error {
	waiting, err := s.Find.FindUnanswered(ctx, math.MaxInt32)
	if err != nil {
		return err
	}
	each := min(mostEach, (len(waiting)/Connections-warmActs-s.Rounds*limit.Warm)/(2*s.Rounds))
	if s.Short {
		each = min(each, mostEach/3)
	}
	if each < leastEach {
		return fmt.Errorf("only %d answers are waited for: %w", len(waiting), target.ErrNone)
	}
	ours := Connections * (warmActs + s.Rounds*each)
	script, err := s.listen(ctx, waiting[ours:])
	bar := "of pgbench's throughput"
	switch {
	case errors.Is(err, limit.ErrNoTool):
		f.Bars = append(f.Bars, report.Unjudged(bar, err))
	case err != nil:
		return err
	default:
		f.Statements, f.RoundTrips = script.Statements, script.RoundTrips
		f.Bars = append(f.Bars, report.AtMost("statements", float64(script.Statements), answerStatements))
	}
	if err := s.besideLimit(ctx, f, each, approving(waiting[:ours]), script); err != nil {
		return err
	}
	if len(f.Sides) > 1 {
		f.Bars = append(f.Bars, report.AtLeast(bar, f.Ratio, leastOfLimit))
		f.Notes = append(f.Notes, fmt.Sprintf("%d answers a run; pgbench looks up its arguments by one statement more", each*Connections))
	}
	return nil
}

// listen hears what answers ask of the database, by dry runs, and writes it down for
// pgbench.
func (s *Stage) listen(ctx context.Context, waiting []target.Unanswered) (*limit.Script, error) {
	if _, err := limit.Find(); err != nil {
		return nil, err
	}
	var heard []statement.Heard
	next := approving(waiting)
	for n := range waiting {
		call := next(0, n)
		call.Path += "?dry_run=true"
		h, err := s.Ear.Listen(ctx, call)
		if err != nil {
			return nil, err
		}
		if n >= warmActs { // what an instance learns once is asked once
			heard = append(heard, h)
		}
	}
	return limit.Write(ctx, s.Pool, s.Database, s.Dir, heard)
}

// approving gives one answer after the other.
func approving(waiting []target.Unanswered) load.Source {
	return func(_, n int) load.Call {
		w := waiting[n]
		return load.Call{Method: "PUT", Path: w.Path(), Token: w.Token, Header: asJSON, Body: w.Approval(), Want: 200, Check: load.Holds(`"status":"approved"`)}
	}
}

// besideLimit runs acts that can be done once only beside pgbench, if there is a
// script for it.
func (s *Stage) besideLimit(ctx context.Context, f *report.Finding, each int, next load.Source, script *limit.Script) error {
	watch, err := s.watch()
	if err != nil {
		return err
	}
	ours := s.ours("ours", onward(next))
	mine, theirs := report.Side{Name: "ours"}, report.Side{Name: "pgbench"}
	if err := s.closed(ctx, ours, load.Plan{For: aMoment, Most: Connections * warmActs}, &report.Side{}); err != nil {
		return err
	}
	for range s.Rounds {
		if err := s.closed(ctx, ours, load.Plan{For: aMoment, Most: Connections * each}, &mine); err != nil {
			return err
		}
		if script == nil {
			continue
		}
		tps, err := script.Run(ctx, Connections, min(each, script.Requests/Connections/s.Rounds-limit.Warm))
		if err != nil {
			return err
		}
		theirs.PerSecond = append(theirs.PerSecond, tps)
	}
	s.average(&mine)
	f.Sides = append(f.Sides, mine)
	quiet, err := watch.seen()
	quiet.Spread = mine.PerSecond.Spread()
	if script != nil {
		f.Sides = append(f.Sides, theirs)
		f.Ratio, quiet.Spread = mine.PerSecond.Median()/theirs.PerSecond.Median(), theirs.PerSecond.Spread()
		quiet.Ours = quiet.Busy // pgbench is ours too, and its processes are gone
	}
	f.Noise = append(f.Noise, quiet.Noise()...)
	return err
}

// onward gives each call once, however many loads ask: the next load goes on where
// the last one ended.
func onward(next load.Source) load.Source {
	var given atomic.Int64
	return func(connection, _ int) load.Call { return next(connection, int(given.Add(1))-1) }
}

// release measures releases, of which each is done once.
func release(ctx context.Context, s *Stage, f *report.Finding) error {
	named, err := s.Find.FindNominated(ctx, math.MaxInt32)
	if err != nil {
		return err
	}
	each := min(mostEach, (len(named)/Connections-warmActs)/s.Rounds)
	if each < leastEach {
		return fmt.Errorf("only %d people are to be released: %w", len(named), target.ErrNone)
	}
	releasing := func(_, n int) load.Call {
		return load.Call{Method: "POST", Path: named[n].Path(), Token: named[n].Token, Want: 200, Check: load.Holds(`"state":"released"`)}
	}
	if err := s.countDry(ctx, f, releasing); err != nil {
		return err
	}
	return s.besideLimit(ctx, f, each, releasing, nil)
}

// countDry hears what an act asks of the database, without doing it. What a dry run
// asks besides is not counted.
func (s *Stage) countDry(ctx context.Context, f *report.Finding, next load.Source) error {
	err := s.count(ctx, f, func(c, n int) load.Call {
		call := next(c, n)
		call.Path += "?dry_run=true"
		call.Want = 200
		return call
	})
	f.Statements, f.RoundTrips = f.Statements-1, f.RoundTrips-1
	return err
}

// create measures the creation of cases, in all regions: those of one wait for each
// other's number.
func create(ctx context.Context, s *Stage, f *report.Finding) error {
	who, err := s.Find.FindSecretariats(ctx)
	if err != nil {
		return err
	}
	creating := creation(who)
	if err := s.countDry(ctx, f, creating); err != nil {
		return err
	}
	f.Bars = append(f.Bars, report.AtMost("statements", float64(f.Statements), createStatements))
	return s.beside(ctx, f, false, s.ours("ours", creating))
}

// creation gives cases to be created, in one region after the other.
func creation(who []target.Person) load.Source {
	var made atomic.Int64
	return func(int, int) load.Call {
		n := made.Add(1)
		by := who[int(n)%len(who)]
		body, _ := json.Marshal(map[string]any{ // strings only
			"title": fmt.Sprintf("Felles plan for vannforvaltning, del %d", n), "kind": "plan", "publicity": "public",
			"summary": "Kommunene i regionen står overfor felles utfordringer som ikke stopper ved kommunegrensene. Det er behov for et felles kunnskapsgrunnlag.",
		})
		return load.Call{Method: "POST", Path: "/v1/regions/" + by.Organisation + "/cases", Token: by.Token, Header: asJSON, Body: body, Want: 201, Check: load.Holds(`"state":"draft"`)}
	}
}
