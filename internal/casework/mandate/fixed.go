package mandate

import (
	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/workday"
)

// fixedRow is a version whose days ask something.
type fixedRow struct {
	calendar.InCase
	Number   int          `db:"version"`
	State    State        `db:"state"`
	AnswerBy workday.Date `db:"answer_by"`
	Naming   workday.Date `db:"naming_due"`
}

// Fixed finds the days of mandates that stand, for the change of a calendar (rule
// 5.3): those of cases in which the organisation has a part.
func Fixed(policy *authz.Policy) calendar.Finder {
	return calendar.InCases(policy, calendar.Standing{
		What: "find the days of mandates", Columns: `v.version, v.state, v.answer_by, v.naming_due`,
		Joins: `JOIN mandate_version v ON v.case_id = c.id AND v.state IN ('open', 'in_force')`,
		Where: `(v.naming_due >= @today OR v.answer_by >= @today AND v.state = 'open')`, Order: `v.version`,
	}, fixedRow.fixed)
}

func (f fixedRow) fixed(today workday.Date) (all []calendar.Fixed) {
	at := Ref{Ref: casefile.Ref{Region: f.Region, Number: f.Case}, Version: f.Number}.Path()
	if f.State == StateOpen && !f.AnswerBy.Before(today) {
		all = append(all, calendar.Fixed{Title: msgFixedAnswers.With(f.Number, f.Case), Href: at, Due: f.AnswerBy})
	}
	if !f.Naming.Before(today) {
		all = append(all, calendar.Fixed{Title: msgFixedNaming.With(f.Number, f.Case), Href: at, Due: f.Naming})
	}
	return all
}
