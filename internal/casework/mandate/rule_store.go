package mandate

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// readRule reads the rule that stands, and how many members the region has today.
func readRule(ctx context.Context, q pgdb.Querier, ref setting.Ref, now time.Time) (*RegionRule, error) {
	r, err := pgdb.Pointer[RegionRule](ctx, q, "find the gate rule", `
		SELECT o.key AS region, coalesce(r.rule, 'all') AS rule, r.rule_count, r.rule_numerator, r.rule_denominator, coalesce(r.reason, '') AS reason,
			r.set_by::text AS set_by, coalesce((SELECT p.name FROM person p WHERE p.id = r.set_by), '') AS set_name, r.set_at, coalesce(r.number, 0)::bigint AS revision,
			(SELECT count(*) FROM member_on($2) m WHERE m.region_id = o.id) AS members
		FROM organisation o LEFT JOIN LATERAL (SELECT * FROM mandate_rule WHERE region_id = o.id ORDER BY number DESC LIMIT 1) r ON true
		WHERE o.key = $1 AND o.kind = 'region'`, ref.Region, workday.Today(now))
	if err != nil {
		return nil, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	r.Needed = r.Rule.Needed(r.Members)
	return r, nil
}

func insertRule(ctx context.Context, tx pgx.Tx, r Rule, reason string, w setting.Written) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO mandate_rule (region_id, number, rule, rule_count, rule_numerator, rule_denominator, reason, set_by, set_at)
		SELECT o.id, 1 + coalesce((SELECT max(number) FROM mandate_rule WHERE region_id = o.id), 0), @rule, @count, @numerator, @denominator, @reason, @by, @now
		FROM organisation o WHERE o.key = @region`, pgx.StrictNamedArgs{
		"region": w.Region, "rule": r.Kind, "count": r.Count, "numerator": r.Numerator, "denominator": r.Denominator, "reason": reason, "by": w.By, "now": w.At,
	})
	if err != nil {
		return fmt.Errorf("insert the gate rule: %w", err)
	}
	return nil
}
