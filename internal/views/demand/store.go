package demand

import (
	"context"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// staffFilter picks employments of a municipality that last on some day of
// [From, To). Zero members of the others filter nothing.
type staffFilter struct {
	Municipality string
	StaffKey     string
	From, To     workday.Date
	Text         string
	Named        bool
	After        string
	Limit        int
}

// employees reads employments with their capacity and, for the days of the
// filter, what they are named to: three statements, however many.
func employees(ctx context.Context, q pgdb.Querier, f staffFilter) ([]*employee, error) {
	staff, err := pgdb.Pointers[employee](ctx, q, "find employees", `
		SELECT e.id, o.name AS municipality_name, e.staff_key, p.name, e.title, e.from_date, e.to_date
		FROM employment e JOIN organisation o ON o.id = e.municipality_id JOIN person p ON p.id = e.person_id
		WHERE o.key = @municipality AND e.staff_key > @after AND (@key = '' OR e.staff_key = @key)
			AND (@key <> '' OR e.from_date < @to AND (e.to_date IS NULL OR e.to_date > @from))
			AND (@text = '' OR strpos(search_form(p.name), @text) > 0)
			AND (NOT @named OR EXISTS (
				SELECT FROM assignment a WHERE a.employment_id = e.id AND a.state NOT IN ('declined', 'retracted')
					AND a.from_date < @to AND least(a.to_date, a.ended_on, e.to_date) > greatest(a.from_date, @from)))
		ORDER BY e.staff_key LIMIT nullif(@limit, 0)`, pgx.StrictNamedArgs{
		"municipality": f.Municipality, "after": f.After, "key": f.StaffKey, "from": f.From, "to": f.To, "text": canon.SearchForm(f.Text), "named": f.Named, "limit": f.Limit,
	})
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(staff))
	by := map[int64]*employee{}
	for i, e := range staff {
		ids[i], by[e.ID] = e.ID, e
	}
	given, err := person.CapacityOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for _, e := range staff {
		e.gives = staffing.Levels(given[e.ID])
	}
	named, err := staffing.NamedBy(ctx, q, ids, f.From, f.To)
	for _, n := range named {
		by[n.Employment].named = append(by[n.Employment].named, n)
	}
	return staff, err
}

// employeeOf reads one employment, whether or not it lasts in the days asked
// for.
func employeeOf(ctx context.Context, q pgdb.Querier, municipality, staffKey string, from, to workday.Date) (*employee, error) {
	found, err := employees(ctx, q, staffFilter{Municipality: municipality, StaffKey: staffKey, From: from, To: to})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, httpapi.ErrNotFound
	}
	return found[0], nil
}
