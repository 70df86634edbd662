package condition

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

const columns = `
	n.answer_id, n.first_answer_id, n.number, n.text, n.organisation, n.office, n.due, n.effect, n.state, n.report,
	n.reported_by::text AS reported_by, n.reported_at, n.note, n.settled_by::text AS settled_by, n.settled_at, n.revision`

// Part adds to the parts of a statement all conditions of the selected versions,
// with the answer that set each or with which it carried over; also those of answers
// that stand no longer.
func Part(p *pgdb.Parts, which mandate.Selection, add func(Condition)) {
	pgdb.Part(p, "read the conditions of versions", func(c Condition) { c.complete(); add(c) }, `
		SELECT `+columns+` FROM mandate_condition n JOIN `+which.Keys()+` k ON k.case_id = n.case_id AND k.version = n.version
		ORDER BY n.answer_id, n.number`, which.Args())
}

// standing reads the conditions that a municipality's standing answer to a
// version sets, by number; or set at a moment of the past.
func standing(ctx context.Context, q pgdb.Querier, v *mandate.Document, municipality string, p *reading.Past) ([]*Condition, error) {
	list, err := pgdb.Pointers[Condition](ctx, q, "read the conditions of an approval", `
		SELECT `+columns+` FROM mandate_condition n JOIN organisation m ON m.id = n.municipality_id
		WHERE n.case_id = $1 AND n.version = $2 AND m.key = $3 AND CASE WHEN $4::timestamptz IS NULL THEN n.superseded_at IS NULL
			ELSE n.set_at <= $4 AND (n.superseded_at IS NULL OR n.superseded_at > $4) END ORDER BY n.number`, v.CaseID, v.Number, municipality, p.Moment())
	for _, c := range list {
		c.Turn(p)
		c.complete()
	}
	return list, err
}

func (c *Condition) complete() {
	c.Responsible, c.Actions = ResponsibleOffice{Organisation: c.Organisation, Office: c.Office}, []request.Action{}
}

// Insert stores the conditions that a municipality's answer sets: one statement.
func Insert(ctx context.Context, tx pgx.Tx, v *mandate.Document, p *casefile.Participant, answerID int64, at time.Time, list []Condition) error {
	if len(list) == 0 {
		return nil
	}
	for i := range list {
		list[i].AnswerID, list[i].FirstAnswerID = answerID, answerID
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO mandate_condition (answer_id, first_answer_id, case_id, version, municipality_id, set_at, number, text, organisation, office, due, effect)
		SELECT @answer, @answer, @case, @version, @municipality, @at, c.number, c.text, c.organisation, c.office, c.due, c.effect
		FROM unnest(@number::int[], @text::text[], @organisation::text[], @office::text[], @due::date[], @effect::text[])
			AS c (number, text, organisation, office, due, effect)`, pgx.StrictNamedArgs{
		"answer": answerID, "case": v.CaseID, "version": v.Number, "municipality": p.ID, "at": at,
		"number":       column(list, func(c Condition) int { return c.Number }),
		"text":         column(list, func(c Condition) string { return c.Text }),
		"organisation": column(list, func(c Condition) string { return c.Organisation }),
		"office":       column(list, func(c Condition) string { return c.Office }),
		"due":          column(list, func(c Condition) time.Time { return c.Due.In(time.UTC) }),
		"effect":       column(list, func(c Condition) string { return c.Effect }),
	})
	if err != nil {
		return fmt.Errorf("insert conditions: %w", err)
	}
	return nil
}

func column[T any](list []Condition, of func(Condition) T) []T {
	all := make([]T, len(list))
	for i, c := range list {
		all[i] = of(c)
	}
	return all
}

// Carry stores the conditions of answers, as far as they are fulfilled, for the
// answers that carried over from them to a version: one statement.
func Carry(ctx context.Context, tx pgx.Tx, version int, from, to []int64) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO mandate_condition (answer_id, first_answer_id, case_id, version, municipality_id, set_at, number, text, organisation, office, due, effect,
			state, report, reported_by, reported_at, note, settled_by, settled_at)
		SELECT x.to_id, c.first_answer_id, c.case_id, $1, c.municipality_id, c.set_at, c.number, c.text, c.organisation, c.office, c.due, c.effect,
			c.state, c.report, c.reported_by, c.reported_at, c.note, c.settled_by, c.settled_at
		FROM unnest($2::bigint[], $3::bigint[]) AS x (from_id, to_id) JOIN mandate_condition c ON c.answer_id = x.from_id`, version, from, to)
	if err != nil {
		return fmt.Errorf("carry conditions over: %w", err)
	}
	return nil
}

// Supersede lets the conditions of an answer stand no longer, because the
// municipality gave another.
func Supersede(ctx context.Context, tx pgx.Tx, answerID int64, at time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE mandate_condition SET superseded_at = $2 WHERE answer_id = $1`, answerID, at); err != nil {
		return fmt.Errorf("supersede conditions: %w", err)
	}
	return nil
}

// saveFulfilment writes how far a condition of the version in force is; what it
// says never changes. Wherever the approval has already carried over, the
// fulfilment does too, also to a version that was withdrawn: the next may carry
// it on (rule 3.6).
func saveFulfilment(ctx context.Context, tx pgx.Tx, v *mandate.Document, c *Condition) error {
	_, err := tx.Exec(ctx, `
		UPDATE mandate_condition SET state = @state, report = @report, reported_by = @by, reported_at = @at, note = @note,
			settled_by = @settled_by, settled_at = @settled_at, revision = revision + 1
		WHERE first_answer_id = @first AND number = @number AND version >= @version AND superseded_at IS NULL`, pgx.StrictNamedArgs{
		"first": c.FirstAnswerID, "number": c.Number, "version": v.Number, "state": c.State, "report": c.Report, "by": c.ReportedBy, "at": c.ReportedAt,
		"note": c.Note, "settled_by": c.SettledBy, "settled_at": c.SettledAt,
	})
	if err != nil {
		return fmt.Errorf("save a condition: %w", err)
	}
	c.Revision++
	return nil
}
