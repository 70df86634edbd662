package story

import (
	"context"

	"forankring.no/forankring/internal/demo/narrator"
)

// matrix shows the anchoring matrix, where it changed: a column for each condition, and
// for each step of the treatment.
func (s *Story) matrix(ctx context.Context) error {
	if s.base == "" {
		return nil
	}
	var m struct {
		Conditions []string
		Steps      []struct{ Step string }
		Rows       []struct {
			Name       string
			Cells      []narrator.Cell
			Treatments []struct {
				narrator.Cell
				Step string
			}
		}
	}
	if err := s.Get(ctx, s.secretariat(), s.base+"/matrix", &m); err != nil {
		return err
	}
	columns, rows := m.Conditions, make([]narrator.Row, len(m.Rows))
	for _, step := range m.Steps {
		columns = append(columns, step.Step)
	}
	for i, r := range m.Rows {
		rows[i] = narrator.Row{Name: r.Name, Cells: r.Cells}
		for _, t := range r.Treatments {
			t.Condition = t.Step
			rows[i].Cells = append(rows[i].Cells, t.Cell)
		}
	}
	s.Show(columns, rows)
	return nil
}
