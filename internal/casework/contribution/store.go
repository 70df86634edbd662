package contribution

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// keyOf reads the key that stands, and which members the region has today.
func keyOf(ctx context.Context, q pgdb.Querier, ref setting.Ref, now time.Time) (*ContributionKey, error) {
	k, err := pgdb.Pointer[ContributionKey](ctx, q, "read the contribution key", `
		SELECT o.key AS region, coalesce(k.kind, '`+Equal+`') AS kind, k.year, coalesce(k.figures, '[]') AS figures, coalesce(k.reason, '') AS reason,
			k.set_by::text AS set_by, k.set_at, coalesce(k.number, 0)::bigint AS revision,
			array(SELECT t.key FROM member_on($2) m JOIN organisation t ON t.id = m.municipality_id WHERE m.region_id = o.id ORDER BY t.key) AS members
		FROM organisation o LEFT JOIN LATERAL (SELECT * FROM contribution_key WHERE region_id = o.id ORDER BY number DESC LIMIT 1) k ON true
		WHERE o.key = $1 AND o.kind = 'region'`, ref.Region, workday.Today(now))
	if err != nil {
		return nil, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	return k, nil
}

// partiesAmong are those of some municipalities that take part in a case of the
// region, be they members today or not. Of each no more than one case is read.
func partiesAmong(ctx context.Context, q pgdb.Querier, region string, municipalities []string) ([]string, error) {
	rows, err := q.Query(ctx, `
		SELECT t.key FROM organisation t WHERE t.key = ANY($2) AND EXISTS (
			SELECT FROM participant p JOIN casefile c ON c.id = p.case_id JOIN organisation r ON r.id = c.region_id
			WHERE p.municipality_id = t.id AND p.left_at IS NULL AND r.key = $1 OFFSET 0)`, region, municipalities)
	if err != nil {
		return nil, fmt.Errorf("find who takes part in the region's cases: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func insertKey(ctx context.Context, tx pgx.Tx, in ContributionKeyInput, w setting.Written) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO contribution_key (region_id, number, kind, year, figures, reason, set_by, set_at)
		SELECT o.id, 1 + coalesce((SELECT max(number) FROM contribution_key WHERE region_id = o.id), 0), @kind, @year, @figures, @reason, @by, @now
		FROM organisation o WHERE o.key = @region`, pgx.StrictNamedArgs{
		"region": w.Region, "kind": in.Kind, "year": in.Year, "figures": in.Figures, "reason": in.Reason, "by": w.By, "now": w.At,
	})
	if err != nil {
		return fmt.Errorf("insert the contribution key: %w", err)
	}
	return nil
}

// columns are those of a contribution b of a municipality m.
const columns = `m.key AS municipality, b.description, b.amount, b.currency, b.recorded_by::text AS recorded_by, b.recorded_at, b.revision`

// Part adds to the parts of a read the contributions of a case.
func Part(p *pgdb.Parts, c *casefile.Case, add func(*Contribution)) {
	pgdb.Part(p, "find contributions", func(b Contribution) {
		b.complete(c)
		if b.turn(c.Past) {
			add(&b)
		}
	}, `SELECT `+columns+` FROM contribution b JOIN organisation m ON m.id = b.municipality_id WHERE b.case_id = $1`, c.ID)
}

// Of are the contributions of a case, by municipality: one statement.
func Of(ctx context.Context, q pgdb.Querier, c *casefile.Case) (map[string]*Contribution, error) {
	recorded := map[string]*Contribution{}
	var p pgdb.Parts
	Part(&p, c, func(b *Contribution) { recorded[b.Municipality] = b })
	return recorded, p.Read(ctx, q)
}

func (b *Contribution) complete(c *casefile.Case) {
	b.Self = showContribution.Href(staffing.Ref{Ref: c.Ref(), Municipality: b.Municipality})
	if b.Amount != nil {
		b.Money = &mandate.Money{Amount: *b.Amount, Currency: *b.Currency}
	}
}

func save(ctx context.Context, tx pgx.Tx, c *casefile.Case, municipality string, in ContributionInput, person string, now time.Time) (*Contribution, error) {
	var amount *int64
	var currency *string
	if in.Money != nil {
		amount, currency = &in.Money.Amount, &in.Money.Currency
	}
	b, err := pgdb.Pointer[Contribution](ctx, tx, "save a contribution", `
		WITH b AS (
			INSERT INTO contribution (case_id, municipality_id, description, amount, currency, recorded_by, recorded_at)
			SELECT @case, id, @description, @amount, @currency, @person, @now FROM organisation WHERE key = @municipality
			ON CONFLICT (case_id, municipality_id) DO UPDATE SET description = @description, amount = @amount, currency = @currency,
				recorded_by = @person, recorded_at = @now, revision = contribution.revision + 1
			RETURNING *)
		SELECT `+columns+` FROM b JOIN organisation m ON m.id = b.municipality_id`, pgx.StrictNamedArgs{
		"case": c.ID, "municipality": municipality, "description": in.Description, "amount": amount, "currency": currency, "person": person, "now": now,
	})
	if err != nil {
		return nil, err
	}
	b.complete(c)
	return b, nil
}
