package staffing

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// EndAll ends the assignments of a case that are not over today, because the case
// is withdrawn or, with a municipality, because it leaves the case (rules 1.1,
// 2.2). Each is an event of its own in the record; it takes the same statements
// however many. The caller tells the people concerned.
func EndAll(ctx context.Context, ch *casefile.Change, municipality string, why message.Text) error {
	var only []string
	if municipality != "" {
		only = []string{municipality}
	}
	today := workday.Today(ch.Now)
	var ended []int64
	var p pgdb.Parts
	partAssignments(&p, []*casefile.Case{ch.Case}, only, func(_ inCase, a Assignment) {
		if a.State == Declined || a.State == Retracted || !today.Before(a.Ends) {
			return
		}
		before := a
		a.EndedOn, a.EndedWhy = &today, why
		ended = append(ended, a.ID)
		ch.Record(a.Event(endAssignment, before.Difference(&a)))
	})
	if err := p.Read(ctx, ch.Tx); err != nil || len(ended) == 0 {
		return err
	}
	return saveEnds(ctx, ch.Tx, ended, today, why)
}
