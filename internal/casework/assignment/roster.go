package assignment

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Named is an assignment with the case it is in.
type Named struct {
	CaseID           int64  `db:"case_id"`
	Case             string `db:"case_number"`
	Year             int    `db:"year"`
	Serial           int    `db:"serial"`
	Region           string `db:"region"`
	Title            string `db:"title"`
	MunicipalityName string `db:"municipality_name"`
	Assignment
}

const selectNamed = `SELECT c.id AS case_id, c.year || '-' || c.serial AS case_number, c.year, c.serial, r.key AS region, c.title, m.name AS municipality_name, ` + columns +
	from + ` JOIN casefile c ON c.id = a.case_id JOIN organisation r ON r.id = c.region_id `

func roster(rows pgx.Rows, err error) ([]Named, error) {
	if err != nil {
		return nil, fmt.Errorf("find the people named: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Named])
	if err != nil {
		return nil, fmt.Errorf("read the people named: %w", err)
	}
	for i := range list {
		n := &list[i]
		n.settle()
		n.Self = AssignmentRef{Ref{casefile.Ref{Region: n.Region, Number: n.Case}, n.Municipality}, n.Number}.Path()
	}
	return list, nil
}

// NamedBy are the assignments in whatever case by which these employments give
// time, or are to give it, in the days [from, to): one statement. What was
// declined or retracted, or ends before it begins, is not among them.
func NamedBy(ctx context.Context, q pgdb.Querier, employments []int64, from, to workday.Date) ([]Named, error) {
	return roster(q.Query(ctx, selectNamed+`
		WHERE a.employment_id = ANY($1) AND a.state NOT IN ('declined', 'retracted')
			AND a.from_date < $3 AND least(a.to_date, a.ended_on, e.to_date) > greatest(a.from_date, $2)
		ORDER BY a.from_date, a.id`, employments, from, to))
}

// NamedFilter narrows the people named in a region's cases. Zero members
// filter nothing; without a State what was declined or retracted, or ends before
// it begins, is left out.
// After is where the page before ended.
type NamedFilter struct {
	Region       string
	Reading      casefile.Reading
	Case         string
	Municipality string
	State        State
	On           workday.Date
	After        NamedKey
	Limit        int
}

// NamedKey is the place of an assignment among those of a region: cases in the
// order of their numbers, the newest first.
type NamedKey struct {
	Year, Serial int
	Municipality string
	Number       int
}

// Key is the assignment's place.
func (n *Named) Key() NamedKey { return NamedKey{n.Year, n.Serial, n.Municipality, n.Number} }

// NamedIn are the people named in the cases of a region that a caller may read:
// one statement.
func NamedIn(ctx context.Context, q pgdb.Querier, f NamedFilter) ([]Named, error) {
	year, serial := casefile.Ref{Number: f.Case}.Parts()
	return roster(q.Query(ctx, selectNamed+`
		WHERE r.key = @region AND (@case = '' OR (c.year, c.serial) = (@year, @serial)) AND (@municipality = '' OR m.key = @municipality)
			AND CASE WHEN @state = '' THEN a.state NOT IN ('declined', 'retracted') AND least(a.to_date, a.ended_on, e.to_date) > a.from_date ELSE a.state = @state END
			AND (@on::date IS NULL OR (a.from_date <= @on AND least(a.to_date, a.ended_on, e.to_date) > @on))
			AND (-c.year, -c.serial, m.key, a.number) > (-@after_year::int, -@after_serial::int, @after_municipality, @after_number)
			AND `+casefile.Readable+`
		ORDER BY -c.year, -c.serial, m.key, a.number LIMIT @limit`, f.Reading.Args(pgx.StrictNamedArgs{
		"region": f.Region, "case": f.Case, "year": year, "serial": serial, "municipality": f.Municipality, "state": f.State, "on": f.On,
		"after_year": f.After.Year, "after_serial": f.After.Serial, "after_municipality": f.After.Municipality, "after_number": f.After.Number,
		"limit": f.Limit,
	})))
}
