package approval

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Find is a version of a case by its number; it refuses a number that none has.
func Find(ctx context.Context, q pgdb.Querier, caseID int64, number int) (*Version, error) {
	v, err := one(ctx, q, mandate.Numbered(caseID, number))
	if err == nil && v == nil {
		return nil, httpapi.ErrNotFound
	}
	return v, err
}

// findIn is Find for whoever reads the case, perhaps as it stood at a moment
// (rule 1.1).
func findIn(ctx context.Context, q pgdb.Querier, c *casefile.Case, number int) (*Version, error) {
	v, err := Find(ctx, q, c.ID, number)
	if err == nil && !v.turnWhole(c) {
		return nil, httpapi.ErrNotFound
	}
	return v, err
}

// InForce is the version of a case that is in force, nil when none is.
func InForce(ctx context.Context, q pgdb.Querier, caseID int64) (*Version, error) {
	return one(ctx, q, mandate.InState(caseID, mandate.StateInForce))
}

// Open is the version of a case that is open for answers, nil when none is.
func Open(ctx context.Context, q pgdb.Querier, caseID int64) (*Version, error) {
	return one(ctx, q, mandate.InState(caseID, mandate.StateOpen))
}

// PartCurrent adds to the parts of a statement the version of a case that is in
// force and the newest one that was submitted and not withdrawn, of which the matrix
// speaks (rule 2.4): nil where there is none, and the same where it is.
func PartCurrent(p *pgdb.Parts, c *casefile.Case, add func(inForce, newest *Version)) {
	var inForce, newest *Version
	partVersions(p, mandate.Current(c), func(v *Version) {
		if !v.turnWhole(c) {
			return
		}
		if v.State == mandate.StateInForce {
			inForce = v
		}
		if v.State != mandate.StateWithdrawn {
			newest = v
		}
	})
	p.Then(func() { add(inForce, newest) })
}

// OpenIn finds the open versions of the cases of a region that a caller may
// read, ordered by the day by which they are to be answered. The number of
// statements is the same however many.
func OpenIn(ctx context.Context, q pgdb.Querier, f mandate.OpenFilter) ([]*Version, error) {
	found, err := mandate.OpenIn(ctx, q, f)
	if err != nil {
		return nil, err
	}
	return load(ctx, q, found)
}

// one reads at most one version.
func one(ctx context.Context, q pgdb.Querier, which mandate.Selection) (found *Version, err error) {
	var p pgdb.Parts
	partVersions(&p, which, func(v *Version) { found = v })
	return found, p.Read(ctx, q)
}

// partVersions adds versions, with how the municipalities stand to them, to the parts of a
// statement.
func partVersions(p *pgdb.Parts, which mandate.Selection, add func(*Version)) {
	var found []*Version
	mandate.Part(p, which, func(d *mandate.Document) { found = append(found, opened(d)) })
	partAnswers(p, which, &found)
	p.Then(func() {
		for _, v := range found {
			add(v)
		}
	})
}

// load reads how the municipalities stand to versions, of whatever cases: one
// statement, however many.
func load(ctx context.Context, q pgdb.Querier, documents []*mandate.Document) ([]*Version, error) {
	found := make([]*Version, len(documents))
	for i, d := range documents {
		found[i] = opened(d)
	}
	if len(found) == 0 {
		return found, nil
	}
	var p pgdb.Parts
	partAnswers(&p, mandate.These(documents), &found)
	return found, p.Read(ctx, q)
}

func opened(d *mandate.Document) *Version {
	v := &Version{Document: *d}
	v.openApprovals()
	return v
}

// partAnswers adds the answers to versions, the oldest first, and files each with its
// conditions under the version that it is to.
func partAnswers(p *pgdb.Parts, which mandate.Selection, found *[]*Version) {
	conditions := map[int64][]condition.Condition{}
	condition.Part(p, which, func(c condition.Condition) { conditions[c.AnswerID] = append(conditions[c.AnswerID], c) })
	pgdb.Part(p, "read answers", func(a answerIn) {
		a.Conditions = append([]condition.Condition{}, conditions[a.ID]...)
		for _, v := range *found {
			if v.CaseID == a.CaseID && v.Number == a.Version {
				a.Disqualified = reading.Holds(nil, a.Findings)
				v.Approval(a.Municipality).take(a.Answer)
			}
		}
	}, `
		SELECT x.case_id, x.id, x.version, m.key AS municipality, x.answer, x.reason, x.person_id::text AS person_id, p.name,
			x.on_behalf_of::text AS on_behalf_of, coalesce(h.name, '') AS behalf_name,
			coalesce(b.key, '') AS body, x.decided_on, x.case_number, x.at, x.late, x.carried_from, x.superseded_at, x.blocked,
			coalesce(CASE WHEN x.carried_from IS NOT NULL THEN (
				SELECT v.submitted_at FROM mandate_version v WHERE v.case_id = x.case_id AND v.version = x.version) END, x.at)
				< (SELECT t.joined_at FROM participant t WHERE t.case_id = x.case_id AND t.municipality_id = x.municipality_id) AS outdated,
			`+pgdb.RowsOf[reading.Finding](`SELECT d.decided_at, d.withdrawn_at FROM found_disqualified d
				WHERE x.body_id IS NULL AND d.case_id = x.case_id AND d.person_id IN (x.person_id, x.on_behalf_of)
					AND (d.organisation_id IS NULL OR d.organisation_id = x.municipality_id)
					AND d.from_at <= x.at AND (d.to_at IS NULL OR d.to_at > x.at)`)+` AS findings
		FROM mandate_answer x JOIN `+which.Keys()+` k ON k.case_id = x.case_id AND k.version = x.version
		JOIN organisation m ON m.id = x.municipality_id JOIN person p ON p.id = x.person_id
		LEFT JOIN person h ON h.id = x.on_behalf_of LEFT JOIN body b ON b.id = x.body_id
		ORDER BY x.id`, which.Args())
	p.Then(func() {
		for _, v := range *found {
			v.judge()
		}
	})
}

// answerIn is an answer with the case that it is in.
type answerIn struct {
	CaseID int64 `db:"case_id"`
	Answer
}

// keep stores an answer with its conditions, and completes it by the names of
// those who gave it; the one before it, if there is one, stands no longer.
func keep(ctx context.Context, tx pgx.Tx, v *Version, p *casefile.Participant, before, a *Answer) error {
	if before != nil {
		if err := supersede(ctx, tx, before, a.At); err != nil {
			return err
		}
	}
	err := tx.QueryRow(ctx, `
		INSERT INTO mandate_answer (case_id, version, municipality_id, answer, reason, person_id, on_behalf_of, at, late,
			body_id, decided_on, case_number)
		VALUES (@case, @version, @municipality, @answer, @reason, @person, @behalf, @at, @late,
			(SELECT id FROM body WHERE organisation_id = @municipality AND key = @body), @decided, @number)
		RETURNING id, (SELECT name FROM person WHERE id = person_id), coalesce((SELECT name FROM person WHERE id = on_behalf_of), '')`, pgx.StrictNamedArgs{
		"case": v.CaseID, "version": v.Number, "municipality": p.ID, "answer": a.Answer, "reason": a.Reason, "person": a.Person,
		"behalf": a.OnBehalfOf, "at": a.At, "late": a.Late, "body": a.Body, "decided": a.DecidedOn, "number": a.CaseNumber,
	}).Scan(&a.ID, &a.Name, &a.BehalfName)
	if err != nil {
		return fmt.Errorf("insert answer: %w", err)
	}
	return condition.Insert(ctx, tx, &v.Document, p, a.ID, a.At, a.Conditions)
}

// keepCarried stores the approvals that carried over from earlier versions, with
// their conditions: two statements, however many.
func (v *Version) keepCarried(ctx context.Context, tx pgx.Tx) error {
	var from []int64
	for _, a := range v.Approvals {
		if a.Standing != nil {
			from = append(from, a.Standing.ID)
		}
	}
	if len(from) == 0 {
		return nil
	}
	kept, err := pgdb.ByKey[string, int64](ctx, tx, "keep carried approvals", `
		INSERT INTO mandate_answer (case_id, version, municipality_id, answer, reason, person_id, on_behalf_of, at, late, carried_from, body_id, decided_on, case_number)
		SELECT case_id, $2, municipality_id, answer, reason, person_id, on_behalf_of, at, late, version, body_id, decided_on, case_number
		FROM mandate_answer WHERE id = ANY($1)
		RETURNING (SELECT m.key FROM organisation m WHERE m.id = municipality_id), id`, from, v.Number)
	if err != nil {
		return err
	}
	to := make([]int64, 0, len(from))
	for i := range v.Approvals {
		a := v.Approvals[i].Standing
		if a == nil {
			continue
		}
		a.ID = kept[v.Approvals[i].Municipality]
		for n := range a.Conditions {
			a.Conditions[n].AnswerID = a.ID
		}
		to = append(to, a.ID)
	}
	return condition.Carry(ctx, tx, v.Number, from, to)
}

// supersede lets an answer and its conditions stand no longer.
func supersede(ctx context.Context, tx pgx.Tx, a *Answer, at time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE mandate_answer SET superseded_at = $2 WHERE id = $1`, a.ID, at); err != nil {
		return fmt.Errorf("supersede an answer: %w", err)
	}
	if len(a.Conditions) == 0 {
		return nil
	}
	return condition.Supersede(ctx, tx, a.ID, at)
}

// Block lets a municipality's standing answer count no more, by an act that
// causes it (rule 1.7).
func (v *Version) Block(ctx context.Context, ch *casefile.Change, a *Approval, cause string) error {
	if _, err := ch.Tx.Exec(ctx, `UPDATE mandate_answer SET blocked = true WHERE id = $1`, a.Standing.ID); err != nil {
		return fmt.Errorf("block answer: %w", err)
	}
	before := a.Status
	a.Standing.Blocked = true
	a.judge()
	e := v.Event(cause, audit.Changes{"answer": {Old: before, New: a.Status}})
	e.Object = a.Self
	ch.Record(e)
	return nil
}
