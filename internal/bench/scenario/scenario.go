package scenario

import (
	"context"
	"fmt"
	"strings"

	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/report"
)

// Scenario is one thing that is measured. Run fills in the finding: its sides, what
// one request asks of the database, and its bars. An error says why there are no
// figures, and names no bar as met.
type Scenario struct {
	Name, About string
	// Bar says in words what it is judged by, "" for figures alone.
	Bar string
	// Long is left out of a short run, and Brought of any in which it is not named:
	// what it needs is not here.
	Long, Brought bool
	Run           func(ctx context.Context, s *Stage, f *report.Finding) error
}

// All are the scenarios, in the order in which they are played: those that change
// much come last.
func All() []Scenario {
	var all []Scenario
	for _, some := range [][]Scenario{reads(), lists(), views(), acts(), tables(), growth(), days(), ledger(), planned(), upkeep(), rivals()} {
		all = append(all, some...)
	}
	return all
}

// Choose gives the scenarios whose names begin with one of those given, separated by
// commas; all that an effort plays where none is given.
func Choose(names string, short bool) ([]Scenario, error) {
	var chosen []Scenario
	if names == "" {
		for _, sc := range All() {
			if !sc.Brought && (!short || !sc.Long) {
				chosen = append(chosen, sc)
			}
		}
		return chosen, nil
	}
	for name := range strings.SplitSeq(names, ",") {
		before := len(chosen)
		for _, sc := range All() {
			if sc.Name == name || strings.HasPrefix(sc.Name, name+"-") {
				chosen = append(chosen, sc)
			}
		}
		if len(chosen) == before {
			return nil, fmt.Errorf("there is no scenario %q; there are: %s", name, strings.Join(Names(), ", "))
		}
	}
	return chosen, nil
}

// Names are those of all scenarios.
func Names() (names []string) {
	for _, sc := range All() {
		names = append(names, sc.Name)
	}
	return names
}

// Play runs a scenario. It does not fail: what went wrong is in the finding.
func (s *Stage) Play(ctx context.Context, sc Scenario) report.Finding {
	f := report.Finding{Scenario: sc.Name, About: sc.About, Bars: []report.Bar{}}
	if err := sc.Run(ctx, s, &f); err != nil {
		f.Failed = err.Error()
	}
	return f
}

// count hears what the first of the calls asks of the database. It is asked twice:
// the first time an instance learns what it then knows.
func (s *Stage) count(ctx context.Context, f *report.Finding, next load.Source) error {
	for i := range 2 {
		heard, err := s.Ear.Listen(ctx, next(0, i))
		if err != nil {
			return err
		}
		f.Statements, f.RoundTrips = len(heard.Statements), heard.RoundTrips
	}
	return nil
}

// get is a source that asks for the paths in turn.
func get(token string, check func(load.Answer) error, paths ...string) load.Source {
	return func(_, n int) load.Call {
		return load.Call{Method: "GET", Path: paths[n%len(paths)], Token: token, Want: 200, Check: check}
	}
}
