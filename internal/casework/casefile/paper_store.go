package casefile

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/pgdb"
)

func saveReference(ctx context.Context, tx pgx.Tx, caseID int64, organisation string, in ReferenceInput) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO case_reference (case_id, organisation_id, case_number, archive_number)
		SELECT $1, id, $3, $4 FROM organisation WHERE key = $2
		ON CONFLICT (case_id, organisation_id) DO UPDATE SET case_number = $3, archive_number = $4, revision = case_reference.revision + 1`,
		caseID, organisation, in.CaseNumber, in.ArchiveNumber)
	if err != nil {
		return fmt.Errorf("save reference: %w", err)
	}
	return nil
}

func insertLink(ctx context.Context, tx pgx.Tx, caseID int64, in LinkInput, now time.Time) (serial int, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO case_link (case_id, serial, mandate_version, title, address, kind, added_at)
		SELECT $1, (SELECT coalesce(max(serial), 0) + 1 FROM case_link WHERE case_id = $1), $2, $3, $4, $5, $6 RETURNING serial`,
		caseID, in.MandateVersion, in.Title, in.Address, in.Kind, now).Scan(&serial)
	if err != nil {
		return 0, fmt.Errorf("insert link: %w", refuse(err))
	}
	return serial, nil
}

func tombstoneLink(ctx context.Context, tx pgx.Tx, caseID int64, serial int, now time.Time) error {
	tag, err := tx.Exec(ctx, `UPDATE case_link SET removed_at = $3 WHERE case_id = $1 AND serial = $2 AND removed_at IS NULL`, caseID, serial, now)
	if err != nil {
		return fmt.Errorf("remove link: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return ErrNoLink
	}
	return nil
}

// KeepDecision stores a decision of a case, with the next number in it.
func KeepDecision(ctx context.Context, tx pgx.Tx, caseID int64, d Decision, person string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO case_decision (case_id, serial, body_id, decided_on, case_number, subject, item, recorded_by, recorded_at)
		SELECT @case, (SELECT coalesce(max(serial), 0) + 1 FROM case_decision WHERE case_id = @case), b.id, @on, @number, @subject, @item, @person, @now
		FROM body b JOIN organisation o ON o.id = b.organisation_id WHERE o.key = @organisation AND b.key = @body`,
		pgx.StrictNamedArgs{
			"case": caseID, "on": d.Date, "number": d.CaseNumber, "subject": d.Subject, "item": d.Item, "person": person, "now": d.RecordedAt,
			"organisation": d.Organisation, "body": d.Body,
		})
	if err != nil {
		return fmt.Errorf("insert decision: %w", refuse(err))
	}
	return nil
}

// RestingOn are the cases, by their numbers, that rest on what a body adopted in an item of
// an agenda, by its address (rule 2.3b).
func RestingOn(ctx context.Context, q pgdb.Querier, body int64, item string) ([]string, error) {
	return pgdb.All[string](ctx, q, "find what rests on an item", `
		SELECT DISTINCT c.year || '-' || c.serial FROM case_decision d JOIN casefile c ON c.id = d.case_id
		WHERE d.body_id = $1 AND d.item = $2 AND d.withdrawn_at IS NULL ORDER BY 1`, body, item)
}

// EndDecision marks a decision as withdrawn, and says why.
func EndDecision(ctx context.Context, ch *Change, serial int, why string) error {
	_, err := ch.Tx.Exec(ctx, `UPDATE case_decision SET withdrawn_why = $3, withdrawn_by = $4, withdrawn_at = $5 WHERE case_id = $1 AND serial = $2`,
		ch.Case.ID, serial, why, ch.Actor.Person, ch.Now)
	if err != nil {
		return fmt.Errorf("withdraw decision: %w", err)
	}
	return nil
}
