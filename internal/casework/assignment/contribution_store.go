package assignment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/pgdb"
)

// contributions reads those of a case; with a municipality, only its own.
func contributions(ctx context.Context, q pgdb.Querier, c *casefile.Case, municipality string) ([]*Contribution, error) {
	rows, err := q.Query(ctx, `
		SELECT m.key AS municipality, b.description, b.amount, b.currency, b.recorded_by::text AS recorded_by, b.recorded_at, b.revision
		FROM contribution b JOIN organisation m ON m.id = b.municipality_id
		WHERE b.case_id = $1 AND ($2 = '' OR m.key = $2) ORDER BY m.key`, c.ID, municipality)
	if err != nil {
		return nil, fmt.Errorf("find contributions: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Contribution])
	if err != nil {
		return nil, fmt.Errorf("read contributions: %w", err)
	}
	for _, b := range list {
		b.Self = Ref{c.Ref(), b.Municipality}.Path() + "/contribution"
		if b.Amount != nil {
			b.Money = &mandate.Money{Amount: *b.Amount, Currency: *b.Currency}
		}
	}
	return list, nil
}

// contributionOf reads a municipality's contribution; nil where none is
// recorded.
func contributionOf(ctx context.Context, q pgdb.Querier, c *casefile.Case, municipality string) (*Contribution, error) {
	list, err := contributions(ctx, q, c, municipality)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

func saveContribution(ctx context.Context, tx pgx.Tx, c *casefile.Case, p *casefile.Participant, in ContributionInput, person string, now time.Time) error {
	var amount *int64
	var currency *string
	if in.Money != nil {
		amount, currency = &in.Money.Amount, &in.Money.Currency
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO contribution (case_id, municipality_id, description, amount, currency, recorded_by, recorded_at)
		VALUES (@case, @municipality, @description, @amount, @currency, @person, @now)
		ON CONFLICT (case_id, municipality_id) DO UPDATE SET description = @description, amount = @amount, currency = @currency,
			recorded_by = @person, recorded_at = @now, revision = contribution.revision + 1`,
		pgx.StrictNamedArgs{
			"case": c.ID, "municipality": p.ID, "description": in.Description, "amount": amount, "currency": currency, "person": person, "now": now,
		})
	if err != nil {
		return fmt.Errorf("save contribution: %w", err)
	}
	return nil
}
