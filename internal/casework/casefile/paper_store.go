package casefile

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/body"
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

func insertDecision(ctx context.Context, tx pgx.Tx, c *Case, in DecisionInput, person string, now time.Time) error {
	tag, err := tx.Exec(ctx, `
		INSERT INTO case_decision (case_id, serial, body_id, decided_on, case_number, subject, recorded_by, recorded_at)
		SELECT @case, (SELECT coalesce(max(serial), 0) + 1 FROM case_decision WHERE case_id = @case), b.id, @on, @number, @subject, @person, @now
		FROM body b JOIN organisation o ON o.id = b.organisation_id WHERE o.key = @organisation AND b.key = @body`,
		pgx.StrictNamedArgs{
			"case": c.ID, "on": in.Date, "number": in.CaseNumber, "subject": in.Subject, "person": person, "now": now,
			"organisation": in.Organisation, "body": in.Body,
		})
	if err != nil {
		return fmt.Errorf("insert decision: %w", refuse(err))
	}
	if tag.RowsAffected() == 0 {
		return body.ErrUnknownBody.On("/body", MsgNoBody.With(in.Organisation, in.Body))
	}
	return nil
}

// withdraw marks a decision as withdrawn.
func withdraw(ctx context.Context, tx pgx.Tx, caseID int64, serial int, why, person string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE case_decision SET withdrawn_why = $3, withdrawn_by = $4, withdrawn_at = $5 WHERE case_id = $1 AND serial = $2`,
		caseID, serial, why, person, now)
	if err != nil {
		return fmt.Errorf("withdraw decision: %w", err)
	}
	return nil
}
