package upload

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Plan is how lists of one kind of row are taken: by which columns, how a row is
// read from its cells, and what the rows of a list would change. A new kind of
// upload is one more of these.
type Plan[Row any] struct {
	columns []column
	read    func(*cells) Row
	change  func(ctx context.Context, tx pgx.Tx, rows []Row) (planned, error)
}

// planned is what a list would change, and keeps it.
type planned interface {
	Outcomes() []request.Outcome
	Keep(ctx context.Context, tx pgx.Tx) error
}

// take reads a file, plans all rows, and keeps them when no row is refused. A
// dry run reports all rows; otherwise rows that are refused are a fault, and
// nothing is kept.
func (p Plan[Row]) take(ctx context.Context, pool *pgxpool.Pool, file []byte) (*Report, error) {
	t, err := read(file, p.columns)
	if err != nil {
		return nil, err
	}
	rows, unread := p.rows(t)
	return pgdb.InTx(ctx, pool, func(tx pgx.Tx) (*Report, error) {
		list, err := p.change(ctx, tx, rows)
		if err != nil {
			return nil, err
		}
		report := t.report(unread, list.Outcomes())
		if refusal := report.refusal(); refusal != nil {
			if request.TermsOf(ctx).DryRun {
				return report, nil
			}
			return nil, refusal
		}
		return report, list.Keep(ctx, tx)
	})
}

// rows are the rows that can be read at all, and by the place of the row what
// cannot be read: some of its cells, or the whole row.
func (p Plan[Row]) rows(t *table) (rows []Row, unread map[int]*fault.Error) {
	unread = map[int]*fault.Error{}
	for i, row := range t.rows {
		if !row.Broken.IsZero() {
			unread[i] = ErrRow.With(row.Broken)
			continue
		}
		c := &cells{t: t, row: row}
		rows = append(rows, p.read(c))
		if f, _ := c.faults(); f != nil {
			unread[i] = f
		}
	}
	return rows, unread
}

// report puts what comes of the rows in the order of the file.
func (t *table) report(unread map[int]*fault.Error, planned []request.Outcome) *Report {
	r := &Report{Encoding: t.encoding, Ignored: append([]string{}, t.ignored...), Rows: []RowDone{}}
	for i, row := range t.rows {
		o := request.Outcome{Key: (&cells{t: t, row: row}).raw("staff_key")}
		if row.Broken.IsZero() {
			o, planned = planned[0], planned[1:]
		}
		if f := unread[i]; f != nil {
			o.Refusals = append([]*fault.Error{f}, besides(o.Refusals, f)...)
		}
		r.add(row.Number, o)
	}
	return r
}

// besides are the refusals that say something of other cells than those that
// cannot be read.
func besides(refusals []*fault.Error, unread *fault.Error) []*fault.Error {
	var left []*fault.Error
	for _, f := range refusals {
		other := *f
		other.Fields = slices.DeleteFunc(slices.Clone(f.Fields), func(field fault.Field) bool {
			return slices.ContainsFunc(unread.Fields, func(u fault.Field) bool { return u.Pointer == field.Pointer })
		})
		if len(other.Fields) > 0 || len(f.Fields) == 0 {
			left = append(left, &other)
		}
	}
	return left
}
