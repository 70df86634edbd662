package scenario

import (
	"context"
	"errors"

	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/report"
	"forankring.no/forankring/internal/bench/target"
)

// What a read may cost.
const (
	leastOfFloor   = 0.6
	mostP99        = 3
	caseStatements = 2
	caseRoundTrips = 1
)

func reads() []Scenario {
	return []Scenario{
		{Name: "read", About: "one case, as chief executive", Bar: "≥ 60 % of the floor, p99 ≤ 3 × the floor's, ≤ 2 statements in 1 round trip", Run: read},
		{Name: "read-bare", About: "one case, beside a floor that answers without acts and addresses", Long: true, Run: readBare},
	}
}

func read(ctx context.Context, s *Stage, f *report.Finding) error {
	if err := s.read(ctx, f, "read"); err != nil {
		return err
	}
	besideFloor(f)
	f.Bars = append(f.Bars, report.AtMost("statements", float64(f.Statements), caseStatements), report.AtMost("round trips", float64(f.RoundTrips), caseRoundTrips))
	return nil
}

// readBare is for information: what the acts and addresses in an answer cost.
func readBare(ctx context.Context, s *Stage, f *report.Finding) error { return s.read(ctx, f, "") }

// read measures one case beside the floor, which answers in a shape.
func (s *Stage) read(ctx context.Context, f *report.Finding, shape string) error {
	ours, floor := s.casePaths(shape)
	if shape != "" {
		if err := s.teach(ctx, shape, s.Home.Chief, ours[0]); err != nil {
			return err
		}
	}
	asked := get(s.Home.Chief.Token, load.Holds(`"participants":[{`), ours...)
	if err := s.count(ctx, f, asked); err != nil {
		return err
	}
	return s.beside(ctx, f, true, s.ours("ours", asked), side{name: "floor", at: s.Floor, next: get("", load.Holds(`"participants":[{`), floor...)})
}

// casePaths are the addresses of cases, of the service and of the floor.
func (s *Stage) casePaths(shape string) (ours, floor []string) {
	for _, n := range s.Home.Numbers {
		path := "/v1/regions/" + s.Home.Region + "/cases/" + n
		ours, floor = append(ours, path), append(floor, path+"?shape="+shape)
	}
	return ours, floor
}

// besideFloor are the bars of a read.
func besideFloor(f *report.Finding) {
	f.Bars = append(f.Bars, report.AtLeast("of the floor's throughput", f.Ratio, leastOfFloor))
	const what = "p99 as a multiple of the floor's"
	if len(f.Sides[0].P99) == 0 || len(f.Sides[1].P99) == 0 {
		f.Bars = append(f.Bars, report.Unjudged(what, errTooFew))
		return
	}
	f.Bars = append(f.Bars, report.AtMost(what, f.Sides[0].P99.Median()/f.Sides[1].P99.Median(), mostP99))
}

var errTooFew = errors.New("too few answers in a run")

// teach lets the floor answer in the shape of one of the service's answers.
func (s *Stage) teach(ctx context.Context, name string, who target.Person, path string) error {
	a, err := load.Ask(ctx, s.Ours.Address, load.Call{Method: "GET", Path: path, Token: who.Token, Want: 200})
	if err != nil {
		return err
	}
	_, err = load.Ask(ctx, s.Floor.Address, load.Call{Method: "PUT", Path: "/shapes/" + name, Body: a.Body, Want: 200})
	return err
}
