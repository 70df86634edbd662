package stand

import (
	"context"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Known reads the facts of a case and its start gate, as its reader may know them: one
// statement, however many municipalities take part. Alarms are left out.
func Known(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time) (Facts, StartGate, error) {
	var p pgdb.Parts
	k := part(&p, c, now)
	var entered []Override
	partOverrides(&p, []*casefile.Case{c}, now, func(_ int64, o Override) { entered = append(entered, o) })
	if err := p.Read(ctx, q); err != nil {
		return Facts{}, StartGate{}, err
	}
	f := k.facts()
	return f, f.gate(entered), nil
}

// Cell is the cell of the matrix of a condition and a municipality (rule 2.4).
func (f Facts) Cell(c Condition, p PartyFacts) MatrixCell {
	cell := f.cell(c, p, f.Ref.Region)
	cell.Condition, cell.Link = c, f.Ref.Path()+link(c, p.Municipality, f.Mandate)
	return cell
}

// Asks says of whom a cell asks what; nobody is asked where the post is nil.
func (c MatrixCell) Asks() (*authority.Post, act.Target) { return c.post, c.act }
