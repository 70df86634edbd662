package effect

import (
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// WaitReconcile is the kind of what waits with a reconciliation.
const WaitReconcile = "reconcile"

// Tasks are the tasks of the secretariat in open reconciliations: to choose an exit, and,
// where one is chosen, to follow it to the end: of a mediation by its day (rule 8.4).
func Tasks() waiting.Kinds {
	return waiting.Kinds{
		Names: []string{WaitReconcile},
		Find: func(a waiting.Asked) []string {
			if !a.May(ChooseExit.Permission()) {
				return nil
			}
			return []string{`
				SELECT '` + WaitReconcile + `' AS kind, x.case_id, x.path, e.due
				FROM live x JOIN reconciliation r ON r.case_id = x.case_id AND r.ended_at IS NULL` + lastExit + `
				WHERE x.organisation_id = x.region_id AND x.state = 'in_treatment'`}
		},
		Waits: waits,
	}
}

// lastExit is the exit e that was chosen last in a reconciliation r.
const lastExit = `
	LEFT JOIN LATERAL (SELECT e.exit, e.due, e.chosen_at FROM reconciliation_exit e
		WHERE e.case_id = r.case_id AND e.reconciliation = r.number ORDER BY e.number DESC LIMIT 1) e ON true`

// waitingRow is an open reconciliation, with the exit that was chosen last.
type waitingRow struct {
	CaseID int64         `db:"case_id"`
	Number int           `db:"number"`
	Since  time.Time     `db:"since"`
	Chosen *Exit         `db:"exit"`
	Due    *workday.Date `db:"due"`
}

// waits are the open reconciliations of cases in treatment.
func waits(p *pgdb.Parts, cases []*casefile.Case, a waiting.Asked, add func(waiting.Wait)) {
	ids, by := casefile.IDs(slices.DeleteFunc(slices.Clone(cases), func(c *casefile.Case) bool { return c.In(casefile.InTreatment) != nil }))
	pgdb.Part(p, "find reconciliations that wait", func(x waitingRow) { add(x.wait(by[x.CaseID], workday.Today(a.Now))) }, `
		SELECT r.case_id, r.number, coalesce(e.chosen_at, r.opened_at) AS since, e.exit, e.due
		FROM reconciliation r`+lastExit+`
		WHERE r.case_id = ANY(@cases) AND r.ended_at IS NULL ORDER BY r.case_id`, pgx.StrictNamedArgs{"cases": ids})
}

// wait is what the secretariat is asked: an exit, or once one is chosen the end.
func (x waitingRow) wait(c *casefile.Case, today workday.Date) waiting.Wait {
	ref, target, title := c.Ref(), ChooseExit, msgChoose
	if x.Chosen != nil {
		target, title = endReconciliation, msgEnd
	}
	return waiting.Wait{
		Case: c, Kind: WaitReconcile, Key: strconv.Itoa(x.Number), Title: title, Organisation: c.Region, Permission: target.Permission(),
		Posts: []authority.Post{{Organisation: c.Region, Office: office.Secretariat}},
		Since: x.Since, By: x.Due, Overdue: x.Due != nil && x.Due.Before(today),
		Act: target.At(ref).Action(), About: ShowReconciling.Href(ref), Refusal: func(authn.Actor) error { return nil },
	}
}
