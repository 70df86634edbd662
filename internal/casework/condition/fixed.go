package condition

import (
	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/workday"
)

// fixedRow is a condition that is not fulfilled.
type fixedRow struct {
	calendar.InCase
	Version      int          `db:"version"`
	Municipality string       `db:"municipality"`
	Number       int          `db:"number"`
	Due          workday.Date `db:"due"`
}

// Fixed finds the days of conditions that stand, for the change of a calendar (rule
// 5.3): those that the organisation is responsible for.
func Fixed(policy *authz.Policy) calendar.Finder {
	return calendar.InCases(policy, calendar.Standing{
		What: "find the days of conditions", Columns: `n.version, w.key AS municipality, n.number, n.due`,
		Joins: `JOIN mandate_version v ON v.case_id = c.id AND v.state IN ('open', 'in_force')
			JOIN mandate_condition n ON n.case_id = v.case_id AND n.version = v.version AND n.superseded_at IS NULL AND n.state <> 'fulfilled'
			JOIN organisation w ON w.id = n.municipality_id`,
		Where: `n.organisation = x.organisation AND n.due >= @today`, Order: `n.version, w.key, n.number`,
	}, fixedRow.fixed)
}

func (f fixedRow) fixed(workday.Date) []calendar.Fixed {
	at := Ref{PartRef: mandate.Ref{Ref: casefile.Ref{Region: f.Region, Number: f.Case}, Version: f.Version}.Part(f.Municipality), Number: f.Number}
	return []calendar.Fixed{{Title: msgFixed.With(f.Number, f.Municipality, f.Case), Href: showCondition.Href(at), Due: f.Due}}
}
