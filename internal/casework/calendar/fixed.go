package calendar

import (
	"context"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Fixed is a deadline that stands on its day, whatever becomes of the calendar in
// which it was counted (rule 5.3).
type Fixed struct {
	Title message.Text
	Href  string
	Due   workday.Date
	// Start and Rule are what it was counted by; a deadline set by hand has none.
	Start workday.Date
	Rule  workday.Rule
	// Body is the body in whose calendar it is counted, 0 for the organisation's own.
	Body int64
}

// Scope is where deadlines are looked for, when a calendar changes: those that are
// counted in it and have not passed.
type Scope struct {
	Organisation   string
	OrganisationID int64
	// Body is the only body whose calendar changes; 0 for the organisation's own,
	// of which its bodies inherit.
	Body int64
	// Today is the first day of which deadlines are wanted.
	Today workday.Date
}

// Finder finds the deadlines of a feature in a scope, of those that the actor may
// read: in one statement.
type Finder func(ctx context.Context, tx pgx.Tx, actor authn.Actor, in Scope) ([]Fixed, error)

// Standing is a statement that finds the days of something that stand in cases: of
// those in which the organisation has a part (x), that the actor may read (c), with
// their regions (r).
type Standing struct {
	What string
	// Columns are selected beside the region and the number of the case.
	Columns, Joins, Where, Order string
}

// InCase is in which case a row of a Standing is.
type InCase struct {
	Region string `db:"region"`
	Case   string `db:"case_number"`
}

// InCases makes a Finder of what is counted in the calendars of organisations, never
// of bodies: each row may be several deadlines.
func InCases[R any](policy *authz.Policy, s Standing, deadlines func(r R, today workday.Date) []Fixed) Finder {
	statement := `
		SELECT r.key AS region, c.year || '-' || c.serial AS case_number, ` + s.Columns + `
		FROM ` + reading.Parts + ` JOIN organisation r ON r.id = c.region_id ` + s.Joins + `
		WHERE x.organisation_id = @organisation AND ` + s.Where + ` AND ` + reading.Readable + ` ORDER BY c.id, ` + s.Order
	return func(ctx context.Context, tx pgx.Tx, actor authn.Actor, in Scope) (all []Fixed, err error) {
		if in.Body != 0 {
			return nil, nil
		}
		args := reading.Of(policy, actor, in.Organisation, in.Today).Args(pgx.StrictNamedArgs{"organisation": in.OrganisationID})
		found, err := pgdb.All[R](ctx, tx, s.What, statement, args)
		for _, r := range found {
			all = append(all, deadlines(r, in.Today)...)
		}
		return all, err
	}
}

// warn is what a change of a calendar makes of a deadline; nil where it would not
// have moved it, and has not put it on a day off.
func (f Fixed) warn(before, after *workday.Calendar) *CalendarWarning {
	w := CalendarWarning{Title: f.Title, Href: f.Href, Due: f.Due}
	if !f.Rule.IsZero() {
		if was, is := before.Due(f.Start, f.Rule), after.Due(f.Start, f.Rule); was != is {
			w.Code, w.WouldBe, w.Detail = "would_move", is, msgWouldMove.With(f.Due, f.Rule.From(f.Start), is)
			return &w
		}
	}
	if before.IsWorkingDay(f.Due) && !after.IsWorkingDay(f.Due) {
		w.Code, w.Detail = "day_off", msgNowOff.With(f.Due, after.Reason(f.Due))
		return &w
	}
	return nil
}
