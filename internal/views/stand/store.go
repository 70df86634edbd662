package stand

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/pgdb"
)

// overrides reads the overrides of a case, in the order in which they were
// entered.
func overrides(ctx context.Context, q pgdb.Querier, caseID int64) ([]Override, error) {
	return pgdb.All[Override](ctx, q, "find overrides", `
		SELECT serial, decided_on, case_number, reason, covers, entered_by::text AS entered_by, entered_at, confirmed_by::text AS confirmed_by, confirmed_at
		FROM start_override WHERE case_id = $1 ORDER BY serial`, caseID)
}

func insertOverride(ctx context.Context, tx pgx.Tx, caseID int64, o Override) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO start_override (case_id, serial, decided_on, case_number, reason, covers, entered_by, entered_at)
		SELECT @case, (SELECT coalesce(max(serial), 0) + 1 FROM start_override WHERE case_id = @case), @on, @number, @reason, @covers, @person, @now`,
		pgx.StrictNamedArgs{
			"case": caseID, "on": o.Date, "number": o.CaseNumber, "reason": o.Reason, "covers": o.Covers, "person": o.EnteredBy, "now": o.EnteredAt,
		})
	if err != nil {
		return fmt.Errorf("insert override: %w", err)
	}
	return nil
}

func saveConfirmation(ctx context.Context, tx pgx.Tx, caseID int64, serial int, person string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE start_override SET confirmed_by = $3, confirmed_at = $4, revision = revision + 1 WHERE case_id = $1 AND serial = $2`,
		caseID, serial, person, now)
	if err != nil {
		return fmt.Errorf("confirm override: %w", err)
	}
	return nil
}
