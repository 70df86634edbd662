package reminder

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
)

// readPolicies are the policies that stand in a region for some kinds.
const readPolicies = `
	SELECT o.key AS region, k.kind, p.id, coalesce(to_char(p.send_time, 'HH24:MI'), '') AS send_time, coalesce(p.steps, '[]') AS steps, coalesce(p.quiet_days, '[]') AS quiet_days,
		coalesce(p.reason, '') AS reason, p.set_by::text AS set_by, p.set_at, coalesce(p.number, 0)::bigint AS revision,
		(SELECT coalesce(jsonb_agg(h ORDER BY h.number DESC), '[]') FROM (
			SELECT number, set_at, set_by, reason, to_char(send_time, 'HH24:MI') AS send_time, steps, quiet_days
			FROM reminder_policy WHERE region_id = o.id AND kind = k.kind ORDER BY number DESC LIMIT 50) h) AS history
	FROM organisation o CROSS JOIN unnest($2::text[]) WITH ORDINALITY k(kind, nr)
	LEFT JOIN LATERAL (SELECT * FROM reminder_policy WHERE region_id = o.id AND kind = k.kind ORDER BY number DESC LIMIT 1) p ON true
	WHERE o.key = $1 AND o.kind = 'region' ORDER BY k.nr`

func policyOf(ctx context.Context, q pgdb.Querier, ref PolicyRef, _ time.Time) (*Policy, error) {
	p, err := pgdb.Pointer[Policy](ctx, q, "find a reminder policy", readPolicies, ref.Region, []string{string(ref.Kind)})
	if err != nil {
		return nil, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	return p.completed(), nil
}

func policiesOf(ctx context.Context, q pgdb.Querier, region string) ([]*Policy, error) {
	all, err := pgdb.Pointers[Policy](ctx, q, "list reminder policies", readPolicies, region, Kinds())
	if err == nil && len(all) == 0 {
		err = httpapi.ErrNotFound
	}
	for _, p := range all {
		p.completed()
	}
	return all, err
}

func insertPolicy(ctx context.Context, tx pgx.Tx, kind AskedKind, in PolicyInput, w setting.Written) error {
	steps, err := json.Marshal(in.Steps)
	if err != nil {
		return fmt.Errorf("write down steps: %w", err)
	}
	quiet, err := json.Marshal(in.QuietDays)
	if err != nil {
		return fmt.Errorf("write down quiet days: %w", err)
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO reminder_policy (region_id, kind, number, send_time, steps, quiet_days, reason, set_by, set_at)
		SELECT o.id, @kind, 1 + coalesce((SELECT max(number) FROM reminder_policy WHERE region_id = o.id AND kind = @kind), 0), @send_time::text::time, @steps, @quiet, @reason, @by, @now
		FROM organisation o WHERE o.key = @region`, pgx.StrictNamedArgs{
		"region": w.Region, "kind": kind, "send_time": in.SendTime, "steps": steps, "quiet": quiet, "reason": in.Reason, "by": w.By, "now": w.At,
	})
	if err != nil {
		return fmt.Errorf("insert a reminder policy: %w", err)
	}
	return nil
}

// planning is a policy as deadlines are planned by it.
type planning struct {
	ID        *int64  `db:"id"`
	Region    string  `db:"region"`
	Kind      Kind    `db:"kind"`
	SendTime  string  `db:"send_time"`
	Steps     []Step  `db:"steps"`
	QuietDays []Quiet `db:"quiet_days"`
}

// policies are those by which deadlines are planned: of each region and kind the
// one that stands.
type policies map[string]*Policy

// of is the policy of a deadline.
func (p policies) of(d Deadline) *Policy {
	if found := p[d.region+" "+string(d.Kind)]; found != nil {
		return found
	}
	return standard()
}

// partPolicies reads the policies of deadlines together with other things.
func partPolicies(p *pgdb.Parts, deadlines []Deadline) policies {
	var regions, kinds []string
	seen, found := map[string]bool{}, policies{}
	for _, d := range deadlines {
		if key := d.region + " " + string(d.Kind); d.region != "" && !seen[key] {
			seen[key] = true
			regions, kinds = append(regions, d.region), append(kinds, string(d.Kind))
		}
	}
	pgdb.Part(p, "read reminder policies", func(one planning) {
		found[one.Region+" "+string(one.Kind)] = &Policy{ID: one.ID, SendTime: one.SendTime, Steps: one.Steps, QuietDays: one.QuietDays}
	}, `
		SELECT o.key AS region, p.id, p.kind, to_char(p.send_time, 'HH24:MI') AS send_time, p.steps, p.quiet_days
		FROM unnest($1::text[], $2::text[]) a(region, kind) JOIN organisation o ON o.key = a.region
		CROSS JOIN LATERAL (SELECT * FROM reminder_policy WHERE region_id = o.id AND kind = a.kind ORDER BY number DESC LIMIT 1) p`, regions, kinds)
	return found
}
