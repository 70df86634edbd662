package mandate

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/pgdb"
)

// keep stores an answer with its conditions; the one before it stands no
// longer.
func keep(ctx context.Context, tx pgx.Tx, v *Version, p *casefile.Participant, a *Answer) error {
	_, err := tx.Exec(ctx, `
		UPDATE mandate_answer SET superseded_at = $4
		WHERE case_id = $1 AND version = $2 AND municipality_id = $3 AND superseded_at IS NULL`, v.CaseID, v.Number, p.ID, a.At)
	if err != nil {
		return fmt.Errorf("supersede an answer: %w", err)
	}
	err = tx.QueryRow(ctx, `
		INSERT INTO mandate_answer (case_id, version, municipality_id, answer, reason, person_id, on_behalf_of, at, late, carried_from,
			body_id, decided_on, case_number)
		VALUES (@case, @version, @municipality, @answer, @reason, @person, @behalf, @at, @late, @carried,
			(SELECT id FROM body WHERE organisation_id = @municipality AND key = @body), @decided, @number)
		RETURNING id`, pgx.StrictNamedArgs{
		"case": v.CaseID, "version": v.Number, "municipality": p.ID, "answer": a.Answer, "reason": a.Reason, "person": a.Person,
		"behalf": a.OnBehalfOf, "at": a.At, "late": a.Late, "carried": a.CarriedFrom, "body": a.Body, "decided": a.DecidedOn, "number": a.CaseNumber,
	}).Scan(&a.ID)
	if err != nil {
		return fmt.Errorf("insert answer: %w", err)
	}
	b := &pgx.Batch{}
	for i := range a.Conditions {
		c := &a.Conditions[i]
		c.AnswerID = a.ID
		b.Queue(`
			INSERT INTO mandate_condition (answer_id, number, text, organisation, office, due, effect, state, report, reported_by, reported_at, note, settled_by, settled_at)
			VALUES (@answer, @number, @text, @organisation, @office, @due, @effect, @state, @report, @by, @at, @note, @settled_by, @settled_at)`,
			c.args(pgx.StrictNamedArgs{"text": c.Text, "organisation": c.Organisation, "office": c.Office, "due": c.Due, "effect": c.Effect}))
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("insert conditions: %w", err)
	}
	return nil
}

// SaveFulfilment writes how far a condition of the version in force is; what it
// says never changes. Wherever the approval has already carried over, the
// fulfilment does too, also to a version that was withdrawn: the next may carry
// it on (rule 3.6).
func SaveFulfilment(ctx context.Context, tx pgx.Tx, c *Condition) error {
	_, err := tx.Exec(ctx, `
		WITH RECURSIVE approval AS (
			SELECT id, case_id, version, municipality_id FROM mandate_answer WHERE id = @answer
			UNION ALL
			SELECT n.id, n.case_id, n.version, n.municipality_id FROM mandate_answer n JOIN approval a
				ON n.case_id = a.case_id AND n.municipality_id = a.municipality_id AND n.carried_from = a.version
			WHERE n.superseded_at IS NULL)
		UPDATE mandate_condition SET state = @state, report = @report, reported_by = @by, reported_at = @at, note = @note,
			settled_by = @settled_by, settled_at = @settled_at, revision = revision + 1
		WHERE number = @number AND answer_id IN (SELECT id FROM approval)`, c.args(nil))
	if err != nil {
		return fmt.Errorf("save a condition: %w", err)
	}
	return nil
}

func (c *Condition) args(args pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	if args == nil {
		args = pgx.StrictNamedArgs{}
	}
	args["answer"], args["number"], args["state"], args["report"], args["note"] = c.AnswerID, c.Number, c.State, c.Report, c.Note
	args["by"], args["at"], args["settled_by"], args["settled_at"] = c.ReportedBy, c.ReportedAt, c.SettledBy, c.SettledAt
	return args
}

// CouncilKind finds what kind of body a municipality's body is, "" for one that
// there is not.
func CouncilKind(ctx context.Context, q pgdb.Querier, municipality int64, body string) (kind string, err error) {
	err = q.QueryRow(ctx, `SELECT coalesce((SELECT kind FROM body WHERE organisation_id = $1 AND key = $2), '')`, municipality, body).Scan(&kind)
	if err != nil {
		return "", fmt.Errorf("find the council: %w", err)
	}
	return kind, nil
}

// mayStandIn are the bodies that answer in a disqualified chief executive's
// place (rule 1.7).
var mayStandIn = []string{"municipal_council", "municipal_executive_committee"}

// DisqualifiedChief finds who holds the office of chief executive and is
// disqualified in the case now, "" for nobody.
func DisqualifiedChief(ctx context.Context, q pgdb.Querier, c *casefile.Case, p *casefile.Participant, at any) (person string, err error) {
	err = q.QueryRow(ctx, `
		SELECT coalesce((
			SELECT f.person_id::text FROM office f JOIN disqualification d ON d.person_id = f.person_id
			WHERE f.organisation_id = $1 AND f.kind = '`+office.ChiefExecutive+`' AND f.from_at <= $3 AND (f.to_at IS NULL OR f.to_at > $3)
				AND d.case_id = $2 AND d.state = 'disqualified' AND d.from_at <= $3 AND (d.to_at IS NULL OR d.to_at > $3)), '')`,
		p.ID, c.ID, at).Scan(&person)
	if err != nil {
		return "", fmt.Errorf("look for a disqualified chief executive: %w", err)
	}
	return person, nil
}
