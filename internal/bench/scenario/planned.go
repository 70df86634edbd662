package scenario

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"forankring.no/forankring/internal/bench/plans"
	"forankring.no/forankring/internal/bench/report"
)

func planned() []Scenario {
	return []Scenario{{
		Name: "plans", About: "the generic plan of every statement of the service, in the filled database", Bar: "none reads a table whole that grows", Run: lookAtPlans,
	}}
}

// lookAtPlans measures nothing: what it finds is the same on a busy machine.
func lookAtPlans(ctx context.Context, s *Stage, f *report.Finding) error {
	r, err := plans.Check(ctx, s.Database, s.Out)
	if err != nil {
		return err
	}
	f.Bars = append(f.Bars, report.AtMost("plans that read a growing table whole", float64(len(r.Offences)), 0))
	f.Notes = append(f.Notes, fmt.Sprintf("%d statements, %d of them unplanned", r.Statements, len(r.Unplanned)))
	if len(r.Unreached) > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("%d operations were reached by no successful request: %s", len(r.Unreached), strings.Join(slices.Sorted(maps.Keys(r.Unreached)), ", ")))
	}
	for _, o := range r.Offences {
		f.Notes = append(f.Notes, fmt.Sprintf("%s reads %s whole: %s", strings.Join(o.By, ", "), o.Table, o.Node))
	}
	return nil
}
