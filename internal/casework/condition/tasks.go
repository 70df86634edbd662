package condition

import (
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of what waits with a condition.
const (
	WaitReport  = "report_condition"
	WaitConfirm = "confirm_condition"
)

// Tasks are the tasks about conditions.
func Tasks() waiting.Kinds {
	return waiting.Kinds{
		Names: []string{WaitReport, WaitConfirm},
		Find: func(waiting.Asked) []string {
			return []string{`
				SELECT CASE n.state WHEN 'open' THEN '` + WaitReport + `' ELSE '` + WaitConfirm + `' END AS kind, x.case_id, x.path, n.due
				FROM live x CROSS JOIN LATERAL (SELECT v.version FROM mandate_version v WHERE v.case_id = x.case_id AND v.state = 'in_force' OFFSET 0) v
				CROSS JOIN LATERAL (SELECT n.state, n.due FROM mandate_condition n WHERE n.case_id = x.case_id AND n.version = v.version AND n.superseded_at IS NULL
					AND (n.state = 'open' AND n.organisation = x.organisation OR n.state = 'reported' AND n.municipality_id = x.organisation_id) OFFSET 0) n`}
		},
		Waits: waits,
	}
}

// waitingRow is a condition that waits, and of what.
type waitingRow struct {
	CaseID       int64     `db:"case_id"`
	Version      int       `db:"version"`
	Municipality string    `db:"municipality"`
	Since        time.Time `db:"since"`
	Condition
}

// waits are the conditions of versions in force that organisations of the actor have
// to fulfil or to confirm in some cases.
func waits(p *pgdb.Parts, cases []*casefile.Case, a waiting.Asked, add func(waiting.Wait)) {
	ids, by := casefile.IDs(cases)
	pgdb.Part(p, "find conditions that wait", func(x waitingRow) {
		if w, ok := x.wait(by[x.CaseID], a.Now); ok && slices.Contains(a.Organisations, w.Organisation) {
			add(w)
		}
	}, `
		SELECT n.case_id, n.version, m.key AS municipality, greatest(v.in_force_at, n.set_at, n.reported_at, n.settled_at) AS since, `+columns+`
		FROM mandate_version v JOIN mandate_condition n ON n.case_id = v.case_id AND n.version = v.version AND n.superseded_at IS NULL
		JOIN organisation m ON m.id = n.municipality_id
		WHERE v.case_id = ANY(@cases) AND v.state = 'in_force' AND n.state <> 'fulfilled' AND (n.organisation = ANY(@organisations) OR m.key = ANY(@organisations))
		ORDER BY n.case_id, m.key, n.number`, pgx.StrictNamedArgs{"cases": ids, "organisations": a.Organisations})
}

// wait is the wait for a report or for its confirmation, unless either
// municipality has left the case.
func (x *waitingRow) wait(c *casefile.Case, now time.Time) (w waiting.Wait, ok bool) {
	party, err := c.Party(x.Municipality)
	if err != nil || c.Alive() != nil {
		return w, false
	}
	v := &mandate.Document{Region: c.Region, Case: c.Number, Number: x.Version, State: mandate.StateInForce}
	ref := x.ref(v, x.Municipality)
	w = waiting.Wait{
		Case: c, Key: fmt.Sprintf("%d/%s/%d", x.Version, x.Municipality, x.Number), Since: x.Since, By: &x.Due,
		Overdue: !now.Before(x.Due.EndIn(workday.Oslo())), About: showCondition.Href(ref),
	}
	if x.State == Open {
		if _, err := c.Party(x.Organisation); err != nil && x.Organisation != c.Region {
			return w, false
		}
		w.Kind, w.Organisation, w.Posts = WaitReport, x.Organisation, []authority.Post{{Organisation: x.Organisation, Office: x.Office}}
		w.Title = msgReport.With(party.Name, x.Text)
		w.Permission, w.Refusal = ReportCondition.Permission(), func(authn.Actor) error { return x.MustBeReportable(v) }
		w.Act = ReportCondition.At(ref).Action()
		return w, true
	}
	w.Kind, w.Organisation = WaitConfirm, x.Municipality
	w.Title = msgJudge.With(party.Name, x.Text)
	w.Permission, w.Refusal = ConfirmCondition.Permission(), func(authn.Actor) error { return x.MustBeReported(v) }
	w.Act = ConfirmCondition.At(ref).Action()
	return w, true
}
