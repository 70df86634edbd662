package mandate

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// HoldRules puts the acts that a region's rules decide in a row with their
// change: a change waits for the answers and submissions under way, and they
// for it. It is taken after the case's lock, and nothing is taken after it that
// a change of rules would hold.
func HoldRules(ctx context.Context, tx pgx.Tx, region string, change bool) error {
	sql := `SELECT pg_advisory_xact_lock_shared(hashtextextended('mandate_rule ' || $1, 0))`
	if change {
		sql = `SELECT pg_advisory_xact_lock(hashtextextended('mandate_rule ' || $1, 0))`
	}
	if _, err := tx.Exec(ctx, sql, region); err != nil {
		return fmt.Errorf("hold the gate rules: %w", err)
	}
	return nil
}

// RuleOf reads the rule that stands, and how many members the region has today.
func RuleOf(ctx context.Context, q pgdb.Querier, region string, now time.Time) (*RegionRule, error) {
	rows, err := q.Query(ctx, `
		SELECT o.key AS region, coalesce(r.rule, 'all') AS rule, r.rule_count, r.rule_numerator, r.rule_denominator, coalesce(r.reason, '') AS reason,
			r.set_by::text AS set_by, coalesce((SELECT p.name FROM person p WHERE p.id = r.set_by), '') AS set_name, r.set_at, coalesce(r.number, 0)::bigint AS revision,
			(SELECT count(*) FROM member_on($2) m WHERE m.region_id = o.id) AS members
		FROM organisation o LEFT JOIN LATERAL (SELECT * FROM mandate_rule WHERE region_id = o.id ORDER BY number DESC LIMIT 1) r ON true
		WHERE o.key = $1 AND o.kind = 'region'`, region, workday.Today(now))
	if err != nil {
		return nil, fmt.Errorf("find the gate rule: %w", err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[RegionRule])
	if err != nil {
		return nil, pgdb.NotFound(fmt.Errorf("read the gate rule: %w", err), httpapi.ErrNotFound)
	}
	r.Self, r.Needed = showMandateRule.Href(RuleRef{Region: region}), r.Rule.Needed(r.Members)
	return r, nil
}

func insertRule(ctx context.Context, tx pgx.Tx, region string, r Rule, reason, by string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO mandate_rule (region_id, number, rule, rule_count, rule_numerator, rule_denominator, reason, set_by, set_at)
		SELECT o.id, 1 + coalesce((SELECT max(number) FROM mandate_rule WHERE region_id = o.id), 0), @rule, @count, @numerator, @denominator, @reason, @by, @now
		FROM organisation o WHERE o.key = @region`, pgx.StrictNamedArgs{
		"region": region, "rule": r.Kind, "count": r.Count, "numerator": r.Numerator, "denominator": r.Denominator, "reason": reason, "by": by, "now": now,
	})
	if err != nil {
		return fmt.Errorf("insert the gate rule: %w", err)
	}
	return nil
}
