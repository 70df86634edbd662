package task

import (
	"context"

	"forankring.no/forankring/internal/platform/pgdb"
)

// name fills in the names of those for whom tasks are done: one statement, and none
// where they are the caller's own.
func name(ctx context.Context, q pgdb.Querier, tasks []Task) error {
	people := []string{}
	for _, t := range tasks {
		if t.OnBehalfOf != nil {
			people = append(people, t.OnBehalfOf.Person)
		}
	}
	if len(people) == 0 {
		return nil
	}
	names, err := pgdb.ByKey[string, string](ctx, q, "find the names of holders", `
		SELECT p.id::text, p.name FROM person p WHERE p.id = ANY($1::uuid[])`, people)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.OnBehalfOf != nil {
			t.OnBehalfOf.Name = names[t.OnBehalfOf.Person]
		}
	}
	return nil
}
