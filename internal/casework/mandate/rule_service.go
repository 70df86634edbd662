package mandate

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// ShowRule reads a region's gate rule.
func (s *Service) ShowRule(ctx context.Context, actor authn.Actor, region string) (*RegionRule, error) {
	r, err := ruleOf(ctx, s.pool, region, s.now())
	if err != nil {
		return nil, err
	}
	return s.showRule(r, actor), nil
}

// SetRule sets a region's gate rule for the versions that are submitted from
// now on. A version that is open follows it if it is the tighter one, and keeps
// its own if not (rule 3.7). It refuses a rule that the region's municipalities
// can never meet.
func (s *Service) SetRule(ctx context.Context, actor authn.Actor, region string, in RuleInput) (*RegionRule, error) {
	rule, err := in.rule()
	if err != nil {
		return nil, err
	}
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*RegionRule, error) {
		if err := holdRules(ctx, tx, region, true); err != nil {
			return nil, err
		}
		now := s.now()
		before, err := ruleOf(ctx, tx, region, now)
		if err != nil {
			return nil, err
		}
		if err := request.MustMatch(ctx, before.Revision); err != nil {
			return nil, err
		}
		if err := rule.Meetable(before.Members); err != nil {
			return nil, err
		}
		if err := insertRule(ctx, tx, region, rule, in.Reason, actor.Person, now); err != nil {
			return nil, err
		}
		err = audit.Record(ctx, tx, audit.Event{
			At: now, Actor: actor, Act: "set-mandate-rule", Object: before.path(),
			Changes: audit.Changes{"rule": {Old: before.String(), New: rule.String()}, "reason": {Old: before.Reason, New: in.Reason}},
		})
		if err != nil {
			return nil, err
		}
		after, err := ruleOf(ctx, tx, region, now)
		if err != nil {
			return nil, err
		}
		return s.showRule(after, actor), nil
	})
}

func (r *RegionRule) path() string { return request.Path("regions/%s/mandate-rule", r.Region) }

func (s *Service) showRule(r *RegionRule, actor authn.Actor) *RegionRule {
	r.Self = r.path()
	r.Actions = []request.Action{
		s.policy.Action(actor, r.Region, authz.Permission{Object: "mandate_rule", Act: "set"}, nil, request.Action{Act: "set-mandate-rule", Method: "PUT", Href: r.Self}),
	}
	return r
}

// holdRules puts the acts that a region's rules decide in a row with their
// change: a change waits for the answers and submissions under way, and they
// for it. It is taken after the case's lock, and nothing is taken after it that
// a change of rules would hold.
func holdRules(ctx context.Context, tx pgx.Tx, region string, change bool) error {
	sql := `SELECT pg_advisory_xact_lock_shared(hashtextextended('mandate_rule ' || $1, 0))`
	if change {
		sql = `SELECT pg_advisory_xact_lock(hashtextextended('mandate_rule ' || $1, 0))`
	}
	if _, err := tx.Exec(ctx, sql, region); err != nil {
		return fmt.Errorf("hold the gate rules: %w", err)
	}
	return nil
}

// ruleOf reads the rule that stands, and how many members the region has today.
func ruleOf(ctx context.Context, q pgdb.Querier, region string, now time.Time) (*RegionRule, error) {
	rows, err := q.Query(ctx, `
		SELECT o.key AS region, coalesce(r.rule, 'all') AS rule, r.rule_count, r.rule_numerator, r.rule_denominator, coalesce(r.reason, '') AS reason,
			r.set_by::text AS set_by, coalesce((SELECT p.name FROM person p WHERE p.id = r.set_by), '') AS set_name, r.set_at, coalesce(r.number, 0)::bigint AS revision,
			(SELECT count(*) FROM membership m WHERE m.region_id = o.id AND m.from_date <= $2 AND (m.to_date IS NULL OR m.to_date > $2)) AS members
		FROM organisation o LEFT JOIN LATERAL (SELECT * FROM mandate_rule WHERE region_id = o.id ORDER BY number DESC LIMIT 1) r ON true
		WHERE o.key = $1 AND o.kind = 'region'`, region, workday.Today(now))
	if err != nil {
		return nil, fmt.Errorf("find the gate rule: %w", err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[RegionRule])
	if err != nil {
		return nil, pgdb.NotFound(fmt.Errorf("read the gate rule: %w", err), httpapi.ErrNotFound)
	}
	r.Needed = r.Rule.Needed(r.Members)
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
