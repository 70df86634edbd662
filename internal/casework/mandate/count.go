package mandate

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/pgdb"
)

// CountIn gives versions of a case whose days ask something the calendars of those
// concerned (rule 5.2).
func CountIn(ctx context.Context, q pgdb.Querier, c *casefile.Case, versions ...*Document) error {
	if !slices.ContainsFunc(versions, func(v *Document) bool { return v.MustTakeDays() == nil }) {
		return nil
	}
	concerned := []string{c.Region}
	for _, p := range c.Participants {
		concerned = append(concerned, p.Number)
	}
	calendars, err := calendar.Of(ctx, q, concerned)
	for _, v := range versions {
		v.Calendars = calendars
	}
	return err
}
