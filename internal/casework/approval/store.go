package approval

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Find is a version of a case by its number; it refuses a number that none has.
func Find(ctx context.Context, q pgdb.Querier, caseID int64, number int) (*Version, error) {
	v, err := mandate.Find(ctx, q, caseID, number)
	return loadOne(ctx, q, v, err)
}

// FindIn is Find for whoever reads the case, perhaps as it stood at a moment
// (rule 1.1).
func FindIn(ctx context.Context, q pgdb.Querier, c *casefile.Case, number int) (*Version, error) {
	d, err := mandate.FindIn(ctx, q, c, number)
	v, err := loadOne(ctx, q, d, err)
	if err == nil {
		v.turn(c.Past)
	}
	return v, err
}

// InForce is the version of a case that is in force, nil when none is.
func InForce(ctx context.Context, q pgdb.Querier, caseID int64) (*Version, error) {
	v, err := mandate.InState(ctx, q, caseID, mandate.StateInForce)
	return loadOne(ctx, q, v, err)
}

// Open is the version of a case that is open for answers, nil when none is.
func Open(ctx context.Context, q pgdb.Querier, caseID int64) (*Version, error) {
	v, err := mandate.InState(ctx, q, caseID, mandate.StateOpen)
	return loadOne(ctx, q, v, err)
}

// Current are the version of a case that is in force and the newest one that was
// submitted and not withdrawn, of which the matrix speaks (rule 2.4): nil where
// there is none, and the same where it is.
func Current(ctx context.Context, q pgdb.Querier, c *casefile.Case) (inForce, newest *Version, err error) {
	documents, err := mandate.CurrentIn(ctx, q, c)
	if err != nil {
		return nil, nil, err
	}
	all, err := load(ctx, q, documents)
	for _, v := range all {
		v.turn(c.Past)
		newest = v
		if v.State == mandate.StateInForce {
			inForce = v
		}
	}
	return inForce, newest, err
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

// loadOne is load for at most one version, which was just looked for.
func loadOne(ctx context.Context, q pgdb.Querier, v *mandate.Document, err error) (*Version, error) {
	if err != nil || v == nil {
		return nil, err
	}
	all, err := load(ctx, q, []*mandate.Document{v})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// load reads how the municipalities stand to versions, of whatever cases: one
// statement, however many, and one more where an answer sets conditions.
func load(ctx context.Context, q pgdb.Querier, documents []*mandate.Document) ([]*Version, error) {
	found := make([]*Version, len(documents))
	if len(documents) == 0 {
		return found, nil
	}
	for i, v := range documents {
		found[i] = &Version{Document: *v}
		found[i].openApprovals()
	}
	answers, err := readAnswers(ctx, q, documents)
	if err != nil {
		return nil, err
	}
	conditions := map[int64][]condition.Condition{}
	if slices.ContainsFunc(answers, func(a Answer) bool { return a.Answer == ApprovedWithConditions }) {
		if conditions, err = condition.OfVersions(ctx, q, documents); err != nil {
			return nil, err
		}
	}
	for _, a := range answers {
		v := found[a.Version-1]
		a.Version, a.Conditions = v.Number, append([]condition.Condition{}, conditions[a.ID]...)
		v.Approval(a.Municipality).take(a)
	}
	for _, v := range found {
		v.judge()
	}
	return found, nil
}

// readAnswers reads the answers to versions, the oldest first. The version of an
// answer is the place in the list.
func readAnswers(ctx context.Context, q pgdb.Querier, documents []*mandate.Document) ([]Answer, error) {
	cases, numbers := mandate.Keys(documents)
	return pgdb.All[Answer](ctx, q, "read answers", `
		SELECT x.id, k.place AS version, m.key AS municipality, x.answer, x.reason, x.person_id::text AS person_id, p.name,
			x.on_behalf_of::text AS on_behalf_of, coalesce(h.name, '') AS behalf_name,
			coalesce(b.key, '') AS body, x.decided_on, x.case_number, x.at, x.late, x.carried_from, x.superseded_at, x.blocked,
			coalesce(CASE WHEN x.carried_from IS NOT NULL THEN (
				SELECT v.submitted_at FROM mandate_version v WHERE v.case_id = x.case_id AND v.version = x.version) END, x.at)
				< (SELECT t.joined_at FROM participant t WHERE t.case_id = x.case_id AND t.municipality_id = x.municipality_id) AS outdated,
			x.body_id IS NULL AND EXISTS (
				SELECT FROM barred d WHERE d.case_id = x.case_id AND d.person_id IN (x.person_id, x.on_behalf_of)
					AND (d.organisation_id IS NULL OR d.organisation_id = x.municipality_id)
					AND d.from_at <= x.at AND (d.to_at IS NULL OR d.to_at > x.at)) AS disqualified
		FROM mandate_answer x JOIN unnest($1::bigint[], $2::int[]) WITH ORDINALITY AS k (case_id, number, place)
			ON k.case_id = x.case_id AND k.number = x.version
		JOIN organisation m ON m.id = x.municipality_id JOIN person p ON p.id = x.person_id
		LEFT JOIN person h ON h.id = x.on_behalf_of LEFT JOIN body b ON b.id = x.body_id
		ORDER BY x.id`, cases, numbers)
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
