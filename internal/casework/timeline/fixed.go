package timeline

import (
	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/workday"
)

// fixedRow is a milestone with a day that is not done.
type fixedRow struct {
	calendar.InCase
	Key   string       `db:"key"`
	Title string       `db:"title"`
	Due   workday.Date `db:"due"`
	Start workday.Date `db:"start"`
	Rule  workday.Rule `db:"rule"`
}

// Fixed finds the days of milestones that stand, for the change of a calendar (rule
// 5.3): those that are counted in it (Line.CalendarOf).
func Fixed(policy *authz.Policy) calendar.Finder {
	return calendar.InCases(policy, calendar.Standing{
		What: "find the days of milestones", Columns: `m.key, m.title, m.due, (m.explanation->>'start')::date AS start, m.rule->>'count' AS rule`,
		Joins: `JOIN milestone m ON m.case_id = c.id`, Order: `m.due, m.key`,
		Where: `coalesce(nullif(m.responsible->>'organisation', ''), r.key) = x.organisation AND m.due >= @today AND m.done_at IS NULL AND m.withdrawn_at IS NULL`,
	}, fixedRow.fixed)
}

func (f fixedRow) fixed(workday.Date) []calendar.Fixed {
	at := Ref{Ref: casefile.Ref{Region: f.Region, Number: f.Case}, Key: f.Key}
	return []calendar.Fixed{{Title: msgFixed.With(f.Title, f.Case), Href: at.Path(), Due: f.Due, Start: f.Start, Rule: f.Rule}}
}
