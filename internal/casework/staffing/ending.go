package staffing

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/workday"
)

// EndAll ends the assignments of a case that are not over on that day, because
// the case is withdrawn or, with a municipality, because it leaves the case
// (rules 1.1, 2.2). Each is an event of its own in the record; it takes the same
// statements however many. The caller holds the case's lock, and tells the
// people concerned.
func EndAll(ctx context.Context, tx pgx.Tx, c *casefile.Case, municipality string, on workday.Date, why string, actor authn.Actor, now time.Time) error {
	var only []string
	if municipality != "" {
		only = []string{municipality}
	}
	found, err := assignmentsOf(ctx, tx, []*casefile.Case{c}, only)
	if err != nil {
		return err
	}
	var ended []int64
	var events []audit.Event
	for _, p := range c.Participants {
		for _, a := range found[inCase{c.ID, p.Number}] {
			if a.State == Declined || a.State == Retracted || !on.Before(a.Ends) {
				continue
			}
			before := a
			a.EndedOn, a.EndedWhy = &on, why
			ended, events = append(ended, a.ID), append(events, a.Event(c, actor, endAssignment, now, before.Difference(&a)))
		}
	}
	if len(ended) == 0 {
		return nil
	}
	if err := saveEnds(ctx, tx, ended, on, why); err != nil {
		return err
	}
	return audit.Record(ctx, tx, events...)
}
