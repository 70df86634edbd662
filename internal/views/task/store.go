package task

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/pgdb"
)

// name fills in the names of those for whom tasks are done: one statement.
func name(ctx context.Context, q pgdb.Querier, tasks []Task) error {
	people := []string{}
	for _, t := range tasks {
		if t.OnBehalfOf != nil {
			people = append(people, t.OnBehalfOf.Person)
		}
	}
	rows, err := q.Query(ctx, `SELECT p.id::text AS person, p.name FROM person p WHERE p.id = ANY($1::uuid[])`, people)
	if err != nil {
		return fmt.Errorf("find the names of holders: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[TaskHolder])
	if err != nil {
		return fmt.Errorf("read the names of holders: %w", err)
	}
	for _, t := range tasks {
		for _, h := range list {
			if t.OnBehalfOf != nil && t.OnBehalfOf.Person == h.Person {
				t.OnBehalfOf.Name = h.Name
			}
		}
	}
	return nil
}
