package followup

import (
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of what waits once a case is adopted.
const (
	WaitReport = "report_follow_up"
	WaitBegin  = "begin_follow_up"
)

// Tasks are the tasks after a case is adopted: of the secretariat to begin its follow-up, of
// municipalities to report.
func Tasks() waiting.Kinds {
	return waiting.Kinds{
		Names: []string{WaitReport, WaitBegin},
		Find: func(waiting.Asked) []string {
			return []string{`
				SELECT '` + WaitReport + `' AS kind, x.case_id, x.path, f.due FROM live x
				JOIN follow_up_part p ON p.case_id = x.case_id AND p.municipality_id = x.organisation_id AND p.reports = 0
				JOIN follow_up f ON f.case_id = p.case_id AND f.number = p.number AND f.withdrawn_at IS NULL
				WHERE x.state = 'following_up'`, `
				SELECT '` + WaitBegin + `' AS kind, x.case_id, x.path, NULL::date AS due FROM live x WHERE x.state = 'adopted' AND x.organisation_id = x.region_id`}
		},
		Waits: waits,
	}
}

// waits are the reports that municipalities of the actor owe, and the adopted cases of
// regions of theirs.
func waits(p *pgdb.Parts, cases []*casefile.Case, a waiting.Asked, add func(waiting.Wait)) {
	followed, by := casefile.IDs(only(cases, casefile.FollowingUp))
	waitingReports(p, followed, by, a, add)
	adopted, of := casefile.IDs(slices.DeleteFunc(only(cases, casefile.Adopted), func(c *casefile.Case) bool { return !slices.Contains(a.Organisations, c.Region) }))
	effect.PartAdopted(p, adopted, func(e effect.CaseEffect) {
		c := of[e.CaseID]
		add(waiting.Wait{
			Case: c, Kind: WaitBegin, Title: msgBegin, Organisation: c.Region, Posts: []authority.Post{{Organisation: c.Region, Office: office.Secretariat}},
			Permission: beginFollowUp.Permission(), Act: beginFollowUp.At(c.Ref()).Action(), About: c.Ref().Path(), Since: e.At,
			Refusal: func(authn.Actor) error { return nil },
		})
	})
}

// only are the cases in a state.
func only(cases []*casefile.Case, state casefile.State) []*casefile.Case {
	return slices.DeleteFunc(slices.Clone(cases), func(c *casefile.Case) bool { return c.State != state })
}

// waitingRow is a part of a follow-up that is not reported.
type waitingRow struct {
	CaseID       int64        `db:"case_id"`
	Number       int          `db:"number"`
	Municipality string       `db:"municipality"`
	Text         string       `db:"text"`
	Due          workday.Date `db:"due"`
	PlannedAt    time.Time    `db:"planned_at"`
}

func waitingReports(p *pgdb.Parts, ids []int64, by map[int64]*casefile.Case, a waiting.Asked, add func(waiting.Wait)) {
	pgdb.Part(p, "find follow-ups that wait", func(x waitingRow) {
		c := by[x.CaseID]
		if c.MustBeSpokenForBy(x.Municipality) != nil {
			return
		}
		ref := Ref{c.Ref(), x.Number}.part(x.Municipality)
		add(waiting.Wait{
			Case: c, Kind: WaitReport, Key: fmt.Sprintf("%d/%s", x.Number, x.Municipality), Title: msgReport.With(x.Text), Organisation: x.Municipality,
			Posts: []authority.Post{asked(x.Municipality)}, Permission: ReportFollowUp.Permission(), Act: ReportFollowUp.At(ref).Action(), About: showFollowUp.Href(ref.Ref),
			Since: x.PlannedAt, By: &x.Due, Overdue: !a.Now.Before(x.Due.EndIn(workday.Oslo())), Refusal: func(authn.Actor) error { return nil },
		})
	}, `
		SELECT f.case_id, f.number, m.key AS municipality, f.text, f.due, f.planned_at
		FROM follow_up_part p JOIN follow_up f ON f.case_id = p.case_id AND f.number = p.number JOIN organisation m ON m.id = p.municipality_id
		WHERE p.case_id = ANY(@cases) AND p.reports = 0 AND f.withdrawn_at IS NULL AND m.key = ANY(@organisations)
		ORDER BY f.case_id, f.number, m.key`, pgx.StrictNamedArgs{"cases": ids, "organisations": a.Organisations})
}
