package upload

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/capacity"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of alarms that a list of staff raises (rule 4.4).
const (
	employmentEnds = "employment_ends"
	overCapacity   = "over_capacity"
)

// ever is a day after all that are asked for.
var ever = workday.MustDate("2200-12-31")

// warn adds a warning to each row that leaves an employee less than what is
// released of them from today on. It takes one statement, however long the list is.
func warn(ctx context.Context, tx pgx.Tx, p *person.StaffPlan) error {
	moved, today := p.Moved()
	if len(moved) == 0 {
		return nil
	}
	ids := make([]int64, 0, len(moved))
	for _, e := range moved {
		ids = append(ids, e.ID)
	}
	named, err := staffing.NamedBy(ctx, tx, ids, today, ever)
	if err != nil {
		return err
	}
	of := map[int64][]staffing.Named{}
	for _, n := range named {
		of[n.Employment] = append(of[n.Employment], n)
	}
	outcomes := p.Outcomes()
	for _, i := range slices.Sorted(maps.Keys(moved)) {
		outcomes[i].Warnings = append(outcomes[i].Warnings, short(moved[i], of[moved[i].ID], today)...)
	}
	return nil
}

// short are the times for which more is released of an employment than it gives,
// or after which it has ended.
func short(e *person.Employment, named []staffing.Named, today workday.Date) []*fault.Error {
	last := today
	for _, n := range named {
		if n.To.After(last) {
			last = n.To
		}
	}
	load := capacity.Load{Gives: staffing.Levels(capacityUntilEnd(e))}
	for i := range named {
		if n := &named[i]; n.Counts() {
			load.Uses = append(load.Uses, n.AsAgreed())
		}
	}
	var warnings []*fault.Error
	for _, x := range load.Excesses(0, today, last) {
		w, column := &fault.Error{Code: overCapacity}, "/capacity"
		if e.To != nil && !x.From.Before(*e.To) {
			w.Code, column = employmentEnds, "/to"
		}
		warnings = append(warnings, w.On(column, msgShort.With(x.Besides, x.From, x.To.AddDays(-1), len(x.Cases), x.Percent)))
	}
	return warnings
}

// capacityUntilEnd is what an employment gives from day to day, nothing after
// its end.
func capacityUntilEnd(e *person.Employment) []person.Capacity {
	if e.To == nil {
		return e.Capacity
	}
	until := slices.DeleteFunc(slices.Clone(e.Capacity), func(c person.Capacity) bool { return !c.From.Before(*e.To) })
	return append(until, person.Capacity{From: *e.To})
}
