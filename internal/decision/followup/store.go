package followup

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// row is a follow-up as it is stored.
type row struct {
	CaseID       int64        `db:"case_id"`
	Number       int          `db:"number"`
	Item         int          `db:"item"`
	Text         string       `db:"text"`
	Due          workday.Date `db:"due"`
	PlannedBy    string       `db:"planned_by"`
	PlannedFor   *string      `db:"planned_for"`
	PlannedAt    time.Time    `db:"planned_at"`
	WithdrawnAt  *time.Time   `db:"withdrawn_at"`
	WithdrawnWhy string       `db:"withdrawn_why"`
}

// partRow is a municipality's part as it is stored, with the report that stands.
type partRow struct {
	CaseID         int64                `db:"case_id"`
	Number         int                  `db:"number"`
	MunicipalityID int64                `db:"municipality_id"`
	Municipality   string               `db:"municipality"`
	Serial         *int                 `db:"serial"`
	Outcome        *State               `db:"outcome"`
	DoneOn         *workday.Date        `db:"done_on"`
	Note           *string              `db:"note"`
	Address        *string              `db:"address"`
	Documents      []chain.LaidDocument `db:"documents"`
	ReportedBy     *string              `db:"reported_by"`
	ReportedFor    *string              `db:"reported_for"`
	ReportedAt     *time.Time           `db:"reported_at"`
}

func (r row) followUp(c *casefile.Case) *FollowUp {
	return &FollowUp{
		Resource: request.Resource{Revision: 1}, Case: c.Number, Number: r.Number, Item: r.Item, Text: r.Text, Due: r.Due,
		PlannedBy: r.PlannedBy, PlannedFor: r.PlannedFor, PlannedAt: r.PlannedAt, WithdrawnAt: r.WithdrawnAt, WithdrawnWhy: r.WithdrawnWhy, Parts: []FollowUpPart{},
	}
}

func (r partRow) part() FollowUpPart {
	p := FollowUpPart{Municipality: r.Municipality, State: Open, municipality: r.MunicipalityID}
	if r.Serial == nil {
		return p
	}
	p.Revision, p.State = int64(*r.Serial), *r.Outcome
	p.Report = &FollowUpReport{
		Number: *r.Serial, Outcome: *r.Outcome, DoneOn: r.DoneOn, Note: *r.Note, Address: *r.Address, Documents: r.Documents, ReportedBy: *r.ReportedBy, ReportedFor: r.ReportedFor, ReportedAt: *r.ReportedAt,
	}
	return p
}

// Part adds to the parts of a read the follow-ups of a case, by number, as its reader may
// know them: those that are withdrawn too.
func Part(p *pgdb.Parts, c *casefile.Case, add func(*FollowUp)) {
	all := map[int]*FollowUp{}
	pgdb.Part(p, "read the follow-ups of a case", func(r row) {
		if f := r.followUp(c); f.turn(c.Past) {
			all[f.Number] = f
			add(f)
		}
	}, `
		SELECT case_id, number, item, text, due, planned_by::text AS planned_by, planned_for::text AS planned_for, planned_at, withdrawn_at, withdrawn_why
		FROM follow_up WHERE case_id = @case ORDER BY number`, pgx.StrictNamedArgs{"case": c.ID})
	pgdb.Part(p, "read what municipalities do about a case", func(r partRow) {
		if f := all[r.Number]; f != nil {
			f.Parts = append(f.Parts, r.part())
		}
	}, `
		SELECT p.case_id, p.number, p.municipality_id, m.key AS municipality, r.serial, r.outcome, r.done_on, r.note, r.address, r.documents,
			r.reported_by::text AS reported_by, r.reported_for::text AS reported_for, r.reported_at
		FROM follow_up_part p JOIN organisation m ON m.id = p.municipality_id LEFT JOIN LATERAL (
			SELECT * FROM follow_up_report r WHERE (r.case_id, r.number, r.municipality_id) = (p.case_id, p.number, p.municipality_id)
				AND r.reported_at <= coalesce(@until, 'infinity'::timestamptz) ORDER BY r.serial DESC LIMIT 1) r ON true
		WHERE p.case_id = @case ORDER BY p.number, m.key`, pgx.StrictNamedArgs{"case": c.ID, "until": c.Past.Moment()})
}

// read reads the follow-ups of a case: one statement.
func read(ctx context.Context, q pgdb.Querier, c *casefile.Case) ([]*FollowUp, error) {
	var p pgdb.Parts
	all := []*FollowUp{}
	Part(&p, c, func(f *FollowUp) { all = append(all, f) })
	return all, p.Read(ctx, q)
}

// insert plans a follow-up with its parts, under the next number of its case.
func insert(ctx context.Context, tx pgx.Tx, caseID int64, f *FollowUp, municipalities []int64) error {
	number, err := pgdb.One[int](ctx, tx, "plan a follow-up", `
		WITH f AS (
			INSERT INTO follow_up (case_id, number, item, text, due, planned_by, planned_for, planned_at)
			SELECT @case, (SELECT coalesce(max(number), 0) + 1 FROM follow_up WHERE case_id = @case), @item, @text, @due, @by, @for, @at
			RETURNING case_id, number),
		p AS (INSERT INTO follow_up_part (case_id, number, municipality_id) SELECT case_id, number, unnest(@municipalities::bigint[]) FROM f)
		SELECT number FROM f`, pgx.StrictNamedArgs{
		"case": caseID, "item": f.Item, "text": f.Text, "due": f.Due, "by": f.PlannedBy, "for": f.PlannedFor, "at": f.PlannedAt, "municipalities": municipalities,
	})
	f.Number = number
	return err
}

func saveWithdrawal(ctx context.Context, tx pgx.Tx, caseID int64, f *FollowUp) error {
	_, err := tx.Exec(ctx, `UPDATE follow_up SET withdrawn_at = $3, withdrawn_why = $4 WHERE case_id = $1 AND number = $2`, caseID, f.Number, f.WithdrawnAt, f.WithdrawnWhy)
	if err != nil {
		return fmt.Errorf("withdraw a follow-up: %w", err)
	}
	return nil
}

// insertReport stores the report that a part stands by.
func insertReport(ctx context.Context, tx pgx.Tx, caseID int64, number int, p *FollowUpPart) error {
	_, err := tx.Exec(ctx, `
		WITH p AS (UPDATE follow_up_part SET reports = @serial WHERE case_id = @case AND number = @number AND municipality_id = @municipality)
		INSERT INTO follow_up_report (case_id, number, municipality_id, serial, outcome, done_on, note, address, documents, reported_by, reported_for, reported_at)
		VALUES (@case, @number, @municipality, @serial, @outcome, @done, @note, @address, @documents, @by, @for, @at)`, pgx.StrictNamedArgs{
		"case": caseID, "number": number, "municipality": p.municipality, "serial": p.Report.Number, "outcome": p.State, "done": p.Report.DoneOn, "note": p.Report.Note,
		"address": p.Report.Address, "documents": p.Report.Documents, "by": p.Report.ReportedBy, "for": p.Report.ReportedFor, "at": p.Report.ReportedAt,
	})
	if err != nil {
		return fmt.Errorf("report a follow-up: %w", err)
	}
	return nil
}
