package benefit

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Of reads the statements of all participants; a participant that has
// written nothing is there with an empty one.
func Of(ctx context.Context, q pgdb.Querier, c *casefile.Case) ([]Benefit, error) {
	list, err := pgdb.All[Benefit](ctx, q, "find benefits", `
		SELECT m.key AS municipality, m.name, coalesce(b.statement, '') AS statement, b.written_by::text AS written_by, b.written_at,
			b.confirmed_by::text AS confirmed_by, b.confirmed_at, b.last_confirmed_at, coalesce(b.revision, 0) AS revision
		FROM participant p JOIN organisation m ON m.id = p.municipality_id
		LEFT JOIN benefit b ON b.case_id = p.case_id AND b.municipality_id = p.municipality_id
		WHERE p.case_id = $1 ORDER BY m.key`, c.ID)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(b Benefit) bool { return !c.TookPart(b.Municipality) })
	for i := range list {
		b := &list[i]
		b.Self = c.Ref().Path() + "/benefits/" + b.Municipality
		b.turn(c.Past)
		b.State = b.state()
	}
	return list, nil
}

// benefitOf reads one participant's statement.
func benefitOf(ctx context.Context, q pgdb.Querier, c *casefile.Case, municipality string) (*Benefit, error) {
	list, err := Of(ctx, q, c)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Municipality == municipality {
			return &list[i], nil
		}
	}
	return nil, casefile.ErrNotParty
}

func saveBenefit(ctx context.Context, tx pgx.Tx, c *casefile.Case, p *casefile.Participant, b *Benefit) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO benefit (case_id, municipality_id, statement, written_by, written_at, confirmed_by, confirmed_at, last_confirmed_at)
		VALUES (@case, @municipality, @statement, @written_by, @written_at, @confirmed_by, @confirmed_at, @last)
		ON CONFLICT (case_id, municipality_id) DO UPDATE SET statement = @statement, written_by = @written_by, written_at = @written_at,
			confirmed_by = @confirmed_by, confirmed_at = @confirmed_at, last_confirmed_at = @last, revision = benefit.revision + 1`,
		pgx.StrictNamedArgs{
			"case": c.ID, "municipality": p.ID, "statement": b.Statement, "written_by": b.WrittenBy, "written_at": b.WrittenAt,
			"confirmed_by": b.ConfirmedBy, "confirmed_at": b.ConfirmedAt, "last": b.LastConfirmedAt,
		})
	if err != nil {
		return fmt.Errorf("save benefit: %w", err)
	}
	return nil
}
