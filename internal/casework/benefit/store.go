package benefit

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Part adds to the parts of a read the statements of all participants; a
// participant that has written nothing is there with an empty one.
func Part(p *pgdb.Parts, c *casefile.Case, add func(Benefit)) {
	pgdb.Part(p, "find benefits", func(b Benefit) {
		if !c.TookPart(b.Municipality) {
			return
		}
		b.Self = c.Ref().Path() + "/benefits/" + b.Municipality
		b.turn(c.Past)
		b.State = b.state()
		add(b)
	}, `
		SELECT m.key AS municipality, m.name, coalesce(b.statement, '') AS statement, b.written_by::text AS written_by, b.written_at,
			b.confirmed_by::text AS confirmed_by, b.confirmed_at, b.last_confirmed_at, coalesce(b.revision, 0) AS revision
		FROM participant p JOIN organisation m ON m.id = p.municipality_id
		LEFT JOIN benefit b ON b.case_id = p.case_id AND b.municipality_id = p.municipality_id
		WHERE p.case_id = $1 ORDER BY m.key`, c.ID)
}

// Of reads the statements of all participants.
func Of(ctx context.Context, q pgdb.Querier, c *casefile.Case) ([]Benefit, error) {
	list := []Benefit{}
	var p pgdb.Parts
	Part(&p, c, func(b Benefit) { list = append(list, b) })
	return list, p.Read(ctx, q)
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
