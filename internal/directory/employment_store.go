package directory

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/fault"
	"forankring.no/forankring/internal/httpapi"
	"forankring.no/forankring/internal/pgdb"
	"forankring.no/forankring/internal/rest"
	"forankring.no/forankring/internal/workday"
)

const selectEmployment = `
	SELECT e.id, o.key AS municipality, e.staff_key, p.id::text AS person, p.name, e.title, e.from_date, e.to_date, e.created_at, e.revision
	FROM employment e JOIN organisation o ON o.id = e.municipality_id JOIN person p ON p.id = e.person_id `

func loadEmployment(ctx context.Context, q pgdb.Querier, municipality, staffKey string) (*Employment, error) {
	found, err := employments(ctx, q, `WHERE o.key = $1 AND e.staff_key = $2`, municipality, staffKey)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, httpapi.ErrNotFound
	}
	return found[0], nil
}

// lockEmployments locks the person's row until the transaction ends, so that
// what a person gives in all is changed by one at a time, and reads all
// employments of theirs, in whatever municipality.
func lockEmployments(ctx context.Context, tx pgx.Tx, person string) ([]*Employment, error) {
	var id string
	err := tx.QueryRow(ctx, `SELECT id::text FROM person WHERE id = $1 FOR NO KEY UPDATE`, person).Scan(&id)
	if err != nil {
		return nil, pgdb.NotFound(fmt.Errorf("lock person: %w", err), ErrUnknownPerson.At("/person", "no such person"))
	}
	return employments(ctx, tx, `WHERE e.person_id = $1 ORDER BY e.id`, person)
}

// employments reads employments with their capacity, in two statements however
// many they are.
func employments(ctx context.Context, q pgdb.Querier, where string, args ...any) ([]*Employment, error) {
	rows, err := q.Query(ctx, selectEmployment+where, args...)
	if err != nil {
		return nil, fmt.Errorf("find employments: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Employment])
	if err != nil {
		return nil, fmt.Errorf("read employments: %w", err)
	}
	ids := make([]int64, len(found))
	by := map[int64]*Employment{}
	for i, e := range found {
		ids[i], by[e.ID] = e.ID, e
		e.Capacity = []Capacity{}
	}
	rows, err = q.Query(ctx, `SELECT employment_id, from_date, percent FROM capacity WHERE employment_id = ANY($1) ORDER BY employment_id, from_date`, ids)
	if err != nil {
		return nil, fmt.Errorf("find capacity: %w", err)
	}
	given, err := pgx.CollectRows(rows, pgx.RowToStructByName[Capacity])
	if err != nil {
		return nil, fmt.Errorf("read capacity: %w", err)
	}
	for _, c := range given {
		e := by[c.EmploymentID]
		e.Capacity = append(e.Capacity, c)
	}
	return found, nil
}

// employmentFilter narrows a list of employments by the person's name and to a
// day.
type employmentFilter struct {
	Text string
	On   workday.Date
}

func listEmployments(ctx context.Context, q pgdb.Querier, municipality string, f employmentFilter, p rest.Page) (rest.List[*Employment], error) {
	var after string
	if err := p.After(&after); err != nil {
		return rest.List[*Employment]{}, err
	}
	found, err := employments(ctx, q, `
		WHERE o.key = @municipality AND e.staff_key > @after
		  AND (@text = '' OR strpos(lower(p.name), lower(@text)) > 0)
		  AND (@on::date IS NULL OR (e.from_date <= @on AND (e.to_date IS NULL OR e.to_date > @on)))
		ORDER BY e.staff_key LIMIT @limit`,
		pgx.StrictNamedArgs{"municipality": municipality, "after": after, "text": f.Text, "on": f.On, "limit": p.Limit + 1})
	if err != nil {
		return rest.List[*Employment]{}, err
	}
	return rest.Cut(found, p, func(e *Employment) any { return e.StaffKey }), nil
}

func insertEmployment(ctx context.Context, tx pgx.Tx, municipality int64, e Employment, now time.Time) error {
	_, err := tx.Exec(ctx, `
		WITH made AS (
			INSERT INTO employment (municipality_id, person_id, staff_key, title, from_date, to_date, created_at)
			VALUES (@municipality, @person, @key, @title, @from, @to, @now) RETURNING id)
		INSERT INTO capacity (employment_id, from_date, percent) SELECT id, @from, @percent FROM made`,
		pgx.StrictNamedArgs{
			"municipality": municipality, "person": e.Person, "key": e.StaffKey, "title": e.Title, "from": e.From, "to": e.To, "now": now,
			"percent": e.Capacity[0].Percent,
		})
	if err != nil {
		return fmt.Errorf("insert employment: %w", pgdb.Refuse(err, map[string]*fault.Error{"employment_staff_key_unique": ErrStaffKey}))
	}
	return nil
}

func updateEmployment(ctx context.Context, tx pgx.Tx, e *Employment) error {
	_, err := tx.Exec(ctx, `UPDATE employment SET title = $2, to_date = $3, revision = revision + 1 WHERE id = $1`, e.ID, e.Title, e.To)
	if err != nil {
		return fmt.Errorf("update employment: %w", err)
	}
	return nil
}

// setCapacity stores what the employee can give from a day on.
func setCapacity(ctx context.Context, tx pgx.Tx, employment int64, from workday.Date, percent int) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO capacity (employment_id, from_date, percent) VALUES ($1, $2, $3)
		ON CONFLICT (employment_id, from_date) DO UPDATE SET percent = excluded.percent`, employment, from, percent)
	if err != nil {
		return fmt.Errorf("set capacity: %w", err)
	}
	return nil
}
