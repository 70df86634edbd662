package scenario

import (
	"context"
	"fmt"

	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/report"
)

// What a view may cost, as a multiple of one case or in statements.
const (
	mostMatrix       = 6
	matrixStatements = 16
	tasksStatements  = 12
	gateStatements   = 8
	someCases        = 200
)

func views() []Scenario {
	return []Scenario{
		{Name: "matrix-6", About: "the anchoring matrix of a case with 6 municipalities", Bar: "≤ 6 × one case, ≤ 16 statements", Run: matrix(6)},
		{Name: "matrix-20", About: "the anchoring matrix of a case with 20 municipalities", Bar: "≤ 6 × one case, ≤ 16 statements", Run: matrix(20)},
		{Name: "tasks-30", About: "tasks of a chief executive with 30 live cases", Bar: "≤ 6 × one case, ≤ 12 statements", Run: tasks(30, 6)},
		{Name: "tasks-400", About: "tasks of a chief executive with 400 live cases", Bar: "≤ 10 × one case, ≤ 12 statements", Run: tasks(400, 10)},
		{Name: "gate", About: "why a case can start, or cannot yet", Bar: "≤ 8 statements", Run: gate},
	}
}

// besideCase measures something beside one case of the service itself, and judges
// it by how many of those it takes.
func (s *Stage) besideCase(ctx context.Context, f *report.Finding, most, statements int, asked load.Source) error {
	if err := s.count(ctx, f, asked); err != nil {
		return err
	}
	paths, _ := s.casePaths("")
	one := s.ours("one case", get(s.Home.Chief.Token, load.Holds(`"participants":[{`), paths...))
	if err := s.beside(ctx, f, !s.Short, s.ours("ours", asked), one); err != nil {
		return err
	}
	if most > 0 {
		f.Bars = append(f.Bars, report.AtMost("as a multiple of one case", 1/f.Ratio, float64(most)))
	}
	f.Bars = append(f.Bars, report.AtMost("statements", float64(f.Statements), float64(statements)))
	return nil
}

func matrix(municipalities int) func(context.Context, *Stage, *report.Finding) error {
	return func(ctx context.Context, s *Stage, f *report.Finding) error {
		wide, err := s.Find.FindWide(ctx, municipalities, someCases)
		if err != nil {
			return err
		}
		if wide[0].Municipalities != municipalities {
			f.Notes = append(f.Notes, fmt.Sprintf("the nearest case has %d municipalities", wide[0].Municipalities))
		}
		var paths []string
		for _, w := range wide {
			paths = append(paths, "/v1/regions/"+w.Region+"/cases/"+w.Number+"/matrix")
		}
		return s.besideCase(ctx, f, mostMatrix, matrixStatements, get(wide[0].Reader.Token, load.Holds(`"cells":[{`), paths...))
	}
}

func tasks(live, most int) func(context.Context, *Stage, *report.Finding) error {
	return func(ctx context.Context, s *Stage, f *report.Finding) error {
		busy, err := s.Find.FindBusy(ctx, live)
		if err != nil {
			return err
		}
		f.Notes = append(f.Notes, fmt.Sprintf("the chief executive of %s has %d live cases", busy.Organisation, busy.Live))
		return s.besideCase(ctx, f, most, tasksStatements, get(busy.Token, load.Holds(`"items":[{`), "/v1/me/tasks"))
	}
}

func gate(ctx context.Context, s *Stage, f *report.Finding) error {
	numbers, err := s.Find.FindGated(ctx, s.Home.Region, someCases)
	if err != nil {
		return err
	}
	var paths []string
	for _, n := range numbers {
		paths = append(paths, "/v1/regions/"+s.Home.Region+"/cases/"+n+"/start-gate")
	}
	return s.besideCase(ctx, f, 0, gateStatements, get(s.Home.Secretariat.Token, load.Holds(`"applies":true`), paths...))
}
