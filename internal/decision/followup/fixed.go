package followup

import (
	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/workday"
)

// fixedRow is a follow-up that stands.
type fixedRow struct {
	calendar.InCase
	Number int          `db:"number"`
	Due    workday.Date `db:"due"`
}

// Fixed finds the days of follow-ups that stand, for the change of a calendar (rule 5.3):
// of the region, and of municipalities that have not reported.
func Fixed(policy *authz.Policy) calendar.Finder {
	return calendar.InCases(policy, calendar.Standing{
		What: "find the days of follow-ups", Columns: `f.number, f.due`,
		Joins: `JOIN follow_up f ON f.case_id = c.id AND f.withdrawn_at IS NULL`,
		Where: `c.state = 'following_up' AND f.due >= @today AND (c.region_id = x.organisation_id OR EXISTS (
			SELECT FROM follow_up_part p WHERE p.case_id = f.case_id AND p.number = f.number AND p.municipality_id = x.organisation_id AND p.reports = 0))`,
		Order: `f.number`,
	}, fixedRow.fixed)
}

func (f fixedRow) fixed(workday.Date) []calendar.Fixed {
	at := Ref{casefile.Ref{Region: f.Region, Number: f.Case}, f.Number}
	return []calendar.Fixed{{Title: msgFixed.With(f.Number, f.Case), Href: showFollowUp.Href(at), Due: f.Due}}
}
